"""The events of the hall, and one of them with its sittings, rates, points and what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.boxes import Missing, chosen_section
from yakuba.desks.courses.forms import Again, Box, Form, labels, or_again
from yakuba.desks.courses.sessions import WITH_ALL, shown
from yakuba.desks.pages import page
from yakuba.learning import announcing, following_up
from yakuba.learning.announcing import TEXTS
from yakuba.learning.declared import talent
from yakuba.learning.models import Audience, Event, Kind, Level, Outcome
from yakuba.learning.rates import Rate, rates
from yakuba.people.models import Post, Section, User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

EVENTS = Event.objects.select_related("section")
MOST = 100


@require_GET
@staff_only
def events(request: SignedInRequest) -> HttpResponse:
    """講演会と研修, the newest first."""
    found = EVENTS.newest_first().prefetch_related("sessions")[:MOST]
    context = {"tab": "events", "events": [{"event": one, "sessions": one.sessions.all()} for one in found]}
    return office(request, "courses/events.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def announce(request: SignedInRequest) -> HttpResponse:
    """お知らせする."""
    if request.method == "GET":
        return _announce_page(request)
    return or_again(request, "announce", lambda again: _announce_page(request, again), lambda: _announce(request))


@require_GET
@staff_only
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """One event."""
    return event_page(request, get_object_or_404(EVENTS, pk=pk))


def event_page(request: SignedInRequest, one: Event, again: Again | None = None) -> HttpResponse:
    again, hosts = again or Again(), may_host(one, request.user)
    sessions = list(one.sessions.prefetch_related(WITH_ALL, "attendances").order_by("starts_at", "pk"))
    for session in sessions:
        session.event = one
    counted = rates(one, sessions)
    asked = following_up.counts(one)
    points = list(one.points.all())
    context = {
        "tab": "events",
        "event": one,
        "hosts": hosts,
        "sessions": [
            shown(session, request.user, hosts=hosts, secret=request.session.get(door(session.pk), ""), again=again)
            for session in sessions
        ],
        "rates": [_rate(rate) for rate in (*counted.sessions, counted.total)] if one.survey else [],
        "in_box": counted.in_box,
        "levels": [
            {"title": level.label, "points": [point for point in points if point.level == level]}
            for level in Level
            if any(point.level == level for point in points)
        ],
        "points_source": next((point.source for point in points if point.source), ""),
        "followed": [{"title": label, "count": asked[code]} for code, label in _outcomes()] if asked else [],
        "followed_of": asked.total() if asked else 0,
        "least": following_up.LEAST,
        "forms": _forms(one, again) if hosts and one.is_open else [],
        "commit_form": _commit_form(one, again),
        "wrongs": again.wrongs,
    }
    return office(request, "courses/event.html", context, status=again.status)


def office(request: SignedInRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this desk, with its tabs."""
    shared = {"room": "office", "here": "learning", "keeps": keeps_the_programme(request.user)}
    return page(request, template, shared | context, status=status)


def may_host(one: Event, user: User) -> bool:
    """Its own section, and whoever keeps the programme."""
    return one.is_hosted_by(user) or keeps_the_programme(user)


def door(pk: int) -> str:
    """Under which word a browser keeps the secret of a door that it has opened."""
    return f"door:{pk}"


def _outcomes() -> list[tuple[str, Any]]:
    return [*Outcome.choices, ("waiting", _("まだ答えていない"))]


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "name": rate.name or _("合計"),
        "attended": rate.attended,
        "answered": rate.answered,
        "share": rate.share.text() if rate.share else "—",
        "width": rate.share.percent() or 0 if rate.share else 0,
    }


def _announce(request: SignedInRequest) -> HttpResponse:
    section = chosen_section(request, "section")
    if section is None or section not in _sections(request.user):
        raise Missing("section", _("担当の課を選んでください。"))
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in (*TEXTS, "kind", "survey", "skill")}
    typed["materials"] = request.POST.get("materials", "").splitlines()[:20]
    made = announcing.announce(typed, section=section, by=request.user)
    return redirect("event", pk=made.pk)


def _announce_page(request: SignedInRequest, again: Again | None = None) -> HttpResponse:
    again = again or Again()
    sections = [(str(one.pk), one.name) for one in _sections(request.user)]
    own = str(request.user.sections_today[0].pk)
    surveys = [(one.slug, one.slug) for one in Procedure.objects.published().surveys()[:MOST]]
    profiles = [(one.code, str(one.title)) for one in talent().profiles]
    none = ("", _("使わない"))
    boxes = [
        Box("title", _("名前"), must=True),
        Box("kind", _("種類"), "choice", True, options=labels(Kind), hint=_("市民講座は、市民のページに載ります。")),
        Box("section", _("担当の課"), "choice", True, options=sections, value=own),
        Box("aim", _("ねらい"), "long", True, hint=_("終わったときに、だれが何をできるようになるか。")),
        Box("background", _("背景"), "long"),
        Box("lecturer", _("講師")),
        Box("lecturer_profile", _("講師の紹介"), "long"),
        Box("materials", _("資料のアドレス"), "long", hint=_("一行に一つ。")),
        Box("survey", _("アンケート"), "choice", options=[none, *surveys]),
        Box("skill", _("受講が得意の記録になる人材像"), "choice", options=[("", _("記録にしない")), *profiles]),
    ]
    form = Form("announce", reverse("announce_event"), _("お知らせする"), boxes, again)
    return office(
        request,
        "courses/announce.html",
        {"tab": "events", "form": form, "wrongs": again.wrongs},
        status=again.status,
    )


def _sections(user: User) -> list[Section]:
    """For which sections that person may announce something: their own, or any for whoever keeps the programme."""
    if keeps_the_programme(user):
        return list(Section.objects.valid_on(clock.today()).order_by("pk"))
    return user.sections_today


def _forms(one: Event, again: Again) -> list[Form]:
    ranks = [(rank.value, rank.label) for rank in Post.Rank]
    session = [
        Box("name", _("回の名前"), must=True, hint=_("例：午前の部")),
        Box("starts_at", _("始まる日と時刻"), "moment", True),
        Box("place", _("場所")),
        Box("capacity", _("定員"), "number", hint=_("決めないときは空けておきます。")),
        Box("audience", _("対象の人"), "choice", options=[*Audience.choices][:: -1 if one.is_for_citizens else 1]),
        Box("ranks", _("職員のうち、この職だけ"), "checks", options=ranks),
    ]
    point = [
        Box("level", _("だれへのポイントか"), "choice", True, options=labels(Level)),
        Box("text", _("ポイント"), "long", True),
    ]
    report = [Box("report", _("報告"), "long", True, hint=_("何をして、何が分かったか。次にどうするか。"))]
    return [
        Form("add_session", reverse("add_session", args=[one.pk]), _("回を加える"), session, again),
        Form("add_point", reverse("add_point", args=[one.pk]), _("取組ポイントを加える"), point, again),
        Form("close", reverse("close_event", args=[one.pk]), _("報告して終える"), report, again),
    ]


def _commit_form(one: Event, again: Again) -> Form:
    hint = _("三か月後に、どうなったかを手紙でたずねます。あなたのほかには見えません。")
    box = Box("words", _("自分でしてみること"), "long", True, hint=hint)
    return Form("commit", reverse("commit", args=[one.pk]), _("約束する"), [box], again)
