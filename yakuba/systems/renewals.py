"""When a renewal must be decided, counted back from the end of a contract. Values alone: no row, no clock."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from yakuba.toolbox.dates import add_months, fiscal_year


class State(models.TextChoices):
    """Where a renewal stands today. No known end is a state of its own: never late, and never forgotten."""

    PASSED = "passed", _("決める日を過ぎている")
    NEXT = "next", _("次の予算要求までに決める")
    EASY = "easy", _("余裕がある")
    UNKNOWN = "unknown", _("期限がわからない")


@dataclass(frozen=True)
class Lead:
    """How many months it takes to buy what comes next, and to move to it."""

    migration_months: int
    procurement_months: int


@dataclass(frozen=True)
class RequestDay:
    """The day of each year by which budgets are asked for; 31 is the last day of a shorter month."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))

    def before(self, day: date) -> date:
        """The newest such day that is not after `day`."""
        found = self.in_year(day.year)
        return found if found <= day else self.in_year(day.year - 1)

    def after(self, day: date) -> date:
        """The next such day from `day` on, `day` itself included."""
        found = self.in_year(day.year)
        return found if found >= day else self.in_year(day.year + 1)


@dataclass(frozen=True)
class Renewal:
    """What follows from the last day of a contract."""

    ends_on: date
    # The contract's end less migration and procurement: on this day the buying must begin.
    begins_on: date
    # The budget request before that: on this day it must be decided.
    decide_on: date

    @property
    def fiscal_year(self) -> int:
        """The year in which the contract ends, under which the calendar lists it."""
        return fiscal_year(self.ends_on)

    @property
    def budget_year(self) -> int:
        """The year for which the money is asked on the day of the decision."""
        return fiscal_year(self.decide_on) + 1

    def state(self, today: date, request: RequestDay) -> State:
        if self.decide_on < today:
            return State.PASSED
        return State.NEXT if self.decide_on == request.after(today) else State.EASY


def renewal(ends_on: date, lead: Lead, request: RequestDay) -> Renewal:
    """The months are taken off in one step: twice clamped to the end of a month, a day would get lost."""
    begins_on = add_months(ends_on, -(lead.migration_months + lead.procurement_months))
    return Renewal(ends_on, begins_on, request.before(begins_on))


@dataclass(frozen=True)
class Span:
    """One contract: about what, from when, until and including when (None: nobody wrote it down)."""

    what: str
    begins_on: date
    ends_on: date | None


def end_of(spans: Iterable[Span], today: date) -> date | None:
    """The day on which a system first stands without one of its contracts; None where no end is known.

    Contracts about the same thing follow each other: the last one counts. Of several things that run side by side,
    such as licences and machines, the first to end counts. What ended while something else runs on is history.
    """
    ends = [_last(chain) for chain in _chains(spans)]
    running = [one for one in ends if one is None or one >= today]
    known = [one for one in running if one is not None]
    if running:
        return min(known, default=None)
    return max((one for one in ends if one is not None), default=None)


def _chains(spans: Iterable[Span]) -> list[Sequence[Span]]:
    chains: dict[str, list[Span]] = {}
    for one in spans:
        chains.setdefault(one.what, []).append(one)
    return list(chains.values())


def _last(chain: Sequence[Span]) -> date | None:
    """Without an end beats every end, but for what began after it: a new contract closes an open one."""
    newest = max(chain, key=lambda one: (one.begins_on, one.ends_on or date.max))
    if newest.ends_on is None:
        return None
    return max(one.ends_on for one in chain if one.ends_on is not None)
