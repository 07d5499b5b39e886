"""A survey counted: 100,000 answers to 40 questions, beside the same counted by hand-written DuckDB."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tests.cast import Cast
from yakuba.figures import tabulating
from yakuba.figures.tabulating import Table
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.models import Procedure

Row = tuple[str, str, str, str]
ANSWERS, QUESTIONS = 100_000, {"overall": 14, "ways": 13, "age": 13}


def tabulation(_cast: Cast) -> list[Row]:
    """A survey of 100,000 answers counted, and by class."""
    version = Procedure.objects.published().get(slug="counter-survey").current
    assert version is not None  # published() says so
    survey = _widened(version.declaration)
    answers = list(_answers(survey))
    tables, ours = _timed(lambda: tabulating.tables(survey, answers))
    crosses, crossed = _timed(lambda: tabulating.crosses(survey, answers))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.ndjson"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in answers), encoding="utf-8")
        counts, theirs = _timed(lambda: _by_hand(path, [one.code for one in tables]))
    assert _same(tables, counts)
    assert len(crosses) == len(tables)
    title = f"{ANSWERS:,} answers × {len(tables)} questions counted"
    return [
        (title, f"{ours:.2f} s; hand-written DuckDB from JSON {theirs:.2f} s ({ours / theirs:.1f} ×)", "—", "—"),
        (f"the same by {len(crosses[0].classes)} classes", f"{crossed:.2f} s", "—", "—"),
    ]


def _widened(declared: Declaration) -> Declaration:
    """The same survey with so many copies of three of its fields, and the class it has."""
    known = {field.name: field for field in declared.fields()}
    copies = [(name, f"{name}{at}") for name, times in QUESTIONS.items() for at in range(times)]
    fields = [known[name].model_copy(update={"name": copy}) for name, copy in copies]
    page = declared.pages[0].model_copy(update={"fields": [known["age"], *fields]})
    return declared.model_copy(update={"pages": [page]})


def _answers(declared: Declaration) -> Iterator[dict[str, Any]]:
    luck = Random(20261126)
    options = {field.name: [code for code, _label in tabulating._options(field)] for field in declared.fields()}
    for _one in range(ANSWERS):
        answer: dict[str, Any] = {}
        for name, codes in options.items():
            if luck.random() < 0.95:
                several = luck.sample(codes, luck.randint(1, 3)) if name.startswith("ways") else luck.choice(codes)
                answer[name] = int(several) if name.startswith("overall") else several
        yield answer


def _by_hand(path: Path, names: list[str]) -> dict[tuple[str, str], int]:
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE t AS SELECT * FROM read_json_auto('{path}', format='newline_delimited')")
        selects = [
            f"SELECT '{name}', v::VARCHAR, count(*) FROM (SELECT unnest({name}) v FROM t) GROUP BY v"
            if name.startswith("ways")
            else f"SELECT '{name}', {name}::VARCHAR, count(*) FROM t WHERE {name} IS NOT NULL GROUP BY {name}"
            for name in names
        ]
        return {(name, code): count for name, code, count in db.execute(" UNION ALL ".join(selects)).fetchall()}


def _same(tables: list[Table], counts: dict[tuple[str, str], int]) -> bool:
    return all(counts.get((one.code, row.code), 0) == row.share.count for one in tables for row in one.rows)


def _timed(act: Any) -> tuple[Any, float]:
    before = time.perf_counter()
    found = act()
    return found, time.perf_counter() - before
