"""Whatever has an owner is not there for anybody else: every URL with a number or key in it answers 404 to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.cast import Cast
from tests.floorplan.building import Page, pages
from yakuba.cases import drafting, exporting, filing
from yakuba.cases.models import Attachment, Case, CaseQuerySet, Draft, Export, Paper, SavedFilter, Stop
from yakuba.desks import holding
from yakuba.people.models import User
from yakuba.procedures.models import Version
from yakuba.toolbox import clock

pytestmark = pytest.mark.once("postgresql")

SLUG = "residence-certificate"
OWNED = ("<uuid:pk>", "<str:receipt>", "<int:pk>")
# Rooms whose things all of the staff may see; who may change them is asked in their own stories.
EVERYBODY_S = ("office/programme/", "office/systems/", "office/learning/")
# Bodies see their meetings, who asks or is asked their inquiries: their own stories try each address as a stranger.
OF_SOME = ("office/meetings/", "office/inquiries/")


@dataclass
class Things:
    """One of each: Hana's draft, and her case at Ken's section with a file and a paper."""

    draft: Draft
    case: Case
    file: Attachment
    paper: Paper
    export: Export

    def address(self, page: Page) -> str:
        route = page.route.replace("<str:receipt>", self.case.receipt).replace("<int:pk>", str(self.paper.pk))
        owner: Draft | Attachment | Export = self.draft if route.startswith("drafts/") else self.file
        owner = self.export if "exports/" in route else owner
        return "/" + route.replace("<uuid:pk>", str(owner.pk)).replace("<int:number>", "1")


def owned(access: str) -> list[Page]:
    """The pages of one kind of access whose address names something that belongs to somebody."""
    elsewhere = EVERYBODY_S + OF_SOME
    everything = (page for page in pages(get_resolver().url_patterns) if not page.route.startswith(elsewhere))
    found = (page for page in everything if any(part in page.route for part in OWNED))
    return [page for page in found if getattr(page.view, "access", "") == access]


@pytest.fixture
def things(cast: Cast, publish: Callable[[str], Version]) -> Things:
    version = publish(SLUG)
    draft = drafting.begin(version.procedure, user=cast.hana)
    case = filing.file(filing.Application(version, {}, "hanas", cast.hana), by=cast.hana).case
    # On the desk of its section, so that nobody is asked why they open it.
    Case.objects.filter(pk=case.pk).update(waits_for="review")
    bytes_ = drafting.keep_bytes(b"%PDF-1.4 what is Hana's")
    file = Attachment.objects.create(case=case, name="a.pdf", type="application/pdf", size=1, blob=bytes_)
    paper = Paper.objects.create(
        case=case,
        name="certificate",
        title="写し",
        number="1",
        code="x",
        blob=bytes_,
        is_signed=False,
        issued_at=clock.now(),
    )
    # Under the paper's number, because one number stands for all of them in an address.
    Stop.objects.create(pk=paper.pk, case=case, order=1, act="decide", post=cast.rie.holdings.get().post)
    SavedFilter.objects.create(pk=paper.pk, user=cast.ken, name="一覧", query="")
    wanted = exporting.Wanted(case.section, version.procedure, "csv")
    return Things(draft, case, file, paper, exporting.ask(wanted, by=cast.ken, reason="集計"))


def opened(browser: Client, things: Things, access: str) -> Iterator[str]:
    """What somebody gets to see or to do there: any answer but "not found", "not that way" and "sign in first"."""
    browser.raise_request_exception = False
    for page in owned(access):
        for method in ("get", "post"):
            answer = getattr(browser, method)(things.address(page))
            to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")
            if answer.status_code not in (404, 405) and not to_sign_in:
                yield f"{page.route} {method} {answer.status_code}"


def test_there_are_such_pages() -> None:
    assert len(owned("holder")) >= 10
    assert len(owned("staff")) >= 10


def test_their_owner_and_their_section_open_them(
    cast: Cast, things: Things, sign_in: Callable[[User | None], Client]
) -> None:
    for user, access in ((cast.hana, "holder"), (cast.ken, "staff")):
        reached = {each.split(" ")[0] for each in opened(sign_in(user), things, access)}
        # Discarding comes before the pages that follow it in the list of URLs.
        assert len(reached) >= len(owned(access)) - 2, (access, reached)


def test_for_everybody_else_they_are_not_there(
    cast: Cast, things: Things, sign_in: Callable[[User | None], Client]
) -> None:
    for user in (cast.jiro, cast.taro, cast.ken, None):
        assert list(opened(sign_in(user), things, "holder")) == [], user
    for user in (cast.jiro, cast.taro, cast.hana, None):
        assert list(opened(sign_in(user), things, "staff")) == [], user


def test_a_door_left_open_is_noticed(
    cast: Cast, things: Things, sign_in: Callable[[User | None], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "_is_owner", lambda *_: True)
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, user: cases.all())
    for access in ("holder", "staff"):
        assert len(list(opened(sign_in(cast.taro), things, access))) >= 8
