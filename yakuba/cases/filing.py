"""The form becomes a case: filed once, whatever happens to the network."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.acts import Act
from yakuba.cases.drafting import files_named, filler_for
from yakuba.cases.models import Case, Draft
from yakuba.cases.proposing import section_of
from yakuba.cases.refused import Incomplete, Refused
from yakuba.people.models import User
from yakuba.procedures.kinds.person import full_name
from yakuba.procedures.models import Version
from yakuba.toolbox import clock, email_addresses, rows, tokens

NAME_LENGTH = 200


@dataclass(frozen=True)
class Application:
    """A checked form, ready to be filed. The same `key` with the same content is the same case."""

    version: Version
    answers: Mapping[str, Any]
    key: str
    user: User | None = None
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "online"
    added: Sequence[Mapping[str, Any]] = ()  # posts beyond the rule, `{post, act}`

    def digest(self, salt: str) -> str:
        """Over what was answered; tells a retry from another form under the same key, and stays in the ledger.

        Without the salt, which goes with the answers at the end of their retention, nobody finds them by trying.
        """
        content = json.dumps([self.version.procedure_id, self.answers], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(f"{salt}{content}".encode()).hexdigest()


@dataclass(frozen=True)
class Filed:
    """The case, and the secret by which a guest follows it (empty on a retry: it was told once)."""

    case: Case
    token: str = ""


@transaction.atomic
def file_draft(pk: UUID, *, by: ledger.Actor) -> Filed:
    """Files the draft; filed twice it is one case.

    Raises Incomplete with the errors where an answer must be corrected, Refused where the procedure is closed.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("version__procedure", "user").get(pk=pk)
    return file_held(draft, by=by)


@transaction.atomic
def file_with_files(draft: Draft, answers: Mapping[str, Any], *, key: str, by: ledger.Actor) -> Filed:
    """JSON answers that name the draft's own files, as a machine sends them. Raises Incomplete and Refused."""
    held = Draft.objects.select_for_update(of=("self",)).select_related("version__procedure", "user").get(pk=draft.pk)
    if not held.case_id:
        held.answers, errors = filler_for(held).check(answers, strict=True)
        if errors:
            raise Incomplete(_("直すところがあります。"), errors)
    return file_held(held, by=by, key=key, channel="api")


def file_held(
    draft: Draft,
    *,
    by: ledger.Actor,
    added: Sequence[Mapping[str, Any]] = (),
    key: str = "",
    channel: str = "online",
) -> Filed:
    """The same for a draft that was read with its lock, in this transaction; `added` lengthens the route of a 起案."""
    if draft.case_id:
        return Filed(Case.objects.select_related("version__procedure").get(pk=draft.case_id))
    _ask_no_survey(draft.version, channel)
    ask_open(draft.version)
    filler = filler_for(draft)
    answers, errors = filler.check(draft.answers)
    if errors:
        raise Incomplete(_("まだ入力していないところがあります。"), errors)
    key = key or str(draft.pk)
    application = Application(draft.version, answers, key, draft.user, filler.snapshot, channel, added)
    filed = _file(application, by)
    if filler.uploads:
        named = files_named(answers)
        draft.attachments.filter(pk__in=named).update(case=filed.case)
        # Uploaded and taken off again: nobody filed it.
        draft.attachments.exclude(pk__in=named).delete()
    # The case has them now; what was typed is not kept twice.
    draft.case, draft.answers, draft.typed = filed.case, {}, {}
    rows.update(draft, ["case", "answers", "typed"])
    return filed


def ask_open(version: Version) -> None:
    """Raises Refused where the procedure takes no requests today."""
    if version.procedure.withdrawn_at or not version.declaration.is_open_on(clock.today()):
        raise Refused(_("この手続きの受付は終わりました。入力した内容は残っています。担当課にお問い合わせください。"))


def file_answer(application: Application, *, by: ledger.Actor) -> Filed:
    """An answer to a survey becomes a case. Only `surveys` and the box call this, behind the ticket."""
    return _file(application, by)


def file(application: Application, *, by: ledger.Actor) -> Filed:
    """The request is received: a receipt number, the automatic steps that need no press, and a letter.

    Raises Refused where the key was used for another content (the API's 409).
    """
    _ask_no_survey(application.version, application.channel)
    if (known := _known(application)) is not None:
        return Filed(known)
    try:
        with transaction.atomic():
            return _file(application, by)
    except IntegrityError:
        # Somebody filed the same key between our look and our insert.
        if (known := _known(application)) is None:
            raise
        return Filed(known)


def _ask_no_survey(version: Version, channel: str) -> None:
    """Raises Refused where an answer to a survey would come without a ticket; paper is taken in as a file."""
    if version.declaration.survey and channel != "file":
        raise Refused(_("アンケートには、アンケートのページから回答してください。"))


def _file(application: Application, by: ledger.Actor) -> Filed:
    if not application.version.declaration.is_anonymous:
        return _begin(application, by)
    # Of an anonymous answer only the day is kept, in the ledger too.
    with clock.at(clock.now().replace(hour=0, minute=0, second=0, microsecond=0)):
        return _begin(replace(application, user=None, snapshot={}), by)


def _begin(application: Application, by: ledger.Actor) -> Filed:
    now, salt, token = clock.now(), secrets.token_hex(16), tokens.new()
    version, days = application.version, application.version.declaration.standard_days
    case = Case(
        version=version,
        section=_section(application),
        user=application.user,
        applicant_name=_applicant_name(application)[:NAME_LENGTH],
        email=_email(application),
        language=get_language() or "ja",
        channel=application.channel,
        submission_key=application.key,
        submission_digest=application.digest(salt),
        submission_salt=salt,
        follow_digest=tokens.digest(token),
        answers=dict(application.answers),
        snapshot=dict(application.snapshot),
        proposal={"added": list(application.added)} if application.added else {},
        filed_at=now,
        filed_year=now.year,
        due_on=now.date() + timedelta(days=days) if days else None,
    )
    act = Act(case)
    facts = {"version": version.number, "channel": application.channel, "digest": case.submission_digest}
    act.says("filed", by=by, facts=facts)
    act.tells("received", token=token)
    return Filed(act.advance(), token)


def _section(application: Application) -> str:
    """Whose case it becomes. Raises Refused where staff alone may draft, and this is nobody of the staff."""
    declared, user = application.version.declaration, application.user
    if declared.is_for_staff and (user is None or not user.is_staff_member):
        raise Refused(_("この起案は、職員だけができます。"))
    drafter = section_of(user) if user and declared.lands_at == "drafter" else None
    return drafter.code if drafter else application.version.section


def _known(application: Application) -> Case | None:
    known = Case.objects.select_related("version__procedure").filter(submission_key=application.key).first()
    if known and known.submission_digest != application.digest(known.submission_salt):
        raise Refused(_("同じ受付の鍵で、ちがう内容が送られました。はじめからやり直してください。"))
    return known


def _applicant_name(application: Application) -> str:
    if application.version.declaration.is_anonymous:
        return ""
    answer = application.answers.get("applicant")
    if isinstance(answer, dict) and "family" in answer:
        return full_name(answer)
    return application.user.name if application.user else ""


def _email(application: Application) -> str:
    """Where letters go: what was answered, else the account's; empty where that is not one plain address."""
    if application.version.declaration.is_anonymous:
        return ""
    given = application.answers.get("email")
    own = application.user.email if application.user else ""
    try:
        return email_addresses.one(given if isinstance(given, str) and given else own)
    except email_addresses.NotOneAddress:
        return ""
