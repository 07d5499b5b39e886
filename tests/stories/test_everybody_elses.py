"""Invariants 1 and 8: nothing anywhere holds another resident's data, and no browser keeps what is personal.

Each resident carries a token of their own (tests/cast.py). A crawler opens whatever it finds as each person, and
whatever it could guess, and looks for tokens.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.cast import HANA_TOKEN, JIRO_TOKEN
from tests.stories import forms
from tests.stories.walking import filed, fill_in, said_why
from yakuba.cases import bulk, issuing
from yakuba.cases.models import Case, CaseQuerySet, Draft, Paper
from yakuba.desks import holding
from yakuba.mailroom.models import Letter
from yakuba.procedures.models import Procedure

pytestmark = pytest.mark.once("postgresql")

GUEST_TOKEN = "GUEST5B8LVN"
TOKENS = {HANA_TOKEN, JIRO_TOKEN, GUEST_TOKEN}
LINK = re.compile(r'href="(/[^"#]*)"')
CERTIFICATE = "residence-certificate"


@dataclass
class Crawl:
    """What one person reached: the tokens found by address, and answers that a browser may keep."""

    found: dict[str, set[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)


def crawl(browser: Client, starts: list[str], *, personal: bool) -> Crawl:
    """Opens `starts` and all that they link to, papers and files too."""
    crawled, waiting = Crawl(), list(starts)
    while waiting:
        address = waiting.pop()
        if address in crawled.opened or "logout" in address or address.startswith("/static/"):
            continue
        crawled.opened.add(address)
        answer = browser.get(address)
        text = text_of(answer)
        crawled.found[address] = {token for token in TOKENS if token in text}
        caching = answer.headers.get("Cache-Control", "")
        if (personal or crawled.found[address]) and not ("private" in caching and "no-store" in caching):
            crawled.kept.append(f"{address}: {caching}")
        waiting += LINK.findall(text)
        if answer.status_code in (301, 302):
            waiting.append(answer.headers["Location"].partition("?")[0])
    return crawled


def text_of(answer) -> str:
    if answer.headers.get("Content-Type") == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return str(answer.content.decode())


def guesses() -> Iterator[str]:
    """The address of everything that exists, whoever it belongs to."""
    for draft in Draft.objects.all():
        yield from (f"/drafts/{draft.pk}/{part}/" for part in ("1", "2", "3", "confirm", "filed", "save"))
    for case in Case.objects.all():
        for start in ("/cases/", "/office/cases/"):
            yield from (f"{start}{case.receipt}/", f"{start}{case.receipt}/correct/")
            yield from (f"{start}{case.receipt}/papers/{paper.pk}/" for paper in Paper.objects.all())
            yield from (f"{start}{case.receipt}/files/{one.pk}/" for one in case.attachments.all())
    yield from (f"/verify/{paper.code}/" for paper in Paper.objects.all())


@dataclass
class Town:
    """Everybody has filed something, has a paper, and is in the middle of something else."""

    browsers: dict[str, Client]
    own: dict[str, set[str]]

    def crawl(self, who: str) -> Crawl:
        for case in Case.objects.all():
            said_why(self.browsers[who], case.receipt)
        starts = ["/", "/cases/", "/office/", "/office/?tab=ended", "/office/?tab=others", "/procedures/", *guesses()]
        return crawl(self.browsers[who], starts, personal=who != "stranger")

    def breaches(self, who: str) -> list[str]:
        """Where that person saw what is not theirs."""
        found = self.crawl(who).found
        return [f"{who} {at}: {seen - self.own[who]}" for at, seen in found.items() if seen - self.own[who]]


@pytest.fixture
def town(cast, publish, sign_in, settings) -> Town:
    settings.DEMO = False
    for slug in (CERTIFICATE, "bulky-waste", "dog-registration"):
        publish(slug)
    content = {"relation": "no", "domicile": "no", "my_number": "no", "copies": "1"}
    whole = [{"whose": "all"}, content, {"phone": "090-0000-0000"}]
    people = {"hana": cast.hana, "jiro": cast.jiro, "guest": None, "stranger": None, "taro": cast.taro, "ken": cast.ken}
    browsers = {who: sign_in(user) for who, user in people.items()}
    for who, token in (("hana", HANA_TOKEN), ("jiro", JIRO_TOKEN)):
        filed(browsers[who], CERTIFICATE, whole)
        fill_in(browsers[who], "dog-registration", [forms.dog()[0] | forms.home(building=token)])
    waste = forms.waste(note=GUEST_TOKEN)
    filed(browsers["guest"], "bulky-waste", waste)
    fill_in(browsers["guest"], "dog-registration", [forms.dog()[0] | forms.home(building=GUEST_TOKEN)])
    assert issuing.work() == 3
    # Taro's section has the collections, Ken's the certificates.
    own = {
        "hana": {HANA_TOKEN},
        "jiro": {JIRO_TOKEN},
        "guest": {GUEST_TOKEN},
        "stranger": set(),
        "taro": {GUEST_TOKEN},
        "ken": {HANA_TOKEN, JIRO_TOKEN},
    }
    return Town(browsers, own)


def test_nobody_sees_what_is_not_theirs_and_no_browser_keeps_it(town):
    for who in town.browsers:
        crawled = town.crawl(who)
        seen = set().union(*crawled.found.values())
        # Each sees their own, or the crawler has not looked.
        assert seen == town.own[who], (who, [at for at, found in crawled.found.items() if found - town.own[who]])
        assert crawled.kept == [], who


def test_every_letter_and_paper_holds_its_owners_token_only(town, cast):
    owners = {cast.hana.email: HANA_TOKEN, cast.jiro.email: JIRO_TOKEN, "guest@mihon.example": GUEST_TOKEN}
    assert Letter.objects.count() == 6
    for letter in Letter.objects.all():
        text = f"{letter.subject}\n{letter.text}"
        assert {token for token in TOKENS if token in text} <= {owners[letter.to]}
    for paper in Paper.objects.select_related("case", "blob"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(paper.blob.content))).pages)
        found = {token for token in TOKENS if token in text}
        assert found <= {owners[paper.case.email]}
        assert found or paper.case.user is None


def test_every_row_of_an_export_holds_one_token_at_most(town):
    for who, token in (("hana", HANA_TOKEN), ("jiro", JIRO_TOKEN)):
        filed(town.browsers[who], "bulky-waste", forms.waste(note=token))
    _columns, rows = bulk.rows_of(Procedure.objects.get(slug="bulky-waste"))
    in_rows = [{token for token in TOKENS if token in str(row)} for row in rows]
    assert sorted(map(len, in_rows)) == [1, 1, 1]
    assert set().union(*in_rows) == TOKENS


def test_a_door_left_open_is_noticed(town, monkeypatch):
    monkeypatch.setattr(holding, "_is_owner", lambda *_: True)
    assert any(HANA_TOKEN in each for each in town.breaches("jiro"))
    assert any(HANA_TOKEN in each for each in town.breaches("stranger"))


def test_a_guests_door_left_open_is_noticed(town, monkeypatch):
    monkeypatch.setattr(holding, "_has", lambda *_: True)
    assert any(GUEST_TOKEN in each for each in town.breaches("stranger"))


def test_an_office_that_sees_everything_is_noticed(town, monkeypatch):
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, user: cases.all())
    assert any(HANA_TOKEN in each for each in town.breaches("taro"))


def test_a_page_that_a_browser_may_keep_is_noticed(town, monkeypatch):
    monkeypatch.setattr("yakuba.desks.headers.is_personal", lambda *_: False)
    assert town.crawl("hana").kept
