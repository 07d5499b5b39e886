"""The form becomes a case: filed once, whatever happens to the network."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import letters, steps
from yakuba.cases.drafting import filler_for
from yakuba.cases.models import Attachment, Case, Draft
from yakuba.cases.refused import Incomplete, Refused
from yakuba.people.models import User
from yakuba.procedures.kinds.person import full_name
from yakuba.procedures.models import Version
from yakuba.toolbox import clock, tokens


@dataclass(frozen=True)
class Application:
    """A checked form, ready to be filed. The same `key` with the same content is the same case."""

    version: Version
    answers: Mapping[str, Any]
    key: str
    user: User | None = None
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "online"

    @property
    def digest(self) -> str:
        """SHA-256 over what was answered; tells a retry from another form under the same key."""
        content = json.dumps([self.version.pk, self.answers], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Filed:
    """The case, and the secret by which a guest follows it (empty on a retry: it was told once)."""

    case: Case
    token: str = ""


def file_draft(pk: UUID, *, by: ledger.Actor) -> Filed:
    """Files the draft; filed twice it is one case.

    Raises Incomplete with the errors where an answer must be corrected, Refused where the procedure is closed.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("version__procedure", "user").get(pk=pk)
        if draft.case_id:
            return Filed(Case.objects.select_related("version__procedure").get(pk=draft.case_id))
        procedure = draft.version.procedure
        if procedure.withdrawn_at or not draft.declaration.is_open_on(clock.today()):
            raise Refused(
                _("この手続きの受付は終わりました。入力した内容は残っています。担当課にお問い合わせください。")
            )
        filler = filler_for(draft)
        answers, errors = filler.check(draft.answers)
        if errors:
            raise Incomplete(_("まだ入力していないところがあります。"), errors)
        filed = file(Application(draft.version, answers, str(draft.pk), draft.user, filler.snapshot), by=by)
        if named := _files_named(answers):
            Attachment.objects.filter(draft=draft, pk__in=named).update(case=filed.case)
        # The case has them now; what was typed is not kept twice.
        draft.case, draft.answers, draft.typed = filed.case, {}, {}
        draft.save(update_fields=["case", "answers", "typed"])
        return filed


def file(application: Application, *, by: ledger.Actor) -> Filed:
    """The request is received: a receipt number, the automatic steps that need no press, and a letter.

    Raises Refused where the key was used for another content (the API's 409).
    """
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


def _file(application: Application, by: ledger.Actor) -> Filed:
    now = clock.now()
    declaration = application.version.declaration
    token = tokens.new()
    case = Case.objects.create(
        version=application.version,
        section=application.version.section,
        user=application.user,
        applicant_name=_applicant_name(application),
        email=_email(application),
        language=get_language() or "ja",
        channel=application.channel,
        submission_key=application.key,
        submission_digest=application.digest,
        follow_digest=tokens.digest(token),
        answers=dict(application.answers),
        snapshot=dict(application.snapshot),
        filed_at=now,
        filed_year=now.year,
        due_on=now.date() + timedelta(days=declaration.standard_days) if declaration.standard_days else None,
    )
    facts = {"version": application.version.number, "channel": application.channel, "digest": application.digest}
    ledger.write("filed", case.ledger_key, by=by, facts=facts)
    letters.tell(case, "received", token=token)
    steps.advance(case)
    return Filed(case, token)


def _known(application: Application) -> Case | None:
    known = Case.objects.select_related("version__procedure").filter(submission_key=application.key).first()
    if known and known.submission_digest != application.digest:
        raise Refused(_("同じ受付の鍵で、ちがう内容が送られました。はじめからやり直してください。"))
    return known


def _applicant_name(application: Application) -> str:
    answer = application.answers.get("applicant")
    if isinstance(answer, dict) and "family" in answer:
        return full_name(answer)
    return application.user.name if application.user else ""


def _email(application: Application) -> str:
    given = application.answers.get("email")
    if isinstance(given, str) and given:
        return given
    return application.user.email if application.user else ""


def _files_named(answers: Any) -> list[str]:
    """The ids of all uploads that the answers name, at any depth."""
    if isinstance(answers, list):
        return [one for answer in answers for one in _files_named(answer)]
    if not isinstance(answers, dict):
        return []
    if "sha256" in answers:
        return [answers["id"]]
    return [one for answer in answers.values() for one in _files_named(answer)]
