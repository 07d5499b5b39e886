"""The office's desk: what waits for us, one case, and what may be done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import correcting, deciding, issuing, looking
from yakuba.cases.models import STAFF_STEPS, Case, CaseQuerySet
from yakuba.cases.refused import Refused
from yakuba.cases.words import state, tone
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.files import attachment_response, paper_response
from yakuba.desks.office.showing import acts_of, asked_fields, case_context, open_words
from yakuba.desks.pages import page
from yakuba.ledger.models import Line
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, kana

PER_PAGE = 50
TABS: dict[str, Callable[[CaseQuerySet], CaseQuerySet]] = {
    "ours": lambda cases: cases.filter(waits_for__in=STAFF_STEPS),
    "others": lambda cases: cases.filter(waits_for__in=["applicant", "machine"]),
    "ended": lambda cases: cases.filter(waits_for=""),
}


@require_GET
@staff_only
def inbox(request: SignedInRequest) -> HttpResponse:
    """What waits for my section, the nearest date first."""
    visible = Case.objects.visible_to(request.user)
    tab = request.GET.get("tab", "ours")
    if tab not in TABS:
        raise Http404
    query = request.GET.get("q", "").strip()[:100]
    found = TABS[tab](_matching(visible, query) if query else visible)
    ordered = found.order_by("-finished_at") if tab == "ended" else found.order_by("due_on", "pk")
    turn = Paginator(ordered.select_related("version__procedure"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": "office",
        "here": "inbox",
        "tab": tab,
        "query": query,
        "turn": turn,
        "turn_query": f"tab={tab}&q={query}&" if query else f"tab={tab}&",
        "tabs": _tabs(visible, tab),
        "cases": [_row(case) for case in turn],
    }
    return page(request, "office/inbox.html", context, part="office/_cases.html")


@require_GET
@staff_only
def case(request: SignedInRequest, receipt: str) -> HttpResponse:
    """One case: what to check first, then the facts, then the buttons. Opening it is recorded."""
    found = _find(request, receipt)
    deciding.look(found, by=request.user, why=_why(found, request.user))
    return page(request, "office/case.html", case_context(found, request.user))


@require_POST
@staff_only
def accept(request: SignedInRequest, receipt: str) -> HttpResponse:
    deciding.accept(_find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def decide(request: SignedInRequest, receipt: str) -> HttpResponse:
    """決裁する. Whoever decides twice reads that it is decided already."""
    found = _find(request, receipt)
    try:
        deciding.decide(found, by=request.user)
    except Refused as refused:
        if _is_decided(found):
            raise Refused(_("この件の決裁は、もう済んでいます。もう一度する必要はありません。")) from refused
        raise
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def issue(request: SignedInRequest, receipt: str) -> HttpResponse:
    issuing.issue(_find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def send_back(request: SignedInRequest, receipt: str) -> HttpResponse:
    """補正をお願いする, with the fields marked; what was typed stays where something is missing."""
    found = _find(request, receipt)
    known = {field.name for field in asked_fields(found)}
    marked = [name for name in request.POST.getlist("fields") if name in known]
    sentence = request.POST.get("sentence", "").strip()
    wrongs = []
    if not marked:
        wrongs.append(_wrong("field", _("直してもらう項目"), _("一つ以上選んでください。")))
    if not sentence:
        wrongs.append(_wrong("sentence", _("申請者への文"), _("何をどう直してほしいかを書いてください。")))
    if wrongs:
        return _again(request, found, "send_back", wrongs, sentence=sentence, marked=marked)
    with translation.override(found.language):
        items = dict.fromkeys(marked, _("ご確認ください"))
    correcting.send_back(found, by=request.user, items=items, note=sentence)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def decline(request: SignedInRequest, receipt: str) -> HttpResponse:
    """却下, with its reason; the 教示 goes along by itself."""
    found = _find(request, receipt)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        wrong = _wrong(
            "reason", _("理由"), _("理由を入力してください。理由のない却下はできません（行政手続法第8条）。")
        )
        return _again(request, found, "decline", [wrong])
    deciding.decline(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def return_to_review(request: SignedInRequest, receipt: str) -> HttpResponse:
    """差し戻す."""
    found = _find(request, receipt)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        wrong = _wrong("return-reason", _("理由"), _("差し戻す理由を入力してください。"))
        return _again(request, found, "return_to_review", [wrong])
    deciding.return_to_review(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def recall(request: SignedInRequest, receipt: str) -> HttpResponse:
    """補正を待たずに審査に戻す."""
    correcting.recall(_find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def issue_by_hand(request: SignedInRequest, receipt: str) -> HttpResponse:
    """手で発行した, when the press has given up; how, is written down."""
    found = _find(request, receipt)
    how = request.POST.get("how", "").strip()
    if not how:
        wrong = _wrong("how", _("渡したもの"), _("どのように発行したかを入力してください。"))
        return _again(request, found, "issue_by_hand", [wrong])
    issuing.issue_by_hand(found, by=request.user, how=how)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def withdraw_paper(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """発行した紙を取り消す."""
    found = _find(request, receipt)
    paper = found.papers.filter(pk=pk).first()
    if paper is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if not reason and found.is_in_hands_of(request.user) and not paper.is_withdrawn:
        box = f"withdraw-{pk}"
        wrong = _wrong(box, _("理由"), _("取り消す理由を入力してください。"))
        return _shown_again(request, found, box, [wrong])
    issuing.withdraw_paper(paper, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_GET
@staff_only
def attachment(request: SignedInRequest, receipt: str, pk: UUID) -> HttpResponse:
    """A file of the case."""
    found = _find(request, receipt).attachments.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return attachment_response(found)


@require_GET
@staff_only
def paper(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """An issued paper of the case."""
    found = _find(request, receipt).papers.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return paper_response(found)


def _find(request: SignedInRequest, receipt: str) -> Case:
    found = Case.objects.visible_to(request.user).receipt(receipt).select_related("version__procedure", "user").first()
    if found is None:
        raise Http404
    return found


def _matching(visible: CaseQuerySet, query: str) -> CaseQuerySet:
    """By receipt number, applicant or the title of the procedure."""
    folded = kana.fold(query)
    procedures = Procedure.objects.filter(current__isnull=False).select_related("current")
    titled = [one.pk for one in procedures if one.current and folded in kana.fold(str(one.current.declaration.title))]
    return visible.matching(query) | visible.filter(version__procedure__in=titled)


def _why(case: Case, user: User) -> str:
    """For the ledger, in Japanese whatever the clerk reads; the applicant's page translates it."""
    if case.may_decide(user):
        return looking.DECISION
    return looking.REVIEW if case.waits_for in STAFF_STEPS else looking.PROGRESS


