"""The plan at 500 items and 10 editions, the meter, and the report's pressing."""

import gzip
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation

from tests.cast import Cast
from tests.stories.programme import decide, keepers
from yakuba.cases import bulk
from yakuba.figures.meter import meter
from yakuba.ledger import Robot
from yakuba.procedures.models import Procedure
from yakuba.programme import items, manuscript, pressing
from yakuba.programme.document import document
from yakuba.programme.models import Item
from yakuba.publications import publishing
from yakuba.publications.document import Document
from yakuba.publications.kinds import answers, event, report
from yakuba.publications.models import Edition
from yakuba.publications.pressing import pdf
from yakuba.toolbox import clock, tables

Row = tuple[str, str, str, str]
ITEMS, EDITIONS, ROUNDS = 500, 10, 7
BUDGET = "—"


def programme(cast: Cast) -> list[Row]:
    """The plan that everybody reads, at 500 items and 10 editions."""
    fill(cast)
    guest = Client()
    rows = [
        _page(guest, "the public plan with its roadmap, 500 items × 10 editions", "/plan/"),
        _page(guest, "the story of one item over 10 editions", "/plan/mihon/items/1/"),
        _page(guest, "what changed since the edition before", f"/plan/mihon/editions/{EDITIONS}/changes/"),
    ]
    newest = Edition.objects.published()[0]
    made = document(newest)
    rows.append(_timed("the plan of 500 items as PDF", lambda: pdf.press(made), 1))
    read = _report()
    rows.append(_timed("石巻市: the result report as PDF", lambda: pdf.press(read), 3))
    caches["process"].clear()
    rows.append(_timed("the meter, from all cases of a year", meter, ROUNDS))
    return rows


def _report() -> Document:
    """The report from the 41 real answers, filed first."""
    folder = settings.CATALOGUE / "dx-lecture-survey"
    version = Procedure.objects.published().get(slug=folder.name).current
    assert version is not None  # published() says so
    rows = tables.read((folder / "answers.csv").read_bytes(), "answers.csv")
    assert not [done for done in bulk.file_rows(version, rows, batch="bench", by=Robot("bench")) if done.problems]
    slug = "ishinomaki-dx-lecture"
    declared = event.report(slug)
    with translation.override("ja"):
        seen = answers.filed(declared.survey)
        return report.document(event.Material(declared, seen, clock.today(), event.wishes(slug), {}))


def fill(cast: Cast) -> None:
    """Five hundred items, ten editions; a tenth of the items changes between two of them."""
    who = keepers(cast)
    by = Robot("bench", "DX推進課 係員")
    chapters = [str(number) for number in range(1, 12)]
    with translation.override("ja"):
        for number in range(ITEMS):
            typed = {
                "title": f"取組その{number}",
                "overview": "窓口で同じことを書かないようにします。" * 3,
                "problem": "同じことを三つの窓口で書いています。" * 3,
                "work": "届をまとめて作ります。" * 3,
                "tier": ("nation", "prefecture", "city")[number % 3],
                "chapter": chapters[number % len(chapters)],
            }
            stages = [items.Line(2025, "調べる", 0), items.Line(2026, "広げる", 1, until_year=2028)]
            items.register("mihon", typed, section=cast.residents, by=by, stages=stages)
        for edition in range(EDITIONS):
            for item in Item.objects.filter(number__gt=edition * 50, number__lte=edition * 50 + 50):
                items.revise(item, {"work": f"第{edition}版で直しました。"}, seen=item.revision, by=by)
            frozen = publishing.freeze(manuscript.manuscript("mihon"), by=by)
            publishing.submit(frozen, by=who.aoi)
            decide(frozen, who)
            # The files of the last one alone: pressing is a row of its own.
            publishing.publish(frozen, _csv, by=who.aoi)


def _csv(edition: Edition) -> dict[str, bytes]:
    return {"csv": pressing.as_csv(edition)}


def _page(browser: Client, title: str, address: str) -> Row:
    queries = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    seconds = []
    for _round in range(ROUNDS):
        queries = 0
        with connection.execute_wrapper(count):
            before = time.process_time()
            answer = browser.get(address)
            seconds.append(time.process_time() - before)
        assert answer.status_code == 200
    size = len(gzip.compress(answer.content)) / 1024
    took = statistics.median(seconds) * 1000
    return title, f"{took:.0f} ms CPU, {queries} queries, {size:.0f} kB compressed", BUDGET, "—"


def _timed(title: str, act: Callable[[], object], rounds: int) -> Row:
    seconds = []
    for _round in range(rounds):
        before = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - before)
    return title, f"{statistics.median(seconds):.2f} s", BUDGET, "—"
