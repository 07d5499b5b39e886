"""Filling in, before anything is filed: begin, keep what is typed, attach, stop and go on elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.attachments import WAITING
from yakuba.cases.models import Attachment, Blob, Case, Draft
from yakuba.cases.refused import Refused
from yakuba.cases.snapshot import Snapshot
from yakuba.people.models import User
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors, GroupField
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock, tokens, uploads

RESUME_DAYS = 14
CLEARED_AT_ONCE = 500
# What no JSON column of PostgreSQL takes. Its author has been told; nobody types it.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def begin(procedure: Procedure, *, user: User | None, brought: Mapping[str, str] | None = None) -> Draft:
    """An empty form under the current version, but for what the button that was pressed has `brought`.

    Nobody's where the procedure does not want to know who it is. Raises Refused where it is not open today.
    """
    version = procedure.current
    if version is None or procedure.withdrawn_at or not version.declaration.is_open_on(clock.today()):
        raise Refused(_("この手続きは、いま受け付けていません。"))
    user = None if version.declaration.sign_in == "none" else user
    expires_at = clock.now() + timedelta(days=settings.DRAFT_DAYS)
    return Draft.objects.create(
        version=version, user=user, expires_at=expires_at, answers=_brought(version, brought or {})
    )


def _brought(version: Version, brought: Mapping[str, str]) -> dict[str, Any]:
    """What fields with `prefill: link` take of it; anything else is nobody's to bring."""
    filler = Filler(version.compiled, clock.today())
    found: dict[str, Any] = {}
    for number, page in enumerate(filler.pages):
        names = [field.name for field in page.fields if field.prefill == "link" and brought.get(field.name)]
        if names:
            read, _errors = filler.read_page(number, {name: [brought[name]] for name in names}, {})
            found |= {name: read[name] for name in names if name in read}
    return found


def filler_for(draft: Draft) -> Filler:
    """The form as its author may fill it in now, with what the city knows of them."""
    files = {str(one.pk): one.offered for one in draft.attachments.all()} if has_files(draft) else {}
    return Filler(draft.version.compiled, clock.today(), Snapshot(draft.user), files)


def has_files(draft: Draft) -> bool:
    """Whether the form asks for files at all; most do not, and then none are looked for."""
    return any(
        inner.kind == "file"
        for field in draft.declaration.fields()
        for inner in (field.fields if isinstance(field, GroupField) else [field])
    )


@dataclass(frozen=True)
class Kept:
    """A page as it was kept: the answers so far, what must still be corrected, and the form to go on with."""

    draft: Draft
    errors: Errors
    filler: Filler


def keep(draft: Draft, number: int, typed: Mapping[str, list[str]]) -> Kept:
    """Keeps page `number` whatever was typed: checked answers as answers, the rest as it stands.

    A page that does not come with the answers so far keeps nothing. Raises Refused where the draft has been filed
    already.
    """
    kept = _with_page(draft, number, typed)
    if _store(kept.draft):
        return kept
    # Filed meanwhile, or another page was kept in the same moment: behind the lock there is only one.
    with transaction.atomic():
        kept = _with_page(_hold(draft.pk), number, typed)
        _store(kept.draft)
    return kept


def attach(owner: Draft | Case, name: str, content: bytes) -> Attachment:
    """Keeps an uploaded file with the draft or the case that is being put right; of a photograph only the picture.

    Raises uploads.Refused with a sentence for its author, Refused where nothing may be added any more.
    """
    found = uploads.kind_of(content, name, limit=settings.UPLOAD_MAX_BYTES)
    # Before the transaction: nobody waits while a picture is written anew.
    return _attach(owner, uploads.safe_name(name, found), found.type, uploads.cleaned(content, found))


@transaction.atomic
def _attach(owner: Draft | Case, name: str, media_type: str, content: bytes) -> Attachment:
    owner = _hold(owner.pk) if isinstance(owner, Draft) else _hold_open(owner)
    if owner.attachments.count() >= settings.UPLOAD_MAX_FILES:
        raise uploads.Refused(
            _("一つの申請に添付できるファイルは%(most)d個までです。") % {"most": settings.UPLOAD_MAX_FILES}
        )
    return Attachment.objects.create(
        draft=owner if isinstance(owner, Draft) else None,
        case=owner if isinstance(owner, Case) else None,
        name=name,
        type=media_type,
        size=len(content),
        blob=keep_bytes(content),
        scan=WAITING if settings.CLAMD else "",
        scan_at=clock.now() if settings.CLAMD else None,
    )


def keep_bytes(content: bytes) -> Blob:
    """The bytes under their own digest; the same bytes twice are kept once."""
    blob = Blob.of(content)
    # SQLite's trigger refuses a second row before the conflict could be passed over.
    if not Blob.objects.filter(pk=blob.pk).exists():
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


