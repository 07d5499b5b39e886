"""axe on every kind of page, at 360 and 1280 px, by day and by night."""

from typing import Any

import pytest
from django.conf import settings

from tests.browser.conftest import DESK, PHONE, check_page
from tests.cast import Cast
from tests.stories.programme import keepers, published
from tests.stories.test_residence_certificate import CONTACT, CONTENT, SLUG, WHOSE
from tests.stories.walking import fill_in
from yakuba.cases import correcting, deciding, enforcing, routing
from yakuba.cases.models import Case, RouteLine
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.people.models import Holding
from yakuba.procedures import publishing
from yakuba.programme import helping, manuscript
from yakuba.programme.tests.samples import KEEPER, bring, item_of
from yakuba.publications import publishing as editions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = [
    "/", "/procedures/", "/procedures/?q=住民票", "/procedures/?event=moving", "/procedures/?q=zzz",
    f"/procedures/{SLUG}/", "/verify/", "/verify/nothing-of-the-kind/", "/account/login/", "/account/signup/",
    "/account/password/reset/", "/resume/nothing/", "/no-such-page/",
]  # fmt: skip


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_for_everybody(cast: Cast, publish: Any, open_as: Any, options: dict[str, Any]) -> None:
    publish(SLUG)
    page = open_as(None, **options)
    for address in OPEN:
        page.goto(address)
        check_page(page)


TEXTS = {
    one.name: (one / "procedure.yaml").read_text(encoding="utf-8") for one in publishing.folders(settings.CATALOGUE)
}
SURVEYS = [slug for slug, text in TEXTS.items() if "\nsurvey:" in text]
FOR_EVERYBODY = [slug for slug, text in TEXTS.items() if "sign_in: required" not in text and slug not in SURVEYS]


@pytest.mark.parametrize("slug", FOR_EVERYBODY)
def test_the_first_page_of_every_procedure(cast: Cast, publish: Any, open_as: Any, slug: str) -> None:
    publish(slug)
    page = open_as(cast.hana)
    page.goto(f"/procedures/{slug}/")
    check_page(page)
    page.locator("form[action^='/apply/'] button").click()
    page.wait_for_load_state()
    check_page(page)


