"""Where the bars of this desk's charts lie, in hundredths of their width. Each stands in the table of its numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.systems.models import Effect
from yakuba.systems.standing import Standing
from yakuba.toolbox.dates import fiscal_year

MOST_YEARS = 8


@dataclass(frozen=True)
class Axis:
    """Fiscal years side by side, from 1 April of the first to 31 March of the last."""

    first: int
    last: int

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def place(self, day: date) -> float:
        """How far along the axis a day lies; outside it, at its end."""
        begin, end = date(self.first, 4, 1), date(self.last + 1, 4, 1)
        return round(min(100.0, max(0.0, 100 * (day - begin).days / (end - begin).days)), 2)

    @property
    def lines(self) -> list[float]:
        """Where a year begins, but for the first."""
        return [self.place(date(year, 4, 1)) for year in self.years[1:]]


def axis(found: Iterable[Standing], today: date) -> Axis:
    """From last fiscal year, on which much was decided, to the last end that is known, eight years at most."""
    first = fiscal_year(today) - 1
    ends = [one.renewal.fiscal_year for one in found if one.renewal]
    return Axis(first, min(first + MOST_YEARS - 1, max([first + 2, *ends])))


def bar(along: Axis, begin: date, end: date) -> dict[str, float]:
    """From one day to another; never too thin to be seen."""
    at = along.place(begin)
    return {"x": min(at, 99.2), "width": max(0.8, round(along.place(end) - at, 2))}


def before_and_after(effect: Effect) -> list[dict[str, Any]]:
    """The bars of one effect, all to one scale: before, now, and what is aimed at."""
    values = {"before": effect.before_value, "after": effect.after_value, "target": effect.target_value}
    most = max([1, *(value for value in values.values() if value is not None)])
    return [
        {"name": name, "value": value, "width": round(100 * value / most, 2)}
        for name, value in values.items()
        if value is not None
    ]


def stacked(counts: Sequence[int]) -> list[dict[str, float]]:
    """Parts of a whole one after another."""
    of, start, parts = sum(counts) or 1, 0.0, []
    for count in counts:
        width = 100 * count / of
        parts.append({"x": round(start, 2), "width": round(width, 2)})
        start += width
    return parts
