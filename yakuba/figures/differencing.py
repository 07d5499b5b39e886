"""Two editions beside each other: what a reader could work out by subtraction is refused, withheld or hidden."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yakuba.figures.suppressing import LIMIT, Hidden, Place, hidden
from yakuba.figures.tabulating import Cross, Table

Told = Mapping[str, Any]
"""What an edition has told, kept with it as JSON: `tables` and `crosses`, each by the code of its question."""


def told(tables: Sequence[Table], crosses: Iterable[Hidden]) -> dict[str, Any]:
    """What a reader of these tables knows afterwards; a withheld cross table tells nothing."""
    plain = {
        one.code: {"asked": one.asked, "counts": {row.code: row.share.count for row in one.rows}} for one in tables
    }
    shown = {one.cross.table.code: _told_of(one) for one in crosses if not one.is_withheld}
    return {"tables": plain, "crosses": shown}


def gives_away(before: Iterable[Told], tables: Sequence[Table], limit: int = LIMIT) -> str:
    """Why plain tables beside those of earlier editions would tell what one person said; empty where they would not."""
    for earlier in before:
        for table in tables:
            if table.code in earlier["tables"] and (
                why := _table_gives_away(earlier["tables"][table.code], table, limit)
            ):
                return why
    return ""


def kept_apart(before: Iterable[Told], cross: Cross, limit: int = LIMIT) -> Hidden:
    """A cross table with its small numbers hidden, and whatever earlier editions would turn into small ones.

    Withheld as a whole where a class has gained or lost fewer than `limit` people since an earlier edition.
    """
    also: set[Place] = set()
    for earlier in before:
        was = earlier["crosses"].get(cross.table.code)
        if was is None:
            continue
        if any(0 < abs(now - old) < limit for now, old in _totals(was, cross)):
            return Hidden(cross, cross.counts, is_withheld=True)
        also |= set(_small_steps(was, cross, limit))
    return hidden(cross, limit, also)


def _table_gives_away(was: Mapping[str, Any], table: Table, limit: int) -> str:
    step = abs(table.asked - was["asked"])
    if 0 < step < limit:
        said = _("「%(title)s」の回答は、前の版から%(count)d人しか変わっていません。引き算で答えが分かります。")
        return said % {"title": table.title, "count": step}
    moved = any(0 < abs(row.share.count - was["counts"].get(row.code, 0)) < limit for row in table.rows)
    if step == 0 and moved:
        said = _("「%(title)s」は、人数が前の版と同じで、答えだけが変わっています。引き算でだれかの答えが分かります。")
        return said % {"title": table.title}
    return ""


def _told_of(shown: Hidden) -> dict[str, Any]:
    cross = shown.cross
    cells = {
        row.code: dict(zip(cross.classes, cells, strict=True))
        for row, cells in zip(cross.table.rows, shown.cells, strict=True)
    }
    return {"totals": dict(zip(cross.classes, cross.totals, strict=True)), "cells": cells}


def _totals(was: Mapping[str, Any], cross: Cross) -> list[tuple[int, int]]:
    """Of each class, now and then; a class that was not there then had nobody."""
    return [(now, was["totals"].get(name, 0)) for name, now in zip(cross.classes, cross.totals, strict=True)]


def _small_steps(was: Mapping[str, Any], cross: Cross, limit: int) -> Iterable[Place]:
    for r, (row, counts) in enumerate(zip(cross.table.rows, cross.counts, strict=True)):
        cells = was["cells"].get(row.code, {})
        for c, (name, now) in enumerate(zip(cross.classes, counts, strict=True)):
            old = cells.get(name)
            if old is not None and 0 < abs(now - old) < limit:
                yield r, c
