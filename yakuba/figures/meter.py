"""市役所のものさし: what every procedure asks of residents and of the hall, from the cases, never from self-report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low
from typing import Any

from django.db.models import Exists, OuterRef

from yakuba.cases.models import Case, Correction
from yakuba.figures import inventory
from yakuba.figures.shares import Share
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.kinds import GroupField
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
AT_A_TIME = 5000
FEW = 5  # of so many a median says nothing, and may say too much of one
SENT_ONLINE = ("online", "api")


@dataclass
class Counted:
    """What is counted of the cases of one procedure, or of all: sums and lists, from which shares are worked out."""

    filed: int = 0
    ended: int = 0
    sent_back: int = 0
    alone: int = 0
    without_visit: int = 0
    hands: int = 0
    minutes: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def add(self, other: "Counted") -> None:
        """Counts are added up; percentages never."""
        self.filed, self.ended = self.filed + other.filed, self.ended + other.ended
        self.sent_back, self.alone = self.sent_back + other.sent_back, self.alone + other.alone
        self.without_visit, self.hands = self.without_visit + other.without_visit, self.hands + other.hands
        self.minutes += other.minutes
        self.days += other.days


@dataclass(frozen=True)
class Measured:
    """One procedure in figures, beside what it costs on paper today; the whole city where `slug` is empty."""

    title: str
    slug: str
    asked: int
    counted: Counted
    paper_minutes: int | None = None
    paper_visits: int | None = None

    @property
    def minutes(self) -> int | None:
        """Half of the applicants needed no longer to fill it in; None where too few beginnings are known."""
        return median_low(self.counted.minutes) if len(self.counted.minutes) >= FEW else None

    @property
    def days(self) -> int | None:
        """Half had their answer after so many days."""
        return median_low(self.counted.days) if len(self.counted.days) >= FEW else None

    @property
    def sent_back(self) -> Share:
        return Share(self.counted.sent_back, self.counted.filed)

    @property
    def alone(self) -> Share:
        """Ended without a human step."""
        return Share(self.counted.alone, self.counted.ended)

    @property
    def without_visit(self) -> Share:
        return Share(self.counted.without_visit, self.counted.ended)

    @property
    def hands(self) -> Decimal | None:
        """Human steps a case, to one decimal."""
        if not self.counted.ended:
            return None
        return (Decimal(self.counted.hands) / self.counted.ended).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Meter:
    """The whole page: the city, its procedures, the inventory; as of when."""

    at: datetime
    city: Measured
    procedures: list[Measured]
    entries: list[inventory.Entry]


def meter() -> Meter:
    """Of the cases filed within a year. One pass over them."""
    now = clock.now()
    procedures = list(Procedure.objects.published().for_residents().order_by("slug"))
    declared = {one.pk: one.current.declaration for one in procedures if one.current and one.current.declaration.steps}
    counted = _counted(now, declared)
    whole = Counted()
    for one in counted.values():
        whole.add(one)
    measured = [_measured(one, declared[one.pk], counted[one.pk]) for one in procedures if one.pk in declared]
    volumes = {key: one.filed for key, one in counted.items()}
    alone = {key: Share(one.alone, one.ended) for key, one in counted.items()}
    asked = sum(one.asked for one in measured)
    return Meter(now, Measured("", "", asked, whole), measured, inventory.inventory(volumes, alone))


def asked_of(declared: Declaration) -> int:
    """How many things a form asks for at most, each once; what a group repeats is asked once here."""
    return sum(
        sum(inner.is_asked for inner in one.fields) if isinstance(one, GroupField) else one.is_asked
        for one in declared.fields()
    )


def _counted(now: datetime, declared: dict[int, Declaration]) -> dict[int, Counted]:
    by_hand = {key for key, one in declared.items() if any(step.issue and step.issue.by for step in one.steps)}
    found: dict[int, Counted] = defaultdict(Counted)
    for key, channel, hands, filed_at, finished_at, outcome, sent_back, begun_at in _rows(now, declared):
        one = found[key]
        one.filed += 1
        one.sent_back += sent_back
        if begun_at and channel == "online" and (took := filed_at - begun_at) < DAY:
            one.minutes.append(max(1, round(took.total_seconds() / 60)))
        if finished_at and outcome != "withdrawn":
            one.ended += 1
            one.hands += hands
            one.alone += hands == 0
            one.without_visit += channel in SENT_ONLINE and key not in by_hand
            one.days.append((finished_at - filed_at) // DAY)
    return {key: found[key] for key in declared}


def _rows(now: datetime, declared: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    sent_back = Exists(Correction.objects.filter(case=OuterRef("pk")))
    cases = Case.objects.filter(filed_at__gte=now - YEAR, version__procedure__in=list(declared))
    columns = ("version__procedure", "channel", "hands", "filed_at", "finished_at", "outcome", "back")
    found = cases.annotate(back=sent_back).order_by().values_list(*columns, "draft__begun_at")
    return found.iterator(chunk_size=AT_A_TIME)


def _measured(procedure: Procedure, declared: Declaration, counted: Counted) -> Measured:
    paper = declared.measures
    return Measured(
        str(declared.title), procedure.slug, asked_of(declared), counted, paper.paper_minutes, paper.paper_visits
    )
