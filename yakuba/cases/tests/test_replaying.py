"""稟議見直し: the days are those that a route without the post would have taken, and what it sent back is named."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from yakuba.cases import correcting, deciding, replaying, routing
from yakuba.cases.models import Case, RouteLine, Stop
from yakuba.cases.replaying import replay
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town, now
from yakuba.procedures.models import Version
from yakuba.toolbox import clock

BEGIN = datetime(2026, 5, 11, tzinfo=UTC)


@pytest.fixture
def town(cast: Cast) -> Town:
    return Town(cast)


@pytest.fixture
def version(db: None) -> Version:
    return declare("", slug="spending", head=HEAD)


def on(day: float):
    return clock.at(BEGIN + timedelta(days=day))


def line_of(town: Town, section: str) -> RouteLine:
    return town.table.lines.get(act="concur", section__code=section)


def goes_along(town: Town, case: Case, *, money: float) -> None:
    """Lead on day 1, head on day 2, then side by side: Taro on 3, the rules on 4, the money on its own day."""
    acts = [(1, town.lead), (2, town.cast.rie), (3, town.cast.taro), (4, town.rules), (money, town.money)]
    for day, user in sorted(acts, key=lambda act: act[0]):
        with on(day):
            routing.agree(now(case), by=user)
    with on(max(4, money) + 1):
        deciding.decide(now(case), by=town.director)


def test_days_are_saved_where_nobody_beside_took_longer(town: Town, version: Version) -> None:
    with on(0):
        cases = [town.drafts(version) for _each in range(2)]
    for case, money in zip(cases, (7, 3), strict=True):
        goes_along(town, case, money=money)
    with on(30):
        codes = ("finance", "general-affairs", "environment")
        finance, general, clerk = (replay(town.table, line_of(town, code)) for code in codes)
    assert (finance.cases, finance.passed, finance.saved, finance.days) == (2, 2, [3, 0], [8, 5])
    assert (finance.faster, finance.half_before, finance.half_after) == (1, 6.5, 5)
    assert general.saved == [0, 1]
    assert clerk.saved == [0, 0]
    with on(400):
        assert replay(town.table, line_of(town, "finance")).cases == 0


def test_what_it_sent_back_is_named_with_its_words_and_saves_nothing(town: Town, version: Version) -> None:
    with on(0):
        case = town.drafts(version)
    for day, user in ((1, town.lead), (2, town.cast.rie)):
        with on(day):
            routing.agree(now(case), by=user)
    with on(3):
        routing.send_down(now(case), by=town.money, advice="見積りが古い。")
    with on(4):
        back = now(case)
        typed = correcting.standing(back, back.corrections.get(answered_at=None))
        correcting.answer(back, by=town.cast.ken, typed=typed)
    with on(5):
        for user in (town.lead, town.cast.rie, town.cast.taro, town.rules):
            routing.agree(now(case), by=user)
    with on(9):
        routing.agree(now(case), by=town.money)
        deciding.decide(now(case), by=town.director)
    with on(10):
        found, other = (replay(town.table, line_of(town, code)) for code in ("finance", "general-affairs"))
    [returned] = found.returned
    assert (returned.receipt, returned.advice) == (case.receipt, "見積りが古い。")
    assert (found.days, found.saved) == ([5], [0])
    assert other.returned == []


waits = st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=4), min_size=1, max_size=5)


@given(waits, st.data())
def test_every_route_is_as_fast_as_if_it_had_been_walked_without_the_post(waits, data) -> None:
    """Walked once with everybody and once without one: the difference is what was saved."""
    at = BEGIN
    stops: list[list[Stop]] = []
    for order, group in enumerate(waits):
        stops.append([Stop(order=order, acted_at=at + timedelta(hours=hours)) for hours in group])
        at += timedelta(hours=max(group))
    order = data.draw(st.integers(0, len(waits) - 1))
    place = data.draw(st.integers(0, len(waits[order]) - 1))
    walked = [[h for p, h in enumerate(group) if (o, p) != (order, place)] for o, group in enumerate(waits)]
    without = BEGIN + timedelta(hours=sum(max(group, default=0) for group in walked))
    saved = replaying._saved([one for group in stops for one in group], [stops[order][place]], BEGIN)
    assert at - saved == without
