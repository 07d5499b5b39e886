"""The inbox: mine, my section's, what waits for others, what has ended; searched, narrowed and kept as lists."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.cases import indexing
from yakuba.cases.listing import TABS, Wanted, procedures
from yakuba.cases.models import Case
from yakuba.cases.words import state, tone
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.showing import open_words
from yakuba.desks.pages import page
from yakuba.people.models import User
from yakuba.toolbox import clock

PER_PAGE = 50


@require_GET
@staff_only
def inbox(request: SignedInRequest) -> HttpResponse:
    """What waits for my section, the nearest date first."""
    wanted = wanted_of(request.GET.dict())
    cases = wanted.cases(request.user).select_related("version__procedure", "assignee")
    turn = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(case, request.user) for case in turn]
    context = {
        "room": "office",
        "here": "inbox",
        "wanted": wanted,
        "query": wanted.q,
        "turn": turn,
        "most": indexing.MOST if wanted.q and wanted.tab == "ended" and turn.paginator.count >= indexing.MOST else 0,
        "turn_query": f"{wanted.address}&" if wanted.address else "",
        "tabs": _tabs(request.user, wanted.tab),
        "cases": rows,
        "acceptable": sum(row["acceptable"] for row in rows),
        "procedures": procedures(),
        "kept": request.user.saved_filters.all(),
    }
    return page(request, "office/inbox.html", context, part="office/_cases.html")


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """Raises Http404 for a list that there is not."""
    try:
        return Wanted.of(asked)
    except LookupError as unknown:
        raise Http404 from unknown


def _tabs(user: User, current: str) -> list[dict[str, Any]]:
    titles = {
        "mine": _("わたしの番"),
        "ours": _("課で処理するもの"),
        "others": _("ほかの人待ち"),
        "ended": _("終わったもの"),
    }
    visible = Case.objects.visible_to(user)
    return [
        {
            "url": f"/office/?tab={tab}",
            "title": title,
            "count": TABS[tab](visible, user).count() if tab != "ended" else None,
            "current": tab == current,
        }
        for tab, title in titles.items()
    ]


def _row(case: Case, user: User) -> dict[str, Any]:
    return {
        "url": f"/office/cases/{case.receipt}/",
        "title": case.declaration.title,
        "receipt": case.receipt,
        "applicant": case.applicant_name or _("（名前なし）"),
        "assignee": case.assignee,
        "doubts": open_words(case),
        "acceptable": not case.open_rules and case.may_be_moved_by(user, "review"),
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
