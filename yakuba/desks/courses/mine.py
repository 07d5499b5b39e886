"""わたしの研修と得意: everything of this kind that is held on a person, seen and mended by them alone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.collecting.models import Target
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.courses.events import office
from yakuba.desks.courses.forms import Again, Box, Form, labels, maybe_day, or_again
from yakuba.learning import completing, following_up, skills
from yakuba.learning.declared import talent
from yakuba.learning.models import Attendance, Commitment, Event, Kind, Outcome, SignUp, Skill
from yakuba.learning.skills import Evidence
from yakuba.people.models import User
from yakuba.toolbox import clock

MOST = 100


@require_GET
@staff_only
def mine(request: SignedInRequest) -> HttpResponse:
    """わたしの研修と得意."""
    return mine_page(request)


@require_POST
@staff_only
def record(request: SignedInRequest) -> HttpResponse:
    """得意を書く."""
    return _again(request, "record", lambda: skills.record_skill(_evidence(request), by=request.user))


@require_POST
@staff_only
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """得意を直す."""
    skill = _own(request, Skill.objects.all(), pk)
    return _again(request, f"correct-{pk}", lambda: skills.correct_skill(skill, _evidence(request), by=request.user))


@require_POST
@staff_only
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """得意を取り消す."""
    skill = _own(request, Skill.objects.all(), pk)
    return _again(request, f"withdraw-{pk}", lambda: skills.withdraw_skill(skill, by=request.user))


@require_POST
@staff_only
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """約束がどうなったかを答える."""
    promise = _own(request, Commitment.objects.all(), pk)
    sent = (request.POST.get("outcome", ""), request.POST.get("learned", ""))
    return _again(request, f"answer-{pk}", lambda: following_up.answer(promise, *sent, by=request.user))


@require_POST
@staff_only
def complete(request: SignedInRequest, pk: int) -> HttpResponse:
    """研修を受け終わった."""
    target = _own(request, Target.objects.filter(round__kind=completing.KIND), pk)
    return _again(request, f"complete-{pk}", lambda: completing.complete(target, by=request.user))


def mine_page(request: SignedInRequest, again: Again | None = None) -> HttpResponse:
    again, user = again or Again(), request.user
    kept = list(Skill.objects.filter(user=user).select_related("correction").order_by("-on", "-pk")[:MOST])
    standing = [one for one in kept if not one.is_withdrawn and not hasattr(one, "correction")]
    promises = Commitment.objects.filter(user=user).select_related("event").order_by("-pk")[:MOST]
    signed = SignUp.objects.filter(user=user, cancelled_at=None).select_related("session__event", "attendance")
    there = Attendance.objects.filter(user=user).select_related("session__event")
    context = {
        "tab": "mine",
        "trainings": _trainings(user),
        "coming": signed.filter(session__starts_at__gte=clock.now()).order_by("session__starts_at")[:MOST],
        "attended": there.order_by("-at")[:MOST],
        "promises": [{"promise": one, "form": _answer_form(one, again)} for one in promises],
        "skills": [_skill(one, again) for one in standing],
        "former": [one for one in kept if one not in standing and not one.is_withdrawn],
        "record_form": Form("record", reverse("record_skill"), _("得意を書く"), _boxes(), again),
        "profiles_source": talent().profiles_source,
        "wrongs": again.wrongs,
    }
    return office(request, "courses/mine.html", context, status=again.status)


def _trainings(user: User) -> list[dict[str, Any]]:
    """What was asked of that person, with the event it is about."""
    asked = Target.objects.filter(round__kind=completing.KIND, user=user).select_related("round")
    found = {one.ledger_key: one for one in Event.objects.filter(kind=Kind.SECURITY)}
    rows = [{"target": one, "event": found.get(one.round.about)} for one in asked.order_by("round__due_on")[:MOST]]
    return [one for one in rows if one["event"]]


def _again(request: SignedInRequest, name: str, move: Callable[[], object]) -> HttpResponse:
    def make() -> HttpResponse:
        move()
        messages.success(request, _("記録しました。"))
        return redirect("my_learning")

    return or_again(request, name, partial(mine_page, request), make)


def _own(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """Raises Http404 where it is somebody else's."""
    return get_object_or_404(rows, pk=pk, user=request.user)


def _evidence(request: SignedInRequest) -> Evidence:
    sent = request.POST
    return Evidence(sent.get("profile", ""), sent.get("kind", ""), sent.get("text", ""), maybe_day(request, "on"))


def _skill(one: Skill, again: Again) -> dict[str, Any]:
    profile = talent().profile(one.profile)
    url = reverse("correct_skill", args=[one.pk])
    return {
        "skill": one,
        "title": str(profile.title) if profile else one.profile,
        "form": Form(f"correct-{one.pk}", url, _("直す"), _boxes(one), again),
    }


def _boxes(one: Skill | None = None) -> list[Box]:
    profiles = [("", _("選んでください")), *((each.code, str(each.title)) for each in talent().profiles)]
    day = one.on if one else clock.today()
    kept = (one.profile, one.evidence, one.text) if one else ("", "", "")
    return [
        Box("profile", _("人材像"), "choice", True, options=profiles, value=kept[0]),
        Box("kind", _("何からわかるか"), "choice", True, options=labels(Skill.Evidence), value=kept[1]),
        Box("text", _("何をしたか"), must=True, value=kept[2]),
        Box("on", _("いつ"), "date", True, value=day.isoformat()),
    ]


def _answer_form(one: Commitment, again: Again) -> Form:
    boxes = [
        Box("outcome", _("どうなりましたか"), "choice", True, options=labels(Outcome), value=one.outcome),
        Box("learned", _("分かったこと"), "long", value=one.learned),
    ]
    return Form(f"answer-{one.pk}", reverse("answer_commitment", args=[one.pk]), _("答える"), boxes, again)
