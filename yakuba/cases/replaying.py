"""稟議見直し: last year's cases on a route once more, without one of its posts.

How many days earlier each would have been decided, and the cases in which that post sent something back: the one
number without the other would be half the truth.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from yakuba.cases.models import Case, CaseQuerySet, RouteLine, RouteTable, Stop
from yakuba.cases.stops import BEFORE
from yakuba.ledger.models import Line
from yakuba.people.standing_in import Hall
from yakuba.toolbox import clock

YEAR = timedelta(days=365)
LAID = ("filed", "answered", "accepted", "proposed")  # after these a route begins
BACK = ("sent_down", "returned", "declined", "scrapped")


@dataclass(frozen=True)
class Returned:
    """A case that the post sent back, with what it said."""

    receipt: str
    title: str
    at: datetime
    advice: str


@dataclass
class Replayed:
    """`days` are those from the laying of the route to the decision, case by case; `saved` those that fall away."""

    cases: int = 0
    passed: int = 0
    days: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)

    @property
    def saved_in_all(self) -> float:
        return sum(self.saved)

    @property
    def faster(self) -> int:
        """How many would have been decided earlier: elsewhere others took longer anyway."""
        return sum(one > 0 for one in self.saved)

    @property
    def half_before(self) -> float:
        return median(self.days) if self.days else 0.0

    @property
    def half_after(self) -> float:
        return median(day - less for day, less in zip(self.days, self.saved, strict=True)) if self.days else 0.0


def replay(table: RouteTable, line: RouteLine, now: datetime | None = None) -> Replayed:
    """The cases decided by that table within a year, as if `line` had not been in it."""
    now = now or clock.now()
    posts = {post.pk for post in Hall(clock.today()).posts.values() if post.rank == line.rank}
    cases = {case.pk: case for case in _decided(table, now)}
    stops, lines = _stops(cases), _lines(cases.values())
    found = Replayed(cases=len(cases))
    for case in cases.values():
        mine = [stop for stop in stops[case.pk] if _is_of(stop, line, case, posts)]
        returned = [one for one in lines[case.pk] if one.verb in BACK and one.facts.get("at") in _names(mine)]
        found.returned += [_returned(case, one) for one in returned]
        laid = _laid(lines[case.pk], stops[case.pk])
        if not mine or laid is None:
            continue
        found.passed += 1
        found.days.append(_days(_decided_at(stops[case.pk]) - laid))
        # What it sent back it did not delay for nothing.
        found.saved.append(0.0 if returned else _days(_saved(stops[case.pk], mine, laid)))
    found.returned.sort(key=lambda one: one.at, reverse=True)
    return found


def _decided(table: RouteTable, now: datetime) -> CaseQuerySet:
    named = Case.objects.filter(version__declaration_text__contains=table.code, decisions__decided_at__gte=now - YEAR)
    found = named.filter(decisions__decided_at__lte=now).distinct().select_related("version__procedure")
    takes = [case.pk for case in found if any(_takes(step.decide, table) for step in case.declaration.steps)]
    return found.filter(pk__in=takes)


def _takes(decide: object, table: RouteTable) -> bool:
    return getattr(decide, "route", "") == table.code


def _stops(cases: Mapping[int, Case]) -> Mapping[int, list[Stop]]:
    found: dict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(case__in=cases, act__in=BEFORE).select_related("post__section"):
        found[stop.case_id].append(stop)
    return found


def _lines(cases: Iterable[Case]) -> Mapping[int, list[Line]]:
    keys = {case.ledger_key: case.pk for case in cases}
    found: dict[int, list[Line]] = defaultdict(list)
    wanted = Line.objects.filter(thing__in=keys, verb__in=[*LAID, *BACK]).select_related("detail").order_by("number")
    for line in wanted:
        found[keys[line.thing]].append(line)
    return found


def _is_of(stop: Stop, line: RouteLine, case: Case, ranked: set[int]) -> bool:
    """Whether that stop came from the line: its act, its rank, its section or the drafter's own."""
    if stop.act != line.act or stop.post_id not in ranked or stop.is_added:
        return False
    return stop.post.section_id == line.section_id if line.section_id else stop.post.section.code == case.section


def _names(stops: Iterable[Stop]) -> set[str]:
    return {str(stop.post) for stop in stops}


def _laid(lines: Sequence[Line], stops: Sequence[Stop]) -> datetime | None:
    """When the route began that led to the decision."""
    first = min((stop.acted_at for stop in stops if stop.acted_at), default=None)
    if first is None:
        return None
    return max((line.at for line in lines if line.verb in LAID and line.at <= first), default=None)


def _decided_at(stops: Iterable[Stop]) -> datetime:
    return max(stop.acted_at for stop in stops if stop.acted_at)


def _saved(stops: Sequence[Stop], without: Sequence[Stop], laid: datetime) -> timedelta:
    """Those side by side with it are waited for all the same; what comes after comes as much earlier."""
    saved, ended = timedelta(), laid
    for order in sorted({stop.order for stop in stops}):
        here = [stop.acted_at for stop in stops if stop.order == order and stop.acted_at]
        others = [stop.acted_at for stop in stops if stop.order == order and stop.acted_at and stop not in without]
        end = max([ended, *here])
        saved += end - max([ended, *others])
        ended = end
    return saved


def _days(span: timedelta) -> float:
    return span.total_seconds() / 86400


def _returned(case: Case, line: Line) -> Returned:
    return Returned(case.receipt, str(case.declaration.title), line.at, line.said("advice") or line.said("reason"))
