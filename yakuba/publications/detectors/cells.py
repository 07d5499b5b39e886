"""Small numbers of people in a table, and hidden ones that its total gives back. A line is cells between tabs."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

HIDDEN = re.compile(r"[*＊x×X秘]|\.\.\.|…")
TOTAL = re.compile("計|合計|総数|全体")
COUNT = re.compile(r"\d{1,9}")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """1 to the limit; a row with a total and one hidden cell; a column alike."""
    rows = list(_rows(folded.text))
    for row in rows:
        for cell, start in row[1:]:
            if COUNT.fullmatch(cell) and 0 < int(cell) < around.limit:
                said = _("%(limit)d人未満の数です。だれのことか分かるおそれがあります。")
                yield Hit(start, start + len(cell), "stop", said % {"limit": around.limit})
    for line in [*rows, *_columns(rows)]:
        hidden = [(cell, start) for cell, start in line[1:] if HIDDEN.fullmatch(cell)]
        counts = [cell for cell, _start in line[1:] if COUNT.fullmatch(cell)]
        if len(hidden) == 1 and len(counts) >= 2 and _has_total(line, rows):
            cell, start = hidden[0]
            yield Hit(start, start + len(cell), "stop", _("隠した数が、合計から引き算で分かります。"))


def _rows(text: str) -> Iterator[list[tuple[str, int]]]:
    at = 0
    for line in text.split("\n"):
        cells, place = [], at
        for cell in line.split("\t"):
            cells.append((cell.strip(), place + len(cell) - len(cell.lstrip())))
            place += len(cell) + 1
        yield cells
        at += len(line) + 1


def _columns(rows: list[list[tuple[str, int]]]) -> list[list[tuple[str, int]]]:
    """The same table the other way round, without the column of names."""
    wide = max(map(len, rows), default=0)
    return [[row[at] for row in rows if at < len(row)] for at in range(1, wide)]


def _has_total(line: list[tuple[str, int]], rows: list[list[tuple[str, int]]]) -> bool:
    """Whether the line runs into a total: its head says so, or one of the names beside it."""
    heads = [cell for cell, _start in rows[0]] if line in rows else [row[0][0] for row in rows]
    return any(TOTAL.search(one) for one in heads)
