"""The office's desk: what waits for us, one case, and what may be done with it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import correcting, deciding, issuing, looking
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.desks import unsent
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.files import attachment_response, paper_response
from yakuba.desks.office.changed import on_what_was_shown
from yakuba.desks.office.finding import find, shown_again, wrong
from yakuba.desks.office.looking import ask_why, find_opened, has_said_why, look_once_more
from yakuba.desks.office.showing import acts_of, asked_fields, case_context
from yakuba.desks.pages import page
from yakuba.ledger.models import Line
from yakuba.toolbox import clock


@require_GET
@staff_only
def case(request: SignedInRequest, receipt: str) -> HttpResponse:
    """One case: what to check first, then the facts, then the buttons. Opening it is recorded."""
    found = find(request, receipt)
    if looking.is_on_desk(found, request.user):
        deciding.look(found, by=request.user, why=looking.why_of(found, request.user))
    elif has_said_why(request, found):
        look_once_more(request, found)
    else:
        return ask_why(request, found)
    context = case_context(found, request.user) | {"unsent": unsent.kept(request, receipt)}
    return page(request, "office/case.html", context)


@require_POST
@staff_only
@on_what_was_shown
def accept(request: SignedInRequest, receipt: str) -> HttpResponse:
    deciding.accept(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def decide(request: SignedInRequest, receipt: str) -> HttpResponse:
    """決裁する, from a day that may be another. Whoever decides twice reads that it is decided already."""
    found, why = find(request, receipt), request.POST.get("why", "").strip()
    effective_on = _day(request.POST.get("effective_on", ""))
    if effective_on and effective_on != clock.today() and not why and found.may_decide(request.user):
        lacks = wrong("why", _("効力日が決裁の日とちがう理由"), _("理由を入力してください。"))
        return shown_again(request, found, "decide", [lacks], effective_on=effective_on)
    advice, turn = request.POST.get("advice", "").strip(), found.turn_of(request.user)
    if turn and turn.stop.written and not advice:
        lacks = wrong("decide-advice", _("助言"), _("助言を入力してください。"))
        return shown_again(request, found, "decide", [lacks], effective_on=effective_on, why=why)
    try:
        deciding.decide(found, by=request.user, effective_on=effective_on, why=why, advice=advice)
    except Refused as refused:
        if _is_decided(found):
            raise Refused(_("この件の決裁は、もう済んでいます。もう一度する必要はありません。")) from refused
        raise
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def issue(request: SignedInRequest, receipt: str) -> HttpResponse:
    issuing.issue(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def send_back(request: SignedInRequest, receipt: str) -> HttpResponse:
    """補正をお願いする, with the fields marked; what was typed stays where something is missing."""
    found = find(request, receipt)
    known = {field.name for field in asked_fields(found)}
    marked = [name for name in request.POST.getlist("fields") if name in known]
    sentence = request.POST.get("sentence", "").strip()
    wrongs = []
    if not marked:
        wrongs.append(wrong("field", _("直してもらう項目"), _("一つ以上選んでください。")))
    if not sentence:
        wrongs.append(wrong("sentence", _("申請者への文"), _("何をどう直してほしいかを書いてください。")))
    if wrongs:
        return _again(request, found, "send_back", wrongs, sentence=sentence, marked=marked)
    correcting.send_back(found, by=request.user, items=correcting.marked(found, marked), note=sentence)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def decline(request: SignedInRequest, receipt: str) -> HttpResponse:
    """却下, with its reason; the 教示 goes along by itself."""
    found = find(request, receipt)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        lacks = wrong("reason", _("理由"), _("理由を入力してください。理由のない却下はできません（行政手続法第8条）。"))
        return _again(request, found, "decline", [lacks])
    deciding.decline(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def return_to_review(request: SignedInRequest, receipt: str) -> HttpResponse:
    """差し戻す."""
    found = find(request, receipt)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        lacks = wrong("return-reason", _("理由"), _("差し戻す理由を入力してください。"))
        return _again(request, found, "return_to_review", [lacks])
    deciding.return_to_review(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def recall(request: SignedInRequest, receipt: str) -> HttpResponse:
    """補正を待たずに審査に戻す."""
    correcting.recall(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def issue_by_hand(request: SignedInRequest, receipt: str) -> HttpResponse:
    """手で発行した, when the press has given up; how, is written down."""
    found = find(request, receipt)
    how = request.POST.get("how", "").strip()
    if not how:
        lacks = wrong("how", _("渡したもの"), _("どのように発行したかを入力してください。"))
        return _again(request, found, "issue_by_hand", [lacks])
    issuing.issue_by_hand(found, by=request.user, how=how)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def withdraw_paper(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """発行した紙を取り消す."""
    found = find(request, receipt)
    paper = found.papers.filter(pk=pk).first()
    if paper is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if not reason and found.is_in_hands_of(request.user) and not paper.is_withdrawn:
        box = f"withdraw-{pk}"
        lacks = wrong(box, _("理由"), _("取り消す理由を入力してください。"))
        return shown_again(request, found, box, [lacks])
    issuing.withdraw_paper(paper, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_GET
@staff_only
def attachment(request: SignedInRequest, receipt: str, pk: UUID) -> HttpResponse:
    """A file of the case."""
    found = find_opened(request, receipt).attachments.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return attachment_response(found)


@require_GET
@staff_only
def paper(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """An issued paper of the case."""
    found = find_opened(request, receipt).papers.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return paper_response(found)


def _again(request: HttpRequest, case: Case, act: str, wrongs: list[dict[str, str]], **typed: Any) -> HttpResponse:
    if act not in acts_of(case, request.user):  # type: ignore[arg-type]
        raise Refused(_("いまはこの操作ができません。画面を開き直してください。"))
    return shown_again(request, case, act, wrongs, **typed)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Refused(_("効力日は、2026-04-01 のような日付で入力してください。")) from error


def _is_decided(case: Case) -> bool:
    """Whether the last thing that was done about its 決裁 is that it was decided."""
    verbs = ("accepted", "proposed", "returned", "decided", "declined")
    last = Line.objects.about(case.ledger_key).filter(verb__in=verbs).last()
    return last is not None and last.verb in ("decided", "declined")
