"""Prints avoided: pages × the people present who had them on a screen. With its base, and never by person."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from yakuba.meetings.models import Attendance, Meeting, Paper, PaperVersion, State
from yakuba.meetings.sitting import newest
from yakuba.toolbox.dates import fiscal_year

MOST = 200


@dataclass(frozen=True)
class Prints:
    """`pages` of the newest versions, `on_screen` of the `present`."""

    pages: int
    on_screen: int
    present: int

    @property
    def avoided(self) -> int:
        return self.pages * self.on_screen


def of_meeting(meeting: Meeting) -> Prints:
    counted = meeting.attendances.aggregate(present=Count("pk"), shown=Count("pk", filter=Q(on_screen=True)))
    return Prints(sum(one.page_count for one in newest(meeting)), counted["shown"], counted["present"])


def of_year(meetings: QuerySet[Meeting]) -> list[tuple[Meeting, Prints]]:
    """Each of these meetings that has been held, with what it did not print, the oldest first; in three questions."""
    held = list(meetings.exclude(state=State.PREPARING).order_by("starts_at")[:MOST])
    last = PaperVersion.objects.filter(paper=OuterRef("pk")).order_by("-number").values("page_count")[:1]
    pages: Counter[int] = Counter()
    for meeting, count in Paper.objects.filter(meeting__in=held).annotate(n=Subquery(last)).values_list("meeting", "n"):
        pages[meeting] += count
    present, shown = Counter[int](), Counter[int]()
    for meeting, on_screen in Attendance.objects.filter(meeting__in=held).values_list("meeting", "on_screen"):
        present[meeting] += 1
        shown[meeting] += on_screen
    return [(one, Prints(pages[one.pk], shown[one.pk], present[one.pk])) for one in held]


def years(today: date) -> list[int]:
    return [fiscal_year(today) - back for back in range(3)]


def span(year: int) -> tuple[date, date]:
    """The first day of a fiscal year, and the first after it."""
    return date(year, 4, 1), date(year + 1, 4, 1)
