"""人材の表: the classes and how many there are, who leads where, and which section still needs somebody."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.desks.access import SignedInRequest, keeps_the_programme, programme_only, staff_only
from yakuba.desks.boxes import Missing, day, number_in
from yakuba.desks.courses.events import office
from yakuba.desks.courses.forms import Again, Box, Form, maybe_day, or_again
from yakuba.figures.shares import Share
from yakuba.learning import finding, leading
from yakuba.learning.declared import talent as declared
from yakuba.learning.models import Leader, Role, Skill
from yakuba.people.models import Holding, Section, User
from yakuba.toolbox import clock, dates


@require_GET
@staff_only
def talent(request: SignedInRequest) -> HttpResponse:
    """人材の表."""
    return talent_page(request)


@require_GET
@staff_only
def who_may_know(request: SignedInRequest) -> HttpResponse:
    """知っていそうな人: each with what one sees it from, and in no order of merit."""
    asked = request.GET.get("q", "").strip()[:200]
    context = {"tab": "who", "asked": asked, "known": finding.who_may_know(asked)}
    return office(request, "courses/who.html", context)


@require_POST
@programme_only
def appoint_leader(request: SignedInRequest, pk: int) -> HttpResponse:
    """リーダーを決める."""
    section = get_object_or_404(Section, pk=pk)

    def make() -> HttpResponse:
        user = User.objects.filter(pk=number_in(request.POST.get("user", ""))).first()
        if user is None:
            raise Missing("user", _("だれがリーダーになるかを選んでください。"))
        leading.appoint_leader(section, user, day(request, "from"), until=maybe_day(request, "until"), by=request.user)
        return redirect("talent")

    return or_again(request, f"appoint-{pk}", partial(talent_page, request), make)


@require_POST
@programme_only
def end_term(request: SignedInRequest, pk: int) -> HttpResponse:
    """任期を終える."""
    leader = get_object_or_404(Leader.objects.select_related("section"), pk=pk)

    def make() -> HttpResponse:
        leading.end_term(leader, day(request), by=request.user)
        return redirect("talent")

    return or_again(request, f"end-{pk}", partial(talent_page, request), make)


def talent_page(request: SignedInRequest, again: Again | None = None) -> HttpResponse:
    again, today = again or Again(), clock.today()
    staff: dict[int, dict[int, User]] = {}
    for held in Holding.objects.in_force_on(today).select_related("user", "post").order_by("pk"):
        staff.setdefault(held.post.section_id, {})[held.user_id] = held.user
    valid = list(Section.objects.valid_on(today).order_by("pk"))
    over = {one.parent_id for one in valid}
    # A department has its sections; a leader is wanted in each of these.
    sections = [one for one in valid if one.pk in staff and one.pk not in over]
    leaders = list(Leader.objects.valid_on(today).select_related("user"))
    led = {one.section_id: one for one in leaders if one.role == Role.LEADER}
    keeps = keeps_the_programme(request.user)
    people = {user for those in staff.values() for user in those}
    counts = {
        "everybody": len(people),
        "leader": sum(one.pk in led for one in sections),
        "expert": sum(one.role == Role.EXPERT for one in leaders),
    }
    context = {
        "tab": "talent",
        "talent": declared(),
        "classes": [{"class": one, "count": counts.get(one.code, 0)} for one in declared().classes],
        "led": Share(counts["leader"], len(sections)),
        "sections": [_section(one, led.get(one.pk), staff[one.pk], again if keeps else None) for one in sections],
        "profiles": _profiles({one.pk: staff[one.pk] for one in sections}),
        "wrongs": again.wrongs,
    }
    return office(request, "courses/talent.html", context, status=again.status)


def _section(one: Section, leader: Leader | None, staff: dict[int, User], again: Again | None) -> dict[str, Any]:
    found: dict[str, Any] = {"section": one, "leader": leader}
    if again is None:
        return found
    if leader:
        box = Box("on", _("任期の終わる日"), "date", True)
        return found | {
            "form": Form(f"end-{leader.pk}", reverse("end_term", args=[leader.pk]), _("任期を終える"), [box], again)
        }
    people = [("", _("選んでください")), *((str(pk), user.name) for pk, user in staff.items())]
    term = date(dates.fiscal_year(clock.today()) + 1, 4, 1)
    boxes = [
        Box("user", _("だれが"), "choice", True, options=people),
        Box("from", _("いつから"), "date", True, value=clock.today().isoformat()),
        Box("until", _("いつまで（この日はふくみません）"), "date", value=term.isoformat()),
    ]
    url = reverse("appoint_leader", args=[one.pk])
    return found | {"form": Form(f"appoint-{one.pk}", url, _("リーダーを決める"), boxes, again)}


def _profiles(staff: dict[int, dict[int, User]]) -> list[dict[str, Any]]:
    """In how many sections somebody shows evidence for it; which of the people there, is not told here."""
    where = {user: section for section, those in staff.items() for user in those}
    found: dict[str, set[int]] = {}
    for profile, user in Skill.objects.current().filter(user__in=where).values_list("profile", "user"):
        found.setdefault(profile, set()).add(where[user])
    rows = [(one, Share(len(found.get(one.code, ())), len(staff))) for one in declared().profiles]
    return [{"title": one.title, "share": share, "width": share.percent() or 0} for one, share in rows]