def _again(request: HttpRequest, case: Case, act: str, wrongs: list[dict[str, str]], **typed: Any) -> HttpResponse:
    if act not in acts_of(case, request.user):  # type: ignore[arg-type]
        raise Refused(_("いまはこの操作ができません。画面を開き直してください。"))
    return _shown_again(request, case, act, wrongs, **typed)


def _shown_again(
    request: HttpRequest, case: Case, act: str, wrongs: list[dict[str, str]], **typed: Any
) -> HttpResponse:
    marked = typed.pop("marked", None)
    context = case_context(case, request.user, marked=marked) | {"open": act, "wrongs": wrongs, **typed}  # type: ignore[arg-type]
    return page(request, "office/case.html", context, status=422)


def _is_decided(case: Case) -> bool:
    """Whether the last thing that was done about its 決裁 is that it was decided."""
    verbs = ("accepted", "proposed", "returned", "decided", "declined")
    last = Line.objects.about(case.ledger_key).filter(verb__in=verbs).last()
    return last is not None and last.verb in ("decided", "declined")


def _wrong(name: str, label: str, sentence: str) -> dict[str, str]:
    return {"id": name, "label": label, "sentence": sentence}


def _tabs(visible: CaseQuerySet, current: str) -> list[dict[str, Any]]:
    titles = {"ours": _("課で処理するもの"), "others": _("ほかの人待ち"), "ended": _("終わったもの")}
    return [
        {
            "url": f"/office/?tab={tab}",
            "title": title,
            "count": TABS[tab](visible).count() if tab != "ended" else None,
            "current": tab == current,
        }
        for tab, title in titles.items()
    ]


def _row(case: Case) -> dict[str, Any]:
    return {
        "url": f"/office/cases/{case.receipt}/",
        "title": case.declaration.title,
        "receipt": case.receipt,
        "applicant": case.applicant_name or _("（名前なし）"),
        "doubts": open_words(case),
        "state": state(case),
        "tone": tone(case),
        "filed": f"{case.filed_at.astimezone(clock.now().tzinfo):%-m/%-d}",
        "due": due(case),
        "late": case.is_overdue,
    }


def due(case: Case) -> str:
    """How far the 標準処理期間 still reaches; it stands still while the applicant is asked."""
    if case.is_finished or case.due_on is None:
        return ""
    if case.waits_for == "applicant":
        return _("停止中")
    left = (case.due_on - clock.today()).days
    if left < 0:
        return _("%(days)d日過ぎています") % {"days": -left}
    return _("きょう") if left == 0 else _("あと%(days)d日") % {"days": left}
