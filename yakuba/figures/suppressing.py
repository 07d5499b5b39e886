"""Small cells are not shown, nor what would give them back by subtraction within a table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yakuba.figures.tabulating import Cross

LIMIT = 3  # fewer people than this are not shown, where the city has not set another number; nobody is

Place = tuple[int, int]  # row and column


@dataclass(frozen=True)
class Hidden:
    """A cross table as it may be shown: None stands for a hidden cell. Totals by class and by answer are shown.

    `is_withheld`: its totals alone would give a small number away, so that nothing of it may be shown.
    """

    cross: Cross
    cells: Sequence[Sequence[int | None]]
    is_withheld: bool = False

    @property
    def count(self) -> int:
        return sum(cell is None for row in self.cells for cell in row)


def hidden(cross: Cross, limit: int = LIMIT, also: Collection[Place] = ()) -> Hidden:
    """Hides every count of 1 to limit-1 and the places of `also`, then as many others as it takes to keep them.

    A class of fewer than `limit` people is hidden as a whole. Where a question takes several answers, columns have no
    total to subtract from; rows always have.
    """
    shown: list[list[int | None]] = [
        [None if _is_small(cell, cross, c, limit) or (r, c) in also else cell for c, cell in enumerate(row)]
        for r, row in enumerate(cross.counts)
    ]
    while line := _weak_line(cross, shown, limit, also):
        row, column = min(line, key=lambda place: cross.counts[place[0]][place[1]])
        shown[row][column] = None
    known = bounds(cross, shown).items()
    told = any(least == most and (0 < least < limit or place in also) for place, (least, most) in known)
    return Hidden(cross, shown, told)


def bounds(cross: Cross, shown: Sequence[Sequence[int | None]]) -> dict[Place, tuple[int, int]]:
    """What a reader can work out of each hidden cell from all that is shown: at least and at most."""
    places = [(r, c) for r, row in enumerate(shown) for c, cell in enumerate(row) if cell is None]
    low, high = dict.fromkeys(places, 0), {(r, c): cross.totals[c] for r, c in places}
    lines = _lines(cross, shown)
    changed = True
    while changed:
        changed = False
        for line, rest in lines:
            for place in line:
                others = [one for one in line if one != place]
                most = rest - sum(low[one] for one in others)
                least = rest - sum(high[one] for one in others)
                if most < high[place] or least > low[place]:
                    high[place], low[place] = min(high[place], most), max(low[place], least)
                    changed = True
    return {place: (low[place], high[place]) for place in places}


def _is_small(cell: int, cross: Cross, column: int, limit: int) -> bool:
    return 0 < cell < limit or 0 < cross.totals[column] < limit


def _lines(cross: Cross, shown: Sequence[Sequence[int | None]]) -> list[tuple[list[Place], int]]:
    """Rows, and columns where one answer is given, that have hidden cells: their places, and what they add up to."""
    found = []
    for r, row in enumerate(shown):
        places = [(r, c) for c, cell in enumerate(row) if cell is None]
        if places:
            found.append((places, sum(cross.counts[r]) - sum(cell for cell in row if cell is not None)))
    if not cross.table.several:
        for c in range(len(cross.classes)):
            places = [(r, c) for r, row in enumerate(shown) if row[c] is None]
            known = sum(row[c] or 0 for row in shown)
            if places:
                found.append((places, cross.totals[c] - known))
    return found


def _weak_line(cross: Cross, shown: Sequence[Sequence[int | None]], limit: int, also: Collection[Place]) -> list[Place]:
    """What is still shown in a line that tells a hidden cell closer than `limit`; empty where none does."""
    for (row, column), (least, most) in bounds(cross, shown).items():
        if most - least + 1 >= limit or not (cross.counts[row][column] or (row, column) in also):
            continue
        beside = [(row, c) for c, cell in enumerate(shown[row]) if cell is not None]
        above = [] if cross.table.several else [(r, column) for r, line in enumerate(shown) if line[column] is not None]
        told = [*beside, *above]
        if told:
            return [place for place in told if cross.counts[place[0]][place[1]]] or told
    return []
