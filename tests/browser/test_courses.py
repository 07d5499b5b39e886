"""Lectures, training and courses, on a phone and in the dark: nothing for axe to find, nothing to scroll for."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, check_page
from yakuba.learning import attending
from yakuba.learning.models import Event, Session
from yakuba.people.models import Holding, User
from yakuba.sample import learning, town
from yakuba.toolbox import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
ROOM = "/office/learning/"
SIZES = [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}]


@pytest.fixture
def keeper(settings: Any, publish: Any) -> User:
    """The clerk of the section that keeps the programme; nobody of the sample hall has a second factor."""
    settings.DEMO = True
    publish("dx-lecture-survey")
    town.build_hall(clock.today())
    learning.build_learning(clock.today())
    return Holding.objects.get(post__section__code="dx", post__rank="clerk").user


@pytest.mark.parametrize("options", SIZES)
def test_pages_of_the_office(keeper: User, open_as: Any, options: dict[str, Any]) -> None:
    page = open_as(keeper, **options)
    events = [f"events/{one.pk}/" for one in Event.objects.all()]
    for address in ("", "mine/", "talent/", "training/", "who_may_know/?q=地図", *events):
        page.goto(ROOM + address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        check_page(page)
    page.goto(f"{ROOM}announce/")
    page.locator("#announce button").click()
    page.wait_for_load_state()
    assert page.get_by_text("＊名前を書いてください。").is_visible()
    check_page(page)


@pytest.mark.parametrize("options", SIZES)
def test_the_code_at_the_door_is_read_by_a_phone(keeper: User, open_as: Any, options: dict[str, Any]) -> None:
    session = Session.objects.filter(event__kind="citizens").first()
    assert session is not None
    Session.objects.filter(pk=session.pk).update(starts_at=clock.now())
    host = open_as(keeper, **options)
    host.goto(f"{ROOM}events/{session.event_id}/")
    host.locator(f"#open_door-{session.pk}").click()
    host.wait_for_load_state()
    assert host.locator(".door svg").is_visible()
    check_page(host)
    phone = open_as(None, **options)
    phone.goto(f"/courses/here/{attending.open_door(session, by=keeper)}/")
    check_page(phone)
    phone.locator("#here").click()
    phone.wait_for_load_state()
    assert phone.get_by_text("出席になりました").is_visible()
    check_page(phone)


@pytest.mark.parametrize("options", SIZES)
def test_pages_of_the_courses(keeper: User, open_as: Any, options: dict[str, Any]) -> None:
    page = open_as(None, **options)
    page.goto("/courses/")
    check_page(page)
    page.locator("main h2 a").first.click()
    page.locator("summary").first.click()
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert page.get_by_text("＊お名前を入れてください。").is_visible()
    check_page(page)
