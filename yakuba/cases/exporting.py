"""Taking many cases out of the system: asked for with a reason, released where they are many, fetched, erased again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.acts import written
from yakuba.cases.exports import EXPIRED, HELD, READY, WAITING
from yakuba.cases.models import Case, CaseQuerySet, Export, ExportPiece
from yakuba.cases.refused import Refused
from yakuba.people.models import User
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock, long_tables

# Whoever began to fetch just before the end still gets all of it.
GRACE = timedelta(minutes=15)
ROBOT = ledger.Robot(name="書き出し", post="自動")


@dataclass(frozen=True)
class Wanted:
    """Which cases, in which form; `outcome` is as a case has it, "open" for what has not ended, or empty for all."""

    section: str
    procedure: Procedure
    form: str
    since: date | None = None
    until: date | None = None
    outcome: str = ""


def offered(user: User) -> list[tuple[str, Procedure]]:
    """Each section that this person works for, with each procedure that is or was its own."""
    mine = Version.objects.filter(section__in=[section.code for section in user.sections_today])
    pairs = {(version.section, version.procedure_id): version for version in mine.select_related("procedure__current")}
    return [(section, version.procedure) for (section, _procedure), version in sorted(pairs.items())]


def cases_of(export: Export) -> CaseQuerySet:
    """Exactly what was asked for, by number; what has been erased has nothing left to tell."""
    first, end = export.filed_between
    found = Case.objects.filter(section=export.section, version__procedure=export.procedure_id, erased_at=None)
    found = found.filter(filed_at__gte=first, filed_at__lt=end).order_by("pk")
    if export.outcome == "open":
        return found.filter(finished_at=None)
    return found.filter(outcome=export.outcome) if export.outcome else found


@transaction.atomic
def ask(wanted: Wanted, *, by: User, reason: str) -> Export:
    """書き出しを頼む. Many cases at once wait for the head of section. Raises Refused."""
    reason = written(reason, _("何のために使うのかを入力してください。"))
    if (wanted.section, wanted.procedure) not in offered(by):
        raise Refused(_("この手続きの書き出しを頼めるのは、担当課の職員だけです。"))
    export = Export(
        user=by,
        post=by.actor_post,
        section=wanted.section,
        procedure=wanted.procedure,
        form=wanted.form,
        since=wanted.since,
        until=wanted.until,
        outcome=wanted.outcome,
        reason=reason,
        expires_at=_expiry(),
    )
    export.count = cases_of(export).count()
    if not export.count:
        raise Refused(_("この条件にあう申請はありません。期間や状態を変えてください。"))
    if export.form == "xlsx" and export.count > long_tables.MOST_ROWS:
        raise Refused(_("Excelに入る行数を超えています。CSVを選ぶか、期間を短くしてください。"))
    export.state = HELD if export.count > settings.EXPORT_RELEASE_ABOVE else WAITING
    export.save(force_insert=True)
    ledger.write("export_asked", export.ledger_key, by=by, facts=_facts(export), detail={"reason": reason})
    return export


@transaction.atomic
def release(export: Export, *, by: User) -> Export:
    """書き出しを認める: the head of section, and never whoever asked. Raises Refused."""
    export = _hold(export.pk)
    if not Export.objects.to_release_by(by).filter(pk=export.pk).exists() or export.expires_at <= clock.now():
        raise Refused(_("いまはこの書き出しを認められません。ほかの人が先に認めたか、期限が過ぎました。"))
    export.state, export.released_by, export.work_at, export.expires_at = WAITING, by, clock.now(), _expiry()
    export.save(update_fields=["state", "released_by", "work_at", "expires_at"])
    ledger.write("export_released", export.ledger_key, by=by)
    return export


@transaction.atomic
def fetch(export: Export, *, by: User) -> Iterator[bytes]:
    """The file, piece by piece, to whoever asked for it. Raises Refused where it is not whole or not there any more."""
    export = _hold(export.pk)
    if not Export.objects.of(by).filter(pk=export.pk).exists() or not export.may_be_fetched():
        raise Refused(_("このファイルは、まだできていないか、期限が過ぎて消えました。"))
    ledger.write("export_fetched", export.ledger_key, by=by, facts={"sha256": export.sha256})
    return _pieces(export)


def expire(*, by: ledger.Actor) -> int:
    """Erases the files whose time is over; that they were made, by whom and why, stays. Returns how many."""
    over = Export.objects.exclude(state=EXPIRED).filter(expires_at__lt=clock.now() - GRACE)
    return sum(_expire(pk, by) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: UUID, by: ledger.Actor) -> bool:
    export = _hold(pk)
    if export.state == EXPIRED or export.expires_at >= clock.now() - GRACE:
        return False
    export.pieces.all().delete()
    was, export.state = export.state, EXPIRED
    export.save(update_fields=["state"])
    ledger.write("export_expired", export.ledger_key, by=by, facts={"was": was})
    return True


@transaction.atomic
def finish(export: Export, *, size: int, sha256: str) -> None:
    """Within the transaction of its last piece: the file is whole."""
    export.state, export.size, export.sha256, export.expires_at = READY, size, sha256, _expiry()
    export.save(update_fields=["state", "size", "sha256", "expires_at"])
    ledger.write("export_made", export.ledger_key, by=ROBOT, facts={"sha256": sha256, "size": size})


def _pieces(export: Export) -> Iterator[bytes]:
    whole = ExportPiece.objects.filter(export=export, attempt=export.attempt).order_by("number")
    for pk in list(whole.values_list("pk", flat=True)):
        yield bytes(ExportPiece.objects.get(pk=pk).content)


def _hold(pk: UUID) -> Export:
    return Export.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=pk)


def _expiry() -> Any:
    return clock.now() + timedelta(hours=settings.EXPORT_HOURS)


def _facts(export: Export) -> dict[str, Any]:
    return {
        "procedure": export.procedure.slug,
        "section": export.section,
        "form": export.form,
        "since": export.since.isoformat() if export.since else None,
        "until": export.until.isoformat() if export.until else None,
        "outcome": export.outcome,
        "count": export.count,
    }
