"""台帳: every system of today, and one of them with its contracts, money, scenarios, look-alikes and effects."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.systems import forms
from yakuba.desks.systems.asking import Back, form, own_section, sections_of, shown, year_in_words
from yakuba.desks.systems.charts import before_and_after
from yakuba.ledger.models import Line
from yakuba.systems import duplicates, importing, scenarios
from yakuba.systems.declared import declared
from yakuba.systems.investing import years
from yakuba.systems.measuring import figures_now
from yakuba.systems.models import Contract, Effect, Scenario, System
from yakuba.systems.renewals import State
from yakuba.systems.standing import Standing, in_use, joint_for, names, owners, standing, system_thing, things
from yakuba.toolbox import clock, dates, tables

A_PAGE = 50
MOST_LINES = 30
WORDS = {
    "registered_system": _("登録した"),
    "revised_system": _("登録を直した"),
    "retired_system": _("使い終える日を決めた"),
    "signed_contract": _("契約を書き入れた"),
    "planned_budget": _("予算を書き入れた"),
    "aimed_effect": _("効果のねらいを書いた"),
    "measured_effect": _("もう一度測った"),
    "struck_out": _("行を取り消した"),
}
TONES = {State.PASSED: "bad", State.NEXT: "look", State.EASY: "ok", State.UNKNOWN: "plain"}


@require_GET
@staff_only
def register(request: SignedInRequest) -> HttpResponse:
    """Every system in use, what must be decided first at the top."""
    found = in_use(clock.today())
    kept = _narrowed(request, found)
    paged = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "here": "systems",
        "rows": [row(one) for one in paged],
        "page": paged,
        "asked": asked.urlencode(),
        "counts": [(state, TONES[state], sum(one.state == state for one in found)) for state in State],
        "count": len(kept),
        "of": len(found),
        "sections": owners(found),
        "states": State.choices,
        "wanted": {name: request.GET.get(name, "") for name in ("section", "state", "standard", "q")},
    }
    return shown(request, "register", context)


@require_GET
@staff_only
def export(request: SignedInRequest) -> HttpResponse:
    """台帳を受け取る: the register as a CSV that can be mended and read back."""
    columns = (*importing.COLUMNS, *importing.TOLD)
    found = sorted(in_use(clock.today()), key=lambda one: one.system.code)
    written = tables.write_csv(importing.as_rows(found), columns)
    answer = HttpResponse(written, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="systems.csv"'
    return answer


@require_GET
@staff_only
def system(request: SignedInRequest, code: str) -> HttpResponse:
    """One system, whole."""
    return system_page(request, get_object_or_404(System, code=code))


def register_page(request: SignedInRequest, back: Back | None = None) -> HttpResponse:
    """The form for a new system."""
    boxes = forms.system(sections_of(request), is_new=True)
    stands = {"section": own_section(request)}
    context = {"here": "systems", "form": form("register_system", reverse("register_system"), boxes, stands, back)}
    return shown(request, "new", context, back)


def system_page(request: SignedInRequest, system: System, back: Back | None = None) -> HttpResponse:
    today = clock.today()
    whole = System.objects.whole().get(pk=system.pk)
    found = standing(whole, today)
    budgets = list(whole.budgets.all())
    effects = list(whole.effects.all())
    leaning = list(whole.scenarios.valid_on(today).select_related("section").prefetch_related("systems__replaced_by"))
    end = {whole.pk: found.renewal.ends_on if found.renewal else None}
    context = {
        "here": "systems",
        "system": whole,
        "row": row(found),
        "work": declared().standard.title(whole.standard_work),
        "contracts": whole.contracts.model.objects.filter(system=whole).order_by("begins_on", "pk"),
        "budgets": budgets,
        "years": [vars(one) | {"word": year_in_words(one.fiscal_year)} for one in years(budgets)],
        "scenarios": _leaning(leaning, whole, end),
        "alike": [one for one in _alike(whole, today) if one.is_look_alike][:10],
        "joint": joint_for(whole.functions, today),
        "effects": effect_rows(effects),
        "lines": [_line(one) for one in Line.objects.about(whole.ledger_key).reverse()[:MOST_LINES]],
        "may_edit": whole.may_edit(request.user),
    }
    if context["may_edit"]:
        context |= {"forms": _forms(request, whole, back), "back": back}
        _strikes(context, back)
    return shown(request, "system", context, back)


def row(found: Standing) -> dict[str, Any]:
    """A system as lists show it."""
    due = found.renewal
    return {
        "system": found.system,
        "renewal": due,
        "state": found.state.label,
        "tone": TONES[found.state],
        "yen": found.yearly_yen,
        "open_ended": found.open_ended,
        "year": year_in_words(due.fiscal_year) if due else "",
        "budget_year": year_in_words(due.budget_year) if due else "",
    }


def effect_rows(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Effects with their bars, and with what the city's meter says today where they name a figure of it."""
    now = figures_now(effects)
    return [effect_row(one) | {"now": now.get(one.pk, "")} for one in effects]


