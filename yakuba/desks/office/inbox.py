"""The inbox: mine, my section's, what waits for others, what has ended; searched, narrowed and kept as lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.cases import indexing
from yakuba.cases.models import STAFF_STEPS, Case, CaseQuerySet
from yakuba.cases.words import state, tone
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.showing import open_words
from yakuba.desks.pages import page
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, kana

PER_PAGE = 50
TABS: dict[str, Callable[[CaseQuerySet, User], CaseQuerySet]] = {
    "mine": lambda cases, user: cases.for_the_hands_of(user),
    "ours": lambda cases, _user: cases.filter(waits_for__in=STAFF_STEPS),
    "others": lambda cases, _user: cases.filter(waits_for__in=["applicant", "machine"]),
    "ended": lambda cases, _user: cases.filter(waits_for=""),
}
ORDERS = {"due": ("due_on", "pk"), "age": ("filed_at", "pk"), "new": ("-filed_at", "-pk")}


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for, as its address says it."""

    tab: str = "ours"
    q: str = ""
    procedure: str = ""
    doubt: str = ""  # "yes": something to look at; "no": nothing
    sort: str = "due"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Raises Http404 for a list that there is not."""
        wanted = cls(
            tab=asked.get("tab", cls.tab),
            q=asked.get("q", "").strip()[:100],
            procedure=asked.get("procedure", "")[:60],
            doubt=asked.get("doubt", ""),
            sort=asked.get("sort", cls.sort),
        )
        if wanted.tab not in TABS or wanted.sort not in ORDERS or wanted.doubt not in ("", "yes", "no"):
            raise Http404
        return wanted

    @property
    def address(self) -> str:
        """Its query string, without what goes without saying."""
        return urlencode(
            {word: given for word, given in vars(self).items() if given and given != getattr(Wanted, word)}
        )

    def cases(self, user: User) -> CaseQuerySet:
        visible = Case.objects.visible_to(user)
        found = TABS[self.tab](_matching(visible, self.q) if self.q else visible, user)
        if self.procedure:
            found = found.filter(version__procedure__slug=self.procedure)
        if self.doubt:
            found = found.exclude(open_rules=[]) if self.doubt == "yes" else found.filter(open_rules=[])
        return found.order_by("-finished_at") if self.tab == "ended" else found.order_by(*ORDERS[self.sort])


@require_GET
@staff_only
def inbox(request: SignedInRequest) -> HttpResponse:
    """What waits for my section, the nearest date first."""
    wanted = Wanted.of(request.GET.dict())
    cases = wanted.cases(request.user).select_related("version__procedure", "assignee")
    turn = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(case, request.user) for case in turn]
    context = {
        "room": "office",
        "here": "inbox",
        "wanted": wanted,
        "query": wanted.q,
        "turn": turn,
        "turn_query": f"{wanted.address}&" if wanted.address else "",
        "tabs": _tabs(request.user, wanted.tab),
        "cases": rows,
        "acceptable": sum(row["acceptable"] for row in rows),
        "procedures": _procedures(),
        "kept": request.user.saved_filters.all(),
    }
    return page(request, "office/inbox.html", context, part="office/_cases.html")


def _matching(visible: CaseQuerySet, query: str) -> CaseQuerySet:
    """By what the case holds, or by the title of its procedure."""
    folded = kana.fold(query)
    titled = [slug for slug, title in _procedures() if folded in kana.fold(title)]
    found = indexing.found(visible, query)
    return found | visible.filter(version__procedure__slug__in=titled) if titled else found


def _procedures() -> list[tuple[str, str]]:
    known = Procedure.objects.filter(current__isnull=False).select_related("current").order_by("slug")
    return [(one.slug, str(one.current.declaration.title)) for one in known if one.current]


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
