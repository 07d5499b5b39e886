"""実証: what is being tried, by whom, who helps, and what came of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.systems import forms
from yakuba.desks.systems.asking import (
    Back,
    act,
    form,
    found_by_key,
    or_again,
    own_section,
    section_chosen,
    sections_of,
    shown,
)
from yakuba.systems import piloting
from yakuba.systems.models import Pilot

A_PAGE = 50
PILOTS = Pilot.objects.select_related("section").prefetch_related("helpers")
TONES = {Pilot.State.RUNNING: "look", Pilot.State.ADOPTED: "ok", Pilot.State.DECLINED: "plain"}


@require_GET
@staff_only
def pilots(request: SignedInRequest) -> HttpResponse:
    """Every pilot, the newest first; one that a section carries alone says so."""
    paged = Paginator(PILOTS, A_PAGE).get_page(request.GET.get("page"))
    return shown(request, "pilots", {"here": "pilots", "rows": [_row(one) for one in paged], "page": paged})


@require_http_methods(["GET", "POST"])
@staff_only
def start_pilot(request: SignedInRequest) -> HttpResponse:
    """実証を始める."""
    if request.method == "GET":
        return _new(request)

    def make() -> HttpResponse:
        made = piloting.start_pilot(request.POST, section=section_chosen(request), by=request.user)
        messages.success(request, _("実証を始めました。"))
        return redirect("pilot", pk=made.pk)

    return or_again(request, "start_pilot", lambda back: _new(request, back), make)


@require_GET
@staff_only
def pilot(request: SignedInRequest, pk: int) -> HttpResponse:
    """One pilot."""
    return pilot_page(request, get_object_or_404(PILOTS, pk=pk))


def pilot_page(request: SignedInRequest, pilot: Pilot, back: Back | None = None) -> HttpResponse:
    context: dict[str, Any] = _row(pilot) | {"here": "pilots", "may_join": pilot.may_join(request.user)}
    if pilot.is_running and pilot.may_edit(request.user):
        url = reverse("conclude_pilot", args=[pilot.pk])
        context["form"] = form(f"conclude_pilot-{pilot.pk}", url, forms.CONCLUDE, {}, back)
    return shown(request, "pilot", context, back)


@require_POST
@staff_only
def join_pilot(request: SignedInRequest, pk: int) -> HttpResponse:
    """手伝う, with one's own section."""
    found = get_object_or_404(PILOTS, pk=pk)
    if not found.may_join(request.user):
        raise Http404
    there = {found.section_id, *(one.pk for one in found.helpers.all())}
    section = next(one for one in request.user.sections_today if one.pk not in there)
    piloting.join_pilot(found, section=section, by=request.user)
    messages.success(request, _("%(section)sが、この実証を手伝います。") % {"section": section})
    return redirect("pilot", pk=found.pk)


@act(pilot_page, found_by_key(PILOTS))
def conclude_pilot(request: SignedInRequest, pilot: Pilot) -> HttpResponse:
    """実証を終える."""
    piloting.conclude_pilot(pilot, request.POST, by=request.user)
    messages.success(request, _("実証の結果を書き入れました。"))
    return redirect("pilot", pk=pilot.pk)


def _new(request: SignedInRequest, back: Back | None = None) -> HttpResponse:
    stands = {"section": own_section(request)}
    given = form("start_pilot", reverse("start_pilot"), forms.pilot(sections_of(request)), stands, back)
    return shown(request, "start_pilot", {"here": "pilots", "form": given}, back)


def _row(pilot: Pilot) -> dict[str, Any]:
    helpers = list(pilot.helpers.all())
    return {
        "pilot": pilot,
        "tone": TONES[Pilot.State(pilot.state)],
        "helpers": [one.title for one in helpers],
        "is_alone": pilot.is_running and not helpers,
    }