@dataclass(frozen=True)
class ResumeLink:
    """A secret of 256 bits with which the form can be gone on with elsewhere, and until when."""

    token: str
    until: date


@transaction.atomic
def resume_link(draft: Draft, token: str = "") -> ResumeLink:
    """The link of `token` where it is the draft's own, for longer; else a new one, which ends the one before.

    Only its digest is kept.
    """
    draft = _hold(draft.pk)
    if not token or tokens.digest(token) != draft.resume_digest:
        token = tokens.new()
    draft.resume_digest = tokens.digest(token)
    draft.expires_at = clock.now() + timedelta(days=RESUME_DAYS)
    draft.save(update_fields=["resume_digest", "expires_at"])
    return ResumeLink(token, clock.day_of(draft.expires_at))


def resumed(token: str) -> Draft | None:
    """The draft of a resume link, filed or not; None where the link is wrong or has expired."""
    draft = Draft.objects.filter(resume_digest=tokens.digest(token)).select_related("version", "case").first()
    return draft if draft and (draft.is_done or draft.expires_at > clock.now()) else None


@transaction.atomic
def discard(draft: Draft) -> None:
    """Its author does not want it any more. The bytes of its files go with the next clearing."""
    draft = _hold(draft.pk)
    draft.attachments.all().delete()
    draft.delete()


def clear_expired(*, by: ledger.Actor) -> int:
    """Deletes drafts whose time is over, and bytes that nothing names any more; returns how many drafts."""
    count = 0
    while cleared := _clear_some(by):
        count += cleared
    Attachment.objects.filter(draft=None, case=None).delete()
    _clear_bytes()
    return count


def files_named(answers: Any) -> list[str]:
    """The ids of all uploads that the answers name, at any depth."""
    if isinstance(answers, list):
        return [one for answer in answers for one in files_named(answer)]
    if not isinstance(answers, dict):
        return []
    if "sha256" in answers:
        return [answers["id"]]
    return [one for answer in answers.values() for one in files_named(answer)]


@transaction.atomic
def _clear_some(by: ledger.Actor) -> int:
    """Locked first, so that a form that is gone on with in this moment keeps its files."""
    over = Draft.objects.select_for_update(skip_locked=True).filter(expires_at__lt=clock.now(), case=None)
    old = [draft.pk for draft in over.only("pk")[:CLEARED_AT_ONCE]]
    if old:
        Attachment.objects.filter(draft__in=old).delete()
        Draft.objects.filter(pk__in=old).delete()
        ledger.write("cleared", "drafts", by=by, facts={"count": len(old)})
    return len(old)


@transaction.atomic
def _clear_bytes() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whoever keeps the same bytes in this moment has not named them yet: wait for them, let others wait.
            cursor.execute("LOCK TABLE cases_blob IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            "DELETE FROM cases_blob"
            " WHERE NOT EXISTS (SELECT 1 FROM cases_attachment WHERE blob_id = sha256)"
            " AND NOT EXISTS (SELECT 1 FROM cases_paper WHERE blob_id = sha256)"
        )


def _with_page(draft: Draft, number: int, typed: Mapping[str, list[str]]) -> Kept:
    """The draft with one page as it was typed, not stored yet."""
    filler = filler_for(draft)
    if not filler.asks_page(number, draft.answers):
        return Kept(draft, {}, filler)
    found, errors = filler.read_page(number, typed, draft.answers)
    on_page = {field.name for field in filler.pages[number].fields}
    others = {name: value for name, value in draft.answers.items() if name not in on_page}
    draft.answers = others | found
    draft.typed = {page: kept for page, kept in draft.typed.items() if page != str(number)}
    if errors:
        own = {name: entries for name, entries in typed.items() if name.partition(".")[0] in on_page}
        draft.typed[str(number)] = {name: [UNSTORABLE.sub("", one) for one in entries] for name, entries in own.items()}
    draft.expires_at = clock.now() + timedelta(days=settings.DRAFT_DAYS)
    return Kept(draft, errors, filler)


def _store(draft: Draft) -> bool:
    """False where the row is no longer the one that was read."""
    as_read = Draft.objects.filter(pk=draft.pk, revision=draft.revision, case=None, is_answered=False)
    draft.revision += 1
    columns = ("answers", "typed", "expires_at", "revision")
    return as_read.update(**{column: getattr(draft, column) for column in columns}) == 1


def _hold(pk: UUID) -> Draft:
    """Locks the draft; first lock, then ask."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("version", "user").get(pk=pk)
    if draft.is_done:
        raise Refused(_("この申請は、もう提出されています。"))
    return draft


def _hold_open(case: Case) -> Case:
    """Locks the case while something is asked for."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.waits_for != "applicant":
        raise Refused(_("いまは補正を受け付けていません。"))
    return case
