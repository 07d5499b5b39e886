"""The inbox: what waits for us, what waits for others, what has ended."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.cases.models import STAFF_STEPS, Case, CaseQuerySet
from yakuba.cases.words import state, tone
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.showing import open_words
from yakuba.desks.pages import page
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


def _matching(visible: CaseQuerySet, query: str) -> CaseQuerySet:
    """By receipt number, applicant or the title of the procedure."""
    folded = kana.fold(query)
    procedures = Procedure.objects.filter(current__isnull=False).select_related("current")
    titled = [one.pk for one in procedures if one.current and folded in kana.fold(str(one.current.declaration.title))]
    return visible.matching(query) | visible.filter(version__procedure__in=titled)


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
