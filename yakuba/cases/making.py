"""A worker makes the files of exports, a few cases at a time: papers and letters do not wait behind a long one.

A file is written piece by piece and becomes whole in one transaction at its end. Whoever makes it says so with every
piece; if they fall silent, another begins anew, and what the first still writes counts for nothing.
"""

import hashlib
import logging
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import bulk, exporting, looking
from yakuba.cases.exports import FAILED, WAITING
from yakuba.cases.models import Case, Export, ExportPiece, Paper
from yakuba.toolbox import clock, workbooks
from yakuba.toolbox.long_tables import LongCsv, LongSheet

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
CASES_AT_ONCE = {"csv": 200, "xlsx": 200, "zip": 50}
PIECE = 1024**2

log = logging.getLogger("yakuba.work")


class Lost(Exception):
    """Somebody else makes this file by now, or its time is over."""


class Changed(Exception):
    """A case got an answer in the middle for which the table has no column."""


class Maker:
    """Makes one file after the other; each worker has one."""

    def __init__(self) -> None:
        self._under_way: Iterator[None] | None = None

    def work(self) -> int:
        """One step, of a second at most; 0 where nothing is to be made. Must be called outside a transaction."""
        if self._under_way is None:
            exporting.expire(by=exporting.ROBOT)
            export = _take()
            if export is None:
                return 0
            self._under_way = _made(export)
        under_way, self._under_way = self._under_way, None
        # Put back only when it went well: a step that failed is never gone on from.
        if next(under_way, "ended") != "ended":
            self._under_way = under_way
        return 1


@transaction.atomic
def _take() -> Export | None:
    due = Export.objects.filter(state=WAITING, work_at__lte=clock.now()).order_by("work_at", "asked_at")
    export = due.select_for_update(skip_locked=True, of=("self",)).select_related("procedure", "user").first()
    if export is None:
        return None
    if export.attempt >= MOST_ATTEMPTS:
        # Each time whoever made it fell silent: perhaps it is this file that kills them.
        _fail(export, _("思いがけない誤りがありました。運用の担当者に記録があります。"))
        return None
    export.attempt += 1
    export.work_at, export.done = clock.now() + LEASE, 0
    export.save(update_fields=["attempt", "work_at", "done"])
    export.pieces.all().delete()
    return export


def _made(export: Export) -> Iterator[None]:
    try:
        yield from _steps(export)
    except Lost:
        return
    except OperationalError:
        # The database is away or its disk full: no fault of this file. It is taken up again after the lease.
        raise
    except workbooks.TooLong as problem:
        _fail(export, str(problem))
    except Exception as problem:
        if not isinstance(problem, Changed):
            log.exception("An export could not be made.", extra={"export": export.pk})
        if export.attempt >= MOST_ATTEMPTS:
            _fail(export, _("思いがけない誤りがありました。運用の担当者に記録があります。"))
        else:
            _ours(export).update(work_at=clock.now() + timedelta(minutes=export.attempt - 1))


def _steps(export: Export) -> Iterator[None]:
    sink, writing = _Sink(), _Writing(export)
    # Which cases, is settled once: a page of them at a time would be looked for anew each time.
    numbers = array("q", exporting.cases_of(export).values_list("pk", flat=True).iterator())
    if export.form != "zip":
        columns = dict.fromkeys(bulk.FIRST)
        for cases in _chunks(export, numbers):
            for case in cases:
                columns |= dict.fromkeys(bulk.row_of(case))
            yield
        writer: Any = _Table(export, sink, list(columns))
    else:
        writer = _Papers(sink)
    for cases in _chunks(export, numbers):
        writer.add(cases)
        writing.keep(cases, sink.taken())
        yield
    writer.close()
    writing.end(sink)


def _chunks(export: Export, numbers: Sequence[int]) -> Iterator[list[Case]]:
    """The cases in the order of their numbers, some at a time; each version is read once."""
    versions = {version.pk: version for version in export.procedure.versions.all()}
    at_once = CASES_AT_ONCE[export.form]
    for start in range(0, len(numbers), at_once):
        cases = list(Case.objects.filter(pk__in=list(numbers[start : start + at_once]), erased_at=None).order_by("pk"))
        for case in cases:
            case.version = versions[case.version_id]
        if cases:
            yield cases


