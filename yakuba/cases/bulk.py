"""Many filled-in forms at once, through the same door as the pages; and all of them out again."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.filing import Application, file
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock

# Written by `rows_of`, and passed over when such a file comes back in.
RECEIPT, FILED_AT, OUTCOME = "受付番号", "受付日時", "結果"
OURS = {RECEIPT, FILED_AT, OUTCOME}


@dataclass(frozen=True)
class Done:
    """What became of one row: its receipt number, or why it was refused."""

    number: int
    receipt: str = ""
    problems: tuple[str, ...] = ()


def file_rows(version: Version, rows: Iterable[Mapping[str, Any]], *, batch: str, by: ledger.Actor) -> Iterator[Done]:
    """Files each row by itself, so that one that is refused stops no other.

    `batch` names the file (its digest): the same file twice leads to the same receipts. Rows from CSV hold texts
    in columns `field` or `field.part`; rows from JSON hold values.
    """
    for number, row in enumerate(rows, start=1):
        given = {name: value for name, value in row.items() if name not in OURS}
        filler = Filler(version.compiled, clock.today())
        answers, errors = _read(filler, given)
        if errors:
            yield Done(number, problems=tuple(_sentences(version, errors)))
            continue
        try:
            filed = file(Application(version, answers, f"{batch}:{number}", channel="file"), by=by)
        except Refused as refused:
            yield Done(number, problems=(str(refused),))
        else:
            yield Done(number, receipt=filed.case.receipt)


def batch_of(content: bytes) -> str:
    return f"file:{hashlib.sha256(content).hexdigest()[:40]}"


def rows_of(procedure: Procedure) -> tuple[list[str], list[dict[str, str]]]:
    """Every case of the procedure as a row, oldest first, and the columns that all rows together need.

    The columns are those that `file_rows` reads.
    """
    columns = [RECEIPT, FILED_AT, OUTCOME]
    rows = []
    cases = Case.objects.filter(version__procedure=procedure).select_related("version__procedure").order_by("pk")
    for case in cases.iterator():
        row = {
            RECEIPT: case.receipt,
            FILED_AT: case.filed_at.astimezone(clock.now().tzinfo).isoformat(timespec="seconds"),
            OUTCOME: case.outcome or case.waits_for,
        }
        for field in case.declaration.fields():
            if (value := case.answers.get(field.name)) is not None:
                cells = field.cells(value)
                row |= {f"{field.name}.{part}" if part else field.name: cell for part, cell in cells.items()}
        columns += [column for column in row if column not in columns]
        rows.append(row)
    return columns, rows


def as_json(procedure: Procedure) -> str:
    """Every case of the procedure with its answers as values."""
    cases = Case.objects.filter(version__procedure=procedure).order_by("pk")
    return json.dumps([{RECEIPT: case.receipt, **case.answers} for case in cases], ensure_ascii=False, indent=1)


def _read(filler: Filler, given: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    if all(isinstance(value, str) or value is None for value in given.values()):
        if unknown := filler.unknown_columns(given):
            return {}, {name: {"": [_("「%(name)s」という列はありません。") % {"name": name}]} for name in unknown}
        return filler.read_all(filler.from_row({name: value or "" for name, value in given.items()}))
    return filler.check(given, strict=True)


def _sentences(version: Version, errors: Errors) -> Iterator[str]:
    labels = {field.name: field.label for field in version.declaration.fields()}
    for name, parts in errors.items():
        for part, sentences in parts.items():
            place = f"{labels.get(name, name)}（{name}.{part}）" if part else labels.get(name, name)
            yield f"{place}：{' '.join(sentences)}"
