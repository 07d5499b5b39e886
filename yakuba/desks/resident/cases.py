"""My cases: follow, put right, take back, receive."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yakuba.cases import correcting, deciding
from yakuba.cases.models import Case, Correction, Draft
from yakuba.cases.timeline import timeline
from yakuba.cases.words import asked_until, promise, row, state, tone
from yakuba.desks.access import SignedInRequest, holders_only, open_to_all, residents_only
from yakuba.desks.facts import facts
from yakuba.desks.files import attachment_response, paper_response
from yakuba.desks.files import shown as as_shown
from yakuba.desks.holding import case_of, give_case, user_of
from yakuba.desks.pages import page
from yakuba.desks.resident.papers import papers_of
from yakuba.desks.seen import looks
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.people.models import Section
from yakuba.procedures.filling import Filler
from yakuba.toolbox import clock, dates, tokens


@require_safe
@residents_only
def cases(request: SignedInRequest) -> HttpResponse:
    """わたしの市役所."""
    mine = list(
        Case.objects.of(request.user)
        .select_related("version__procedure")
        .order_by("-filed_at")
        .prefetch_related("corrections")[:200]
    )
    titles = {case.ledger_key: case.declaration.title for case in mine}
    drafts = Draft.objects.filter(user=request.user, case=None, expires_at__gt=clock.now()).select_related("version")
    context = {
        "to_do": [_to_do(case) for case in mine if case.waits_for == "applicant"],
        "going": [row(case) for case in mine if not case.is_finished],
        "ended": [row(case) for case in mine if case.is_finished],
        "drafts": [
            {"url": f"/drafts/{draft.pk}/1/", "title": draft.declaration.title, "when": draft.begun_at, "reached": ""}
            for draft in drafts.order_by("-begun_at")[:20]
        ],
        "seen": looks(Line.objects.opened_any(titles)[:200], titles)[:10],
    }
    return page(request, "resident/cases.html", context)


@require_safe
@holders_only
def case(request: HttpRequest, receipt: str) -> HttpResponse:
    """One case: what happens, until when, what was asked for, what was issued, who looked."""
    held = case_of(request, receipt)
    lines = list(Line.objects.about(held.ledger_key))
    correction = held.corrections.filter(answered_at=None).first()
    filler = Filler(held.version.compiled, clock.today(), held.snapshot)
    section = Section.objects.filter(code=held.section).first()
    held.section_row = section
    context = {
        "case": {"title": held.declaration.title, "receipt": held.receipt, "state": state(held), "tone": tone(held)},
        "promise": promise(held),
        "events": timeline(held, lines),
        "seen": looks(line for line in reversed(lines) if line.verb == "opened"),
        "correction": _correction(held, correction),
        "outcome": _outcome(held),
        "papers": (papers := papers_of(held)),
        "withdrawn": any(one["withdrawn"] for one in papers),
        "pages": [
            {
                "title": filler.pages[number].title,
                "facts": _with_urls(held, facts(filler, number, held.answers, held.values)),
            }
            for number in filler.numbers(held.answers)
        ],
        "fee": _("%(amount)s円") % {"amount": f"{held.fee_yen:,}"} if held.fee_yen is not None else "",
        "may_withdraw": held.may_withdraw(),
        "withdraw_url": f"/cases/{receipt}/withdraw/",
        "section": section,
        "refresh": held.waits_for == "machine",
    }
    return page(request, "resident/case.html", context)


@require_safe
@open_to_all
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Comes by the link in the receipt letter: from now on this session follows the case."""
    found = Case.objects.filter(follow_digest=tokens.digest(token)).first()
    if found is None:
        raise Http404
    if found.user_id is None:
        give_case(request, found)
    return redirect("case", receipt=found.receipt)


@require_POST
@holders_only
def withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """取り下げる."""
    held = case_of(request, receipt)
    deciding.withdraw(held, by=user_of(request) or GUEST)
    return redirect("case", receipt=receipt)


@require_safe
@holders_only
def paper(request: HttpRequest, receipt: str, pk: int) -> HttpResponse:
    """The issued paper itself, as it was kept."""
    found = case_of(request, receipt).papers.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return paper_response(found)


@require_safe
@holders_only
def attachment(request: HttpRequest, receipt: str, pk: UUID) -> HttpResponse:
    """A file that the applicant sent along, back to the applicant."""
    found = case_of(request, receipt).attachments.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return attachment_response(found)


def _to_do(case: Case) -> dict[str, Any]:
    until = correcting.answer_until(case)
    sentence = _("補正をお願いしています。")
    if until and until < clock.today():
        sentence = asked_until(until)
    elif until:
        sentence = _("%(day)sまでに補正をお願いします。") % {"day": dates.with_weekday(until)}
    return {
        "title": case.declaration.title,
        "sentence": sentence,
        "act": _("補正する"),
        "act_url": f"/cases/{case.receipt}/correct/",
    }


def _correction(case: Case, correction: Correction | None) -> dict[str, Any] | None:
    if correction is None:
        return None
    labels = [
        _("%(name)s：%(why)s") % {"name": case.declaration.field(item["field"]).label, "why": item["say"]}
        for item in correction.items
    ]
    return {
        "sentence": correction.note,
        "labels": labels,
        "until": asked_until(correction.answer_by),
        "url": f"/cases/{case.receipt}/correct/",
    }


def _outcome(case: Case) -> dict[str, Any] | None:
    if case.outcome != "declined":
        return None
    return {
        "title": _("お受けできない理由"),
        "tone": "bad",
        "reasons": [case.proposal.get("reason", "")],
        "criteria": case.proposal.get("criteria", ""),
        "appeal": case.proposal.get("appeal", ""),
    }


def _with_urls(case: Case, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    files = [one for fact in shown for one in fact.get("files", [])]
    kept = {str(one.pk): one for one in case.attachments.all()} if files else {}
    for one in files:
        if one["id"] in kept:
            one |= as_shown(kept[one["id"]], f"/cases/{case.receipt}/files/{one['id']}/")
    return shown
