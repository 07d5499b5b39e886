"""Filling in, before anything is filed: begin, keep what is typed, attach, stop and go on elsewhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.models import Attachment, Blob, Case, Draft
from yakuba.cases.refused import Refused
from yakuba.cases.snapshot import snapshot_of
from yakuba.people.models import User
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors, GroupField
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, tokens, uploads

RESUME_DAYS = 14


def begin(procedure: Procedure, *, user: User | None) -> Draft:
    """An empty form under the current version. Raises Refused where the procedure is not open today."""
    version = procedure.current
    if version is None or procedure.withdrawn_at or not version.declaration.is_open_on(clock.today()):
        raise Refused(_("この手続きは、いま受け付けていません。"))
    return Draft.objects.create(
        version=version, user=user, expires_at=clock.now() + timedelta(days=settings.DRAFT_DAYS)
    )


def filler_for(draft: Draft) -> Filler:
    """The form as its author may fill it in now, with what the city knows of them."""
    files = {str(one.pk): one.value for one in draft.attachments.all()} if has_files(draft) else {}
    return Filler(draft.version.compiled, clock.today(), snapshot_of(draft.user), files)


def has_files(draft: Draft) -> bool:
    """Whether the form asks for files at all; most do not, and then none are looked for."""
    return any(
        inner.kind == "file"
        for field in draft.declaration.fields()
        for inner in (field.fields if isinstance(field, GroupField) else [field])
    )


@dataclass(frozen=True)
class Kept:
    """A page as it was kept: the answers so far, and what must still be corrected."""

    draft: Draft
    errors: Errors


@transaction.atomic
def keep(draft: Draft, number: int, typed: Mapping[str, list[str]]) -> Kept:
    """Keeps page `number` whatever was typed: checked answers as answers, the rest as it stands.

    A page that does not come with the answers so far keeps nothing.

    Raises Refused where the draft has been filed already.
    """
    draft = _hold(draft.pk)
    filler = filler_for(draft)
    if not filler.asks_page(number, draft.answers):
        return Kept(draft, {})
    found, errors = filler.read_page(number, typed, draft.answers)
    on_page = {field.name for field in filler.pages[number].fields}
    others = {name: value for name, value in draft.answers.items() if name not in on_page}
    draft.answers = others | found
    draft.typed = {page: kept for page, kept in draft.typed.items() if page != str(number)}
    if errors:
        draft.typed[str(number)] = {name: list(entries) for name, entries in typed.items()}
    draft.expires_at = clock.now() + timedelta(days=settings.DRAFT_DAYS)
    draft.save(update_fields=["answers", "typed", "expires_at"])
    return Kept(draft, errors)


@transaction.atomic
def attach(owner: Draft | Case, name: str, content: bytes) -> Attachment:
    """Keeps an uploaded file with the draft, or with the case that is being put right.

    Raises uploads.Refused with a sentence for its author.
    """
    found = uploads.kind_of(content, name, limit=settings.UPLOAD_MAX_BYTES)
    if isinstance(owner, Draft):
        owner = _hold(owner.pk)
    if owner.attachments.count() >= settings.UPLOAD_MAX_FILES:
        raise uploads.Refused(
            _("一つの申請に添付できるファイルは%(most)d個までです。") % {"most": settings.UPLOAD_MAX_FILES}
        )
    return Attachment.objects.create(
        draft=owner if isinstance(owner, Draft) else None,
        case=owner if isinstance(owner, Case) else None,
        name=uploads.safe_name(name, found),
        type=found.type,
        size=len(content),
        blob=keep_bytes(content),
    )


def keep_bytes(content: bytes) -> Blob:
    """The bytes under their own digest; the same bytes twice are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    blob = Blob(sha256=sha256, content=content, size=len(content))
    # The triggers of SQLite refuse what stands in a row's place before it could be passed over.
    if not Blob.objects.filter(pk=sha256).exists():
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


@dataclass(frozen=True)
class ResumeLink:
    """A secret of 256 bits with which the form can be gone on with elsewhere, and until when."""

    token: str
    until: date


@transaction.atomic
def resume_link(draft: Draft) -> ResumeLink:
    """A new link, which ends the one before; only its digest is kept."""
    draft = _hold(draft.pk)
    token = tokens.new()
    draft.resume_digest = tokens.digest(token)
    draft.expires_at = clock.now() + timedelta(days=RESUME_DAYS)
    draft.save(update_fields=["resume_digest", "expires_at"])
    return ResumeLink(token, draft.expires_at.astimezone(clock.now().tzinfo).date())


def resumed(token: str) -> Draft | None:
    """The draft of a resume link, filed or not; None where the link is wrong or has expired."""
    draft = Draft.objects.filter(resume_digest=tokens.digest(token)).select_related("version", "case").first()
    return draft if draft and (draft.case_id or draft.expires_at > clock.now()) else None


@transaction.atomic
def discard(draft: Draft) -> None:
    """Its author does not want it any more: nothing of it stays."""
    draft = _hold(draft.pk)
    draft.attachments.all().delete()
    draft.delete()


@transaction.atomic
def clear_expired(*, by: ledger.Actor) -> int:
    """Deletes drafts whose time is over; returns how many."""
    old = Draft.objects.filter(expires_at__lt=clock.now(), case=None)
    Attachment.objects.filter(draft__in=old).delete()
    count = old.count()
    old.delete()
    if count:
        ledger.write("cleared", "drafts", by=by, facts={"count": count})
    return count


def _hold(pk: UUID) -> Draft:
    """Locks the draft; first lock, then ask."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("version", "user").get(pk=pk)
    if draft.case_id:
        raise Refused(_("この申請は、もう提出されています。"))
    return draft
