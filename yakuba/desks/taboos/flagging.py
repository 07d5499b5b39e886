"""Beside a thing: a flag, an answer, one of the two questions. Afterwards the page of the thing opens again."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.taboos.typed import answered, key_of, number_of, wrong
from yakuba.taboos import flagging
from yakuba.taboos.models import Flag, Trial
from yakuba.taboos.things import Thing, seen
from yakuba.toolbox.refused import Refused


@require_GET
@staff_only
def thing(request: SignedInRequest, thing: str) -> HttpResponse:
    """One thing with all that was said beside it, and the trials that name it."""
    return _thing_page(request, _seen(request, thing))


@require_POST
@staff_only
def flag(request: SignedInRequest, thing: str) -> HttpResponse:
    """「それは御法度の○番じゃない？」."""
    found, line = _seen(request, thing), request.POST.get("line", "")
    try:
        flagging.flag(found, number_of(request.POST, "number"), line, key=key_of(request.POST), by=request.user)
    except Refused as refused:
        return _again(request, found, "flag", _("御法度"), str(refused))
    return _back(found)


@require_POST
@staff_only
def answer_flag(request: SignedInRequest, flag: int) -> HttpResponse:
    """答える."""
    of = _flag(flag)
    found = _seen(request, of.thing)
    try:
        flagging.answer_flag(of, request.POST.get("line", ""), key=key_of(request.POST), by=request.user)
    except Refused as refused:
        return _again(request, found, f"answer-{of.pk}", _("答え"), str(refused))
    return _back(found)


@require_POST
@staff_only
def take_back_flag(request: SignedInRequest, flag: int) -> HttpResponse:
    """取り下げる. Pressed twice, it has been taken back."""
    of = _flag(flag)
    found = _seen(request, of.thing)
    if of.taken_back_at and of.may_take_back(request.user):
        return _back(found)
    try:
        flagging.take_back_flag(of, by=request.user)
    except Refused as refused:
        return _again(request, found, "flag", _("この操作"), str(refused))
    return _back(found)


@require_POST
@staff_only
def weigh(request: SignedInRequest, thing: str) -> HttpResponse:
    """二つの問いの一つに答える."""
    found, question = _seen(request, thing), number_of(request.POST, "question")
    verdict, line = request.POST.get("verdict", ""), request.POST.get("line", "")
    try:
        flagging.weigh(found, question, verdict, line, key=key_of(request.POST), by=request.user)
    except Refused as refused:
        return _again(request, found, f"weigh-{question}", _("問い"), str(refused))
    return _back(found)


def _seen(request: SignedInRequest, key: str) -> Thing:
    """Raises Http404 where it is not there for whoever asks."""
    found = seen(key, request.user)
    if found is None:
        raise Http404
    return found


def _flag(number: int) -> Flag:
    found = Flag.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404
    return found


def _back(found: Thing) -> HttpResponse:
    return redirect(f"{found.url}#taboos")


def _again(request: SignedInRequest, found: Thing, name: str, label: str, sentence: str) -> HttpResponse:
    """The page of the thing with the sentence beside the box, and what was typed still in it."""
    more = {"flag_wrongs": [wrong(name, label, sentence)], "flag_open": name, "flag_typed": request.POST.dict()}
    return _thing_page(request, found, status=422, **more)


def _thing_page(request: SignedInRequest, found: Thing, status: int = 200, **more: Any) -> HttpResponse:
    context = {"thing": found, "trials": Trial.objects.about(found.key)[:20]}
    return answered(request, "thing", context | more, tab="", status=status)