def effect_row(effect: Effect) -> dict[str, Any]:
    return {"effect": effect, "bars": before_and_after(effect)}


def _line(line: Line) -> dict[str, str]:
    """One act of the ledger, in the office's words."""
    day = dates.in_words(clock.day_of(line.at))
    return {"word": str(WORDS.get(line.verb, line.verb)), "day": day, "who": line.actor_post or line.actor_name}


def _narrowed(request: SignedInRequest, found: Sequence[Standing]) -> list[Standing]:
    section, state, standard = (request.GET.get(name, "") for name in ("section", "state", "standard"))
    words = duplicates.plain(request.GET.get("q", "")[:100])

    def is_wanted(one: Standing) -> bool:
        said = (one.system.name, one.system.product, one.system.vendor, *one.system.functions, one.system.code)
        return (
            (not section or one.system.section.code == section)
            and (not state or one.state == state)
            and (standard not in ("yes", "no") or bool(one.system.standard_work) == (standard == "yes"))
            and (not words or any(words in duplicates.plain(text) for text in said))
        )

    return [one for one in found if is_wanted(one)]


def _leaning(leaning: Sequence[Scenario], system: System, end: dict[int, date | None]) -> list[dict[str, Any]]:
    """The scenarios that use the system, each with why it breaks because of it, if it does."""
    broken = {one.scenario.pk: one for one in scenarios.breaks(leaning, end) if one.system.pk == system.pk}
    return [{"scenario": one, "broken": broken.get(one.pk)} for one in leaning]


def _alike(system: System, today: date) -> list[duplicates.Match]:
    return duplicates.matches(system_thing(system), things(in_use(today), today), names())


def _forms(request: SignedInRequest, system: System, back: Back | None) -> dict[str, Any]:
    """What may be done to the system, each form with what stands now."""
    stands = vars(system) | {"functions": "、".join(system.functions), "section": system.section.code}
    sections = list(dict.fromkeys([system.section, *sections_of(request)]))
    if not keeps_the_programme(request.user):
        sections = [system.section]
    contract: dict[str, Any] = {"vendor": system.vendor}
    made = {
        "revise_system": (forms.system(sections, is_new=False), stands),
        "sign_contract": (forms.CONTRACT, contract),
        "plan_budget": (forms.BUDGET, {}),
        "aim_effect": (forms.EFFECT, {}),
        "retire_system": (forms.RETIRE, {}),
    }
    return {
        act: form(act, reverse(act, args=[system.code]), boxes, given, back) for act, (boxes, given) in made.items()
    }


def _strikes(context: dict[str, Any], back: Back | None) -> None:
    """A form to strike out beside every contract, budget and effect, and to measure an effect again."""
    context["contracts"] = [
        {"row": one, "strike": strike("strike_out_contract", one, back)} for one in context["contracts"]
    ]
    context["budgets"] = [{"row": one, "strike": strike("strike_out_budget", one, back)} for one in context["budgets"]]
    for one in context["effects"]:
        one["strike"] = strike("strike_out_effect", one["effect"], back)
        one["measure"] = measure(one["effect"], back)


def strike(act: str, one: Contract | Any, back: Back | None) -> dict[str, Any]:
    return form(f"{act}-{one.pk}", reverse(act, args=[one.pk]), forms.STRIKE, {}, back)


def measure(effect: Any, back: Back | None) -> dict[str, Any]:
    act = f"measure_effect-{effect.pk}"
    return form(act, reverse("measure_effect", args=[effect.pk]), forms.MEASURE, vars(effect), back)