class _Sink:
    """Takes bytes and gives them out in pieces; knows how many they were, and their digest."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        self._held.append(bytes(content))
        self._sha256.update(content)
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        """Writers of ZIP files ask for it."""

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def taken(self, *, all_of_it: bool = False) -> bytes:
        """What is held, if it is enough for a piece."""
        if not all_of_it and sum(map(len, self._held)) < PIECE:
            return b""
        content, self._held = b"".join(self._held), []
        return content


class _Table:
    """Cases as rows."""

    def __init__(self, export: Export, sink: _Sink, columns: list[str]) -> None:
        self._columns = set(columns)
        self._table = (LongSheet if export.form == "xlsx" else LongCsv)(sink, columns)

    def add(self, cases: list[Case]) -> None:
        for case in cases:
            row = bulk.row_of(case)
            if row.keys() - self._columns:
                raise Changed
            self._table.add(row)

    def close(self) -> None:
        self._table.close()


class _Papers:
    """Issued papers, the very bytes that were kept; those that are no longer good in a folder of their own."""

    def __init__(self, sink: Any) -> None:
        self._archive = zipfile.ZipFile(sink, "w")

    def add(self, cases: list[Case]) -> None:
        papers = Paper.objects.filter(case__in=cases).select_related("case", "blob", "withdrawal")
        for paper in papers.order_by("case", "pk"):
            content = bytes(paper.blob.content)
            if hashlib.sha256(content).hexdigest() != paper.blob_id:
                raise ValueError(f"paper {paper.pk} is not what was issued")
            folder = "取り消し済み/" if paper.is_withdrawn else ""
            self._archive.writestr(f"{folder}{paper.case.receipt}_{paper.number}.pdf", content)

    def close(self) -> None:
        self._archive.close()


@dataclass(frozen=True)
class _Asker:
    """Whoever asked, on the post from which they did."""

    actor_key: str
    actor_name: str
    actor_post: str


class _Writing:
    """Keeps what is made, step by step, as long as it is ours to make."""

    def __init__(self, export: Export) -> None:
        self._export, self._number = export, 0
        self._asker = _Asker(export.user.actor_key, export.user.actor_name, export.post)

    @transaction.atomic
    def keep(self, cases: list[Case], content: bytes) -> None:
        """One step: a piece, how far it is, and for each case that it was looked at. Raises Lost."""
        export = self._export
        export.done += len(cases)
        new = [case for case in cases if case.pk > export.recorded]
        export.recorded = max(export.recorded, cases[-1].pk)
        ours = _ours(export).update(done=export.done, recorded=export.recorded, work_at=clock.now() + LEASE)
        if not ours:
            raise Lost
        self._piece(content)
        facts = {"why": looking.EXPORT, "export": str(export.pk)}
        ledger.write_each("opened", [case.ledger_key for case in new], by=self._asker, facts=facts)

    @transaction.atomic
    def end(self, sink: _Sink) -> None:
        """The last piece; from now on it may be fetched. Raises Lost."""
        if not _ours(self._export).update(work_at=clock.now() + LEASE):
            raise Lost
        self._piece(sink.taken(all_of_it=True))
        exporting.finish(self._export, size=sink.size, sha256=sink.sha256)

    def _piece(self, content: bytes) -> None:
        if content:
            self._number += 1
            ExportPiece.objects.create(
                export=self._export, attempt=self._export.attempt, number=self._number, content=content
            )


def _ours(export: Export) -> Any:
    return Export.objects.filter(pk=export.pk, state=WAITING, attempt=export.attempt)


@transaction.atomic
def _fail(export: Export, problem: str) -> None:
    if _ours(export).update(state=FAILED, problem=problem[:500]):
        export.pieces.all().delete()
        ledger.write("export_failed", export.ledger_key, by=exporting.ROBOT, facts={"attempt": export.attempt})
