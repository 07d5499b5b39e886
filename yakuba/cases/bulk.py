"""Many filled-in forms at once, through the same door as the pages; and all of them out again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.filing import Application, file
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock, tables

# Written by `rows_of`, and passed over when such a file comes back in.
RECEIPT, FILED_AT, OUTCOME = "受付番号", "受付日時", "結果"
FIRST = (RECEIPT, FILED_AT, OUTCOME)
OURS = set(FIRST)


@dataclass(frozen=True)
class Done:
    """What became of one row: its receipt number, or why it was refused."""

    number: int
    receipt: str = ""
    problems: tuple[str, ...] = ()
    is_known: bool = False  # the same row of the same batch was filed before


def rows_in(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of a CSV or XLSX file as texts, of a JSON file as values. Raises tables.Unreadable."""
    if not name.lower().endswith(".json"):
        return list(tables.read(content, name))
    try:
        # A decimal number stays as it is written.
        rows = json.loads(content.decode("utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise tables.Unreadable(_("JSONとして読めません。形をたしかめてください。")) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise tables.Unreadable(_("JSONは、行のリスト（[{…}, {…}]）にしてください。"))
    return rows


def file_rows(version: Version, rows: Iterable[Mapping[str, Any]], *, batch: str, by: ledger.Actor) -> Iterator[Done]:
    """Files each row by itself, so that one that is refused stops no other.

    A row is known again by its answers within `batch` (the name of the file): a file that was corrected and sent again
    files only what is new. Two rows with the same answers are two requests. Rows of texts have columns `field` or
    `field.part`; rows from JSON may hold values.
    """
    for number, (answers, errors, row_key) in enumerate(_identified(version, rows), start=1):
        if errors:
            yield Done(number, problems=tuple(_sentences(version, errors)))
            continue
        key = f"file:{_digest(batch)}:{row_key}"
        try:
            filed = file(Application(version, answers, key, channel="file"), by=by)
        except Refused as refused:
            yield Done(number, problems=(str(refused),))
        else:
            yield Done(number, receipt=filed.case.receipt, is_known=not filed.token)


def known_elsewhere(version: Version, rows: Iterable[Mapping[str, Any]], *, batch: str) -> int:
    """How many rows have the answers of one that came under another name: a corrected file that was renamed?

    None where something has come under this name before: then it is known whose correction it is.
    """
    filed = Case.objects.filter(version__procedure=version.procedure_id, channel="file")
    keys = [key.split(":", 2) for key in filed.values_list("submission_key", flat=True)]
    if any(name == _digest(batch) for _file, name, _row in keys):
        return 0
    known = {row for _file, _name, row in keys}
    return sum(row in known for _answers, errors, row in _identified(version, rows) if not errors) if known else 0


def _identified(version: Version, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[dict[str, Any], Errors, str]]:
    """Each row as answers, what is wrong with them, and by what it is known again within its file."""
    alike: Counter[str] = Counter()
    for row in rows:
        given = {name: value for name, value in row.items() if name not in OURS}
        answers, errors = _read(Filler(version.compiled, clock.today()), given)
        content = _digest(json.dumps(answers, ensure_ascii=True, sort_keys=True))
        alike[content] += not errors
        yield answers, errors, f"{version.procedure_id}:{content}:{alike[content]}"


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def rows_of(procedure: Procedure) -> tuple[list[str], list[dict[str, str]]]:
    """Every case of the procedure as a row, oldest first, and the columns that all rows together need.

    The columns are those that `file_rows` reads.
    """
    columns, rows = dict.fromkeys(FIRST), []
    for case in _cases_of(procedure):
        rows.append(row_of(case))
        columns |= dict.fromkeys(rows[-1])
    return list(columns), rows


def row_of(case: Case) -> dict[str, str]:
    """One case with its answers, under the columns that it needs."""
    row = {
        RECEIPT: case.receipt,
        FILED_AT: timezone.localtime(case.filed_at).isoformat(timespec="seconds"),
        OUTCOME: case.outcome or case.waits_for,
    }
    for field in case.declaration.fields():
        if (value := case.answers.get(field.name)) is not None:
            cells = field.cells(value)
            row |= {f"{field.name}.{part}" if part else field.name: cell for part, cell in cells.items()}
    return row


def as_json(procedure: Procedure) -> str:
    """Every case of the procedure with its answers as values; `rows_in` and `file_rows` read it again."""
    rows = [{RECEIPT: case.receipt, **case.answers} for case in _cases_of(procedure)]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _cases_of(procedure: Procedure) -> Iterator[Case]:
    """Oldest first; each version is read once, not with every case. What was erased has nothing left to tell."""
    versions = {version.pk: version for version in procedure.versions.all()}
    for case in Case.objects.filter(version__in=versions, erased_at=None).order_by("pk").iterator():
        case.version = versions[case.version_id]
        yield case


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
