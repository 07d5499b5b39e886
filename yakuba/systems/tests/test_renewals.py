"""When a renewal must be decided: counted back over month ends, leap days and fiscal years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.systems import renewals
from yakuba.systems.renewals import Lead, RequestDay, Span, State, end_of, renewal

OCTOBER = RequestDay(10, 31)
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
LEADS = st.builds(Lead, st.integers(0, 60), st.integers(0, 60))
REQUESTS = st.builds(RequestDay, st.integers(1, 12), st.integers(1, 31))


@pytest.mark.parametrize(
    ("ends_on", "months", "begins_on", "decide_on"),
    [
        # The end of a fiscal year, a year and a half ahead.
        (date(2028, 3, 31), (12, 6), date(2026, 9, 30), date(2025, 10, 31)),
        # It must begin on the day of the request itself: that day is still in time.
        (date(2027, 10, 31), (6, 6), date(2026, 10, 31), date(2026, 10, 31)),
        (date(2027, 10, 30), (6, 6), date(2026, 10, 30), date(2025, 10, 31)),
        # Leap days, there and back.
        (date(2028, 2, 29), (6, 6), date(2027, 2, 28), date(2026, 10, 31)),
        (date(2029, 2, 28), (6, 6), date(2028, 2, 28), date(2027, 10, 31)),
        (date(2028, 3, 31), (1, 0), date(2028, 2, 29), date(2027, 10, 31)),
        # In one step: by way of 28 February, 31 August less six and six months would be the 28th.
        (date(2027, 8, 31), (6, 6), date(2026, 8, 31), date(2025, 10, 31)),
        (date(2027, 3, 31), (0, 0), date(2027, 3, 31), date(2026, 10, 31)),
    ],
)
def test_a_decision_is_counted_back_from_the_end(ends_on, months, begins_on, decide_on):
    found = renewal(ends_on, Lead(*months), OCTOBER)
    assert (found.begins_on, found.decide_on) == (begins_on, decide_on)


@pytest.mark.parametrize(
    ("ends_on", "fiscal_year", "budget_year"),
    [
        (date(2028, 3, 31), 2027, 2027),
        (date(2028, 4, 1), 2028, 2027),
        (date(2029, 3, 31), 2028, 2028),
    ],
)
def test_the_year_it_ends_and_the_year_it_is_paid_from(ends_on, fiscal_year, budget_year):
    found = renewal(ends_on, Lead(6, 6), OCTOBER)
    assert (found.fiscal_year, found.budget_year) == (fiscal_year, budget_year)


@given(DAYS, LEADS, REQUESTS)
def test_it_is_decided_on_a_day_of_request_and_on_the_last_one_that_is_in_time(ends_on, lead, request):
    found = renewal(ends_on, lead, request)
    assert found.decide_on <= found.begins_on <= ends_on
    assert found.decide_on == request.in_year(found.decide_on.year)
    assert request.in_year(found.decide_on.year + 1) > found.begins_on


@given(DAYS, DAYS, LEADS, REQUESTS)
def test_a_later_end_is_never_decided_earlier(one, other, lead, request):
    first, last = sorted((one, other))
    assert renewal(first, lead, request).decide_on <= renewal(last, lead, request).decide_on


@given(DAYS, LEADS, st.integers(0, 24), REQUESTS)
def test_who_needs_longer_decides_no_later(ends_on, lead, more, request):
    longer = Lead(lead.migration_months + more, lead.procurement_months)
    assert renewal(ends_on, longer, request).decide_on <= renewal(ends_on, lead, request).decide_on


@given(DAYS, LEADS, REQUESTS, DAYS)
def test_there_is_exactly_one_state_on_every_day(ends_on, lead, request, today):
    found = renewal(ends_on, lead, request)
    state = found.state(today, request)
    assert (state == State.PASSED) == (today > found.decide_on)
    # The very next request is the one on which it must be decided: none comes in between.
    assert (state == State.NEXT) == (request.before(found.decide_on - timedelta(1)) < today <= found.decide_on)


def test_a_plan_that_takes_the_months_off_in_two_steps_is_noticed(monkeypatch):
    """The planted weakness: clamped twice, three days are lost."""
    once = renewals.add_months
    monkeypatch.setattr(renewals, "add_months", lambda day, months: once(once(day, months // 2), months - months // 2))
    with pytest.raises(AssertionError):
        test_a_decision_is_counted_back_from_the_end(date(2027, 8, 31), (6, 6), date(2026, 8, 31), date(2025, 10, 31))


TODAY = date(2026, 11, 26)


def span(what, begin, end):
    return Span(what, date(begin, 4, 1), date(end, 3, 31) if end else None)


@pytest.mark.parametrize(
    ("spans", "end"),
    [
        ([], None),
        ([span("利用料", 2022, None)], None),
        ([span("利用料", 2022, 2027)], date(2027, 3, 31)),
        # A contract that follows: the last one counts.
        ([span("利用料", 2022, 2027), span("利用料", 2027, 2032)], date(2032, 3, 31)),
        # Two things side by side: the first to end counts.
        ([span("利用料", 2022, 2032), span("機器", 2022, 2028)], date(2028, 3, 31)),
        # Machines that were given up are history.
        ([span("利用料", 2022, 2030), span("機器", 2015, 2020)], date(2030, 3, 31)),
        # One end is known, and the other is not: the known one does not wait for it.
        ([span("利用料", 2022, None), span("機器", 2022, 2028)], date(2028, 3, 31)),
        ([span("利用料", 2015, 2020), span("利用料", 2020, None)], None),
        # A new contract closes an open one.
        ([span("利用料", 2015, None), span("利用料", 2022, 2029)], date(2029, 3, 31)),
        # It runs on without any contract: that end has passed, and is told.
        ([span("利用料", 2015, 2020)], date(2020, 3, 31)),
    ],
)
def test_the_end_that_counts(spans, end):
    assert end_of(spans, TODAY) == end