@pytest.mark.parametrize("slug", SURVEYS)
@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_of_a_survey(cast: Cast, publish: Any, open_as: Any, slug: str, options: dict[str, Any]) -> None:
    is_for_public = publish(slug).declaration.survey.is_for_public
    for who, address in (
        (None, "/surveys/"),
        (None, f"/surveys/{slug}/"),
        (cast.hana if is_for_public else cast.ken, ""),
    ):
        page = open_as(who, **options)
        page.goto(address or f"/surveys/{slug}/")
        check_page(page)
    page.locator("form[action^='/surveys/'] button").click()
    page.locator("input[type=radio]").first.check()
    page.locator("form[data-form] button:not([name])").first.click()
    page.wait_for_load_state()
    check_page(page)
    for box in page.locator("input[type=text]").all():
        box.fill("駅の窓口")
    page.locator("form[data-form] button:not([name])").first.click()
    page.wait_for_load_state()
    check_page(page)


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_of_a_case_for_both_sides(
    cast: Cast, publish: Any, sign_in: Any, open_as: Any, monkeypatch: Any, options: dict[str, Any]
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    publish(SLUG)
    browser = sign_in(cast.hana)
    page, office = open_as(cast.hana, **options), open_as(cast.ken, **options)
    file = fill_in(browser, SLUG, [WHOSE, CONTENT | {"domicile": "yes"}, CONTACT]).replace("confirm", "file")
    browser.post(file)
    case = Case.objects.get()
    for one, addresses in (
        (page, ["/cases/", f"/cases/{case.receipt}/", "/account/email/", "/account/2fa/", "/demo/", "/demo/letters/"]),
        (office, ["/office/", "/office/?tab=ended", "/office/exports/", f"/office/cases/{case.receipt}/"]),
    ):
        for where in addresses:
            one.goto(where)
            check_page(one)
    correcting.send_back(case, by=cast.ken, items={"copies": "数をたしかめてください。"}, note="お願いします。")
    for where in (f"/cases/{case.receipt}/", f"/cases/{case.receipt}/correct/", "/cases/"):
        page.goto(where)
        check_page(page)


def test_pages_of_a_draft_and_of_those_on_its_route(cast: Cast, open_as: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    town = Town(cast)
    version = declare("", slug="spending", head=HEAD)
    ken, rie = open_as(cast.ken, viewport=PHONE), open_as(cast.rie, viewport=DESK, color_scheme="dark")
    ken.goto("/office/drafting/")
    check_page(ken)
    ken.get_by_role("button", name="起案をはじめる").click()
    ken.get_by_label("subject").fill("机")
    ken.get_by_label("yen").fill("50")
    ken.locator("form[data-form] button.button").first.click()
    ken.wait_for_load_state()
    check_page(ken)
    case = routing.agree(town.drafts(version, 50), by=town.lead, advice="よいと思います。")
    rie.goto(f"/office/cases/{case.receipt}/")
    check_page(rie)
    rie.goto("/office/?tab=mine&q=机")
    check_page(rie)
    deciding.decide(case, by=cast.rie)
    enforcing.enforce(Case.objects.get(pk=case.pk), by=cast.ken)
    for page, where in (
        (ken, f"/office/cases/{case.receipt}/"),
        (rie, f"/office/cases/{case.receipt}/"),
        (rie, "/office/looks/"),
        (rie, "/office/board/"),
    ):
        page.goto(where)
        check_page(page)


def test_pages_of_the_section_that_keeps_the_hall(cast: Cast, open_as: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    town = Town(cast)
    post = Holding.objects.get(user=town.lead).post
    line = RouteLine.objects.get(section=town.finance)
    page = open_as(town.rules, viewport=PHONE)
    for where in (
        "",
        f"sections/{cast.residents.pk}/",
        "people/",
        "transfers/",
        "tables/",
        "tables/expenditure/",
        f"tables/expenditure/replay/?line={line.pk}",
    ):
        page.goto(f"/office/organisation/{where}")
        check_page(page)
    page.goto(f"/office/organisation/posts/{post.pk}/")
    check_page(page)
    page.locator("#appoint-email").fill(cast.ken.email)
    page.get_by_role("button", name="影響をたしかめる").first.click()
    page.wait_for_load_state()
    check_page(page)
    page.get_by_role("button", name="実行する").click()
    page.wait_for_load_state()
    assert Holding.objects.filter(user=cast.ken, post=post).exists()


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_of_the_plan_for_everybody_and_for_its_keepers(
    cast: Cast, publish: Any, open_as: Any, monkeypatch: Any, options: dict[str, Any]
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    publish("publication")
    who = keepers(cast)
    item = bring(item_of(cast.residents), "undecided")
    call = helping.ask_for_help(item, "端末の選び方を知りたいです。", by=cast.ken)
    helping.offer_help(call, "三つ試しました。", by=cast.taro)
    published(editions.freeze(manuscript.manuscript("mihon"), by=KEEPER), who)
    bring(item, "decided")
    edition = editions.freeze(manuscript.manuscript("mihon"), by=KEEPER)
    guest, keeper = open_as(None, **options), open_as(who.aoi, **options)
    addresses = ["/plan/", "/plan/?state=done", "/plan/mihon/items/1/", "/plan/mihon/editions/"]
    for where in [*addresses, "/plan/mihon/editions/1/changes/", "/figures/", "/figures/inventory/"]:
        guest.goto(where)
        check_page(guest)
    rooms = ["", "reviews/", "calls/", "voices/", "contacts/", "import/", "editions/", "items/register/"]
    for where in [*rooms, f"items/{item.pk}/", f"items/{item.pk}/revise/", f"editions/{edition.pk}/"]:
        keeper.goto(f"/office/programme/{where}")
        check_page(keeper)
    keeper.goto(f"/office/programme/items/{item.pk}/")
    keeper.get_by_text("断念にする").first.click()
    keeper.locator("form[action$='/move/'] button:visible").first.click()
    keeper.wait_for_load_state()
    check_page(keeper)
