"""シナリオ: RPA and AI-OCR scenarios of all sections, what they save, and which break when a system is replaced."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

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
from yakuba.systems import scenarios as moves
from yakuba.systems.models import Scenario, System
from yakuba.systems.standing import ends, in_use
from yakuba.toolbox import clock

A_PAGE = 50
SCENARIOS = Scenario.objects.select_related("section").prefetch_related("systems__replaced_by")


@require_GET
@staff_only
def scenarios(request: SignedInRequest) -> HttpResponse:
    """Every scenario in use: the next to break first."""
    today = clock.today()
    running = list(SCENARIOS.valid_on(today))
    broken: dict[int, list[moves.Break]] = {}
    for one in moves.breaks(running, ends(in_use(today))):
        broken.setdefault(one.scenario.pk, []).append(one)
    order = {pk: place for place, pk in enumerate(broken)}
    running.sort(key=lambda one: (order.get(one.pk, len(order)), one.pk))
    paged = Paginator(running, A_PAGE).get_page(request.GET.get("page"))
    known = [one for one in running if one.saved_minutes is not None]
    context = {
        "here": "scenarios",
        "rows": [{"scenario": one, "broken": broken.get(one.pk, [])} for one in paged],
        "page": paged,
        "count": len(running),
        "breaking": len(broken),
        "saved": sum(one.saved_minutes or 0 for one in known),
        "known": len(known),
    }
    return shown(request, "scenarios", context)


@require_http_methods(["GET", "POST"])
@staff_only
def add_scenario(request: SignedInRequest) -> HttpResponse:
    """シナリオを登録する."""
    if request.method == "GET":
        return _new(request)

    def make() -> HttpResponse:
        section = section_chosen(request)
        made = moves.add_scenario(request.POST, _chosen(request), section=section, by=request.user)
        messages.success(request, _("「%(name)s」を登録しました。") % {"name": made})
        return redirect("scenario", pk=made.pk)

    return or_again(request, "add_scenario", lambda back: _new(request, back), make)


@require_GET
@staff_only
def scenario(request: SignedInRequest, pk: int) -> HttpResponse:
    """One scenario."""
    return scenario_page(request, get_object_or_404(SCENARIOS, pk=pk))


def scenario_page(request: SignedInRequest, scenario: Scenario, back: Back | None = None) -> HttpResponse:
    systems = list(scenario.systems.all())
    context: dict[str, Any] = {
        "here": "scenarios",
        "scenario": scenario,
        "systems": systems,
        "broken": moves.breaks([scenario], ends(in_use(clock.today()))),
        "may_edit": scenario.may_edit(request.user) and scenario.valid_until is None,
    }
    if context["may_edit"]:
        stands = vars(scenario) | {
            "functions": "、".join(scenario.functions),
            "systems": [one.code for one in systems],
        }
        boxes = [box for box in forms.scenario([], _systems()) if box.name != "section"]
        made = {"revise_scenario": (boxes, stands), "end_scenario": (forms.END, {})}
        context["forms"] = {
            name: form(f"{name}-{scenario.pk}", reverse(name, args=[scenario.pk]), given, now, back)
            for name, (given, now) in made.items()
        }
    return shown(request, "scenario", context, back)


@act(scenario_page, found_by_key(SCENARIOS))
def revise_scenario(request: SignedInRequest, scenario: Scenario) -> HttpResponse:
    """シナリオを直す."""
    moves.revise_scenario(scenario, request.POST, _chosen(request), by=request.user)
    messages.success(request, _("直しました。"))
    return redirect("scenario", pk=scenario.pk)


@act(scenario_page, found_by_key(SCENARIOS))
def end_scenario(request: SignedInRequest, scenario: Scenario) -> HttpResponse:
    """使うのをやめる."""
    moves.end_scenario(scenario, request.POST, by=request.user)
    messages.success(request, _("やめる日を書き入れました。"))
    return redirect("scenario", pk=scenario.pk)


def _new(request: SignedInRequest, back: Back | None = None) -> HttpResponse:
    boxes = forms.scenario(sections_of(request), _systems())
    stands = {"section": own_section(request)}
    context = {"here": "scenarios", "form": form("add_scenario", reverse("add_scenario"), boxes, stands, back)}
    return shown(request, "add_scenario", context, back)


def _systems() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in System.objects.valid_on(clock.today()).order_by("name", "code")]


def _chosen(request: SignedInRequest) -> list[System]:
    codes = [code for code in request.POST.getlist("systems") if "\0" not in code]
    return list(System.objects.filter(code__in=codes[:100]))
