"""The pages of 御法度 and the log of trials, on a phone and in the dark: nothing sticks out, axe finds nothing."""

from typing import Any
from uuid import uuid4

import pytest

from tests.browser.conftest import DESK, PHONE, check_page
from tests.cast import LONG_AGO, Cast
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.desks.things import of_case
from yakuba.people.models import Section
from yakuba.procedures.models import Version
from yakuba.taboos import flagging, redrafting, telling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_of_the_taboos(cast: Cast, open_as: Any, options: dict[str, Any]) -> None:
    declare("", slug="spending", head=HEAD)
    town = Town(cast)
    keeper = town.appoint("dx", Section.objects.create(code="dx", name="DX推進課", valid_from=LONG_AGO), "clerk")
    thing = of_case(town.drafts(Version.objects.get(), 50, subject="課でアプリを購入したい。"))
    assert thing is not None
    flag = flagging.flag(thing, 10, "いいとこ取りに見えます" * 18, key=uuid4(), by=cast.ken)
    flagging.answer_flag(flag, "a" * 200, key=uuid4(), by=cast.rie)
    flagging.weigh(thing, 1, "unknown", "まだ数えていません", key=uuid4(), by=cast.rie)
    flagging.feed_back(6, "市民の声も", key=uuid4(), by=cast.rie)
    redrafting.begin_redraft(by=keeper)
    told = telling.tell_trial(
        telling.Told("failure", "枠を早く開けすぎた", "取り消しが四割ありました。", things=[thing.key]),
        key=uuid4(),
        by=cast.ken,
    )
    page = open_as(cast.ken, **options)
    for where in (
        thing.url, "/office/taboos/", "/office/taboos/months/", f"/office/taboos/on/{thing.key}/",
        "/office/trials/", "/office/trials/tell/", f"/office/trials/{told.pk}/", "/plan/taboos/",
    ):  # fmt: skip
        page.goto(where)
        page.evaluate("document.querySelectorAll('.taboos details').forEach(one => { one.open = true })")
        check_page(page)
    page.goto(thing.url)
    page.locator("summary", has_text="○番").click()
    page.locator(".taboos form[action$='/flag/'] button").click()
    page.wait_for_load_state()
    assert "ひとことを書いてください" in page.content()
    check_page(page)
    dx = open_as(keeper, **options)
    dx.goto("/office/taboos/redraft/")
    check_page(dx)
