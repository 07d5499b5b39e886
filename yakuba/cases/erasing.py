"""The end of the retention (保存年限): everything personal goes; that there was a case, and how it ended, stays."""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from yakuba import ledger, mailroom
from yakuba.cases import indexing
from yakuba.cases.models import Attachment, Case, Draft
from yakuba.cases.papers import Blob
from yakuba.procedures.models import Version
from yakuba.toolbox import clock, dates

ERASED_AT_ONCE = 2000
ERASED: dict[str, Any] = {
    "user": None,
    "applicant_name": "",
    "email": "",
    "follow_digest": None,
    "submission_salt": "",
    "answers": {},
    "snapshot": {},
    "values": {},
    "proposal": {},
    "work_problem": "",
}


def erase_due(*, by: ledger.Actor, limit: int = ERASED_AT_ONCE) -> int:
    """Erases ended cases whose retention is over; returns how many. What is beyond `limit` waits for the next call."""
    due: list[int] = []
    for version in Version.objects.only("sha256", "declaration_text"):
        kept = Case.objects.filter(version=version, erased_at=None, finished_at__lt=_kept_since(version))
        due += kept.order_by("pk").values_list("pk", flat=True)[: limit - len(due)]
    for pk in due:
        _erase(pk, by)
    return len(due)


@transaction.atomic
def _erase(pk: int, by: ledger.Actor) -> None:
    case = Case.objects.locked().get(pk=pk)
    if case.erased_at or not case.is_finished:
        return
    case.reviews.all().delete()
    case.corrections.all().delete()
    case.addenda.all().delete()
    case.notes.all().delete()
    case.stops.update(advice="")
    Draft.objects.filter(case=case).delete()
    Attachment.objects.filter(case=case).delete()
    Blob.objects.filter(pk__in=case.papers.values("blob")).delete()
    for column, nothing in ERASED.items():
        setattr(case, column, nothing)
    # That of a row from a file is a digest of the answers: whoever guesses them could tell.
    case.submission_key = f"erased:{case.pk}"
    case.erased_at = clock.now()
    case.save(update_fields=[*ERASED, "submission_key", "erased_at"])
    indexing.forget([case.pk])
    mailroom.erase(case.ledger_key)
    if not ledger.erase_details(case.ledger_key, by=by):
        ledger.write("erased", case.ledger_key, by=by, facts={"details": 0})


def _kept_since(version: Version) -> datetime:
    """Ended before this moment, a case has been kept as long as it must: so many whole fiscal years after its own."""
    years = version.declaration.retention_years
    first = dates.fiscal_year_start(dates.add_years(clock.today(), -years))
    return datetime.combine(first, time(), clock.now().tzinfo)
