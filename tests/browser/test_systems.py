"""The pages of systems and money, on a phone and in the dark: nothing for axe to find, nothing to scroll for."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, check_page
from yakuba.people.models import Holding
from yakuba.sample import systems, town
from yakuba.systems.models import Purchase, Scenario
from yakuba.toolbox import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
ROOM = "/office/systems/"


@pytest.fixture
def keeper(settings: Any, transactional_db: None) -> Any:
    """The lead of the section that keeps the programme; nobody of the sample hall has a second factor."""
    settings.DEMO = True
    town.build_hall(clock.today())
    systems.build_systems(clock.today())
    return Holding.objects.get(post__section__code="dx", post__rank="lead").user


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_pages_of_systems(keeper: Any, open_as: Any, options: dict[str, Any]) -> None:
    page = open_as(keeper, **options)
    one, scenario = Purchase.objects.all()[0], Scenario.objects.all()[0]
    lists = ["", "calendar/", "standard/", "scenarios/", "purchases/", "pilots/", "duplicates/", "effects/", "import/"]
    for address in (*lists, f"purchases/{one.pk}/", f"scenarios/{scenario.pk}/", "register/", "register/forms/"):
        page.goto(ROOM + address)
        check_page(page)
    page.locator("#sign_contract").click()
    page.locator("details:has(#sign_contract) button").click()
    page.wait_for_load_state()
    check_page(page)
    page.goto(f"{ROOM}purchases/wish/")
    page.fill("#wish_purchase-title", "多機能フォーム")
    page.fill("#wish_purchase-functions", "予約、申請フォーム、統計、AI相談")
    page.fill("#wish_purchase-reason", "本市仕様にする。")
    page.locator("button[name=look]").click()
    page.wait_for_load_state()
    assert page.get_by_text("もしかして、御法度の17番？").is_visible()
    check_page(page)


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}])
def test_the_public_page_of_renewals(keeper: Any, open_as: Any, options: dict[str, Any]) -> None:
    page = open_as(None, **options)
    page.goto("/plan/systems/")
    check_page(page)
