"""Prints avoided: pages × the people present who had them on a screen. With its base, and never by person."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yakuba.meetings.models import Meeting, State
from yakuba.meetings.sitting import newest
from yakuba.toolbox.dates import fiscal_year


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


def of_year(year: int, meetings: "list[Meeting]") -> list[tuple[Meeting, Prints]]:
    """Each meeting of the fiscal year that has been held, with what it did not print, the oldest first."""
    held = [one for one in meetings if one.state != State.PREPARING and fiscal_year(one.starts_at.date()) == year]
    return [(one, of_meeting(one)) for one in sorted(held, key=lambda one: one.starts_at)]


def years(today: date) -> list[int]:
    return [fiscal_year(today) - back for back in range(3)]
