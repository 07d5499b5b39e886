"""What is done to a system: entered, revised, given up; contracts, budgets and effects written beside it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.systems import purchases
from yakuba.desks.systems.asking import Back, act, found_by_code, found_by_key, number, or_again, section_chosen
from yakuba.desks.systems.register import register_page, system_page
from yakuba.systems import measuring, registering
from yakuba.systems.models import Budget, Contract, Effect, System

SYSTEMS = found_by_code(System.objects.select_related("section"))
Row = Contract | Budget | Effect


def of_its_system(request: SignedInRequest, row: Row, back: Back) -> HttpResponse:
    """The page that a contract, budget or effect stands on."""
    if isinstance(row, Effect) and row.purchase:
        return purchases.purchase_page(request, row.purchase, back)
    assert row.system is not None
    return system_page(request, row.system, back)


@require_http_methods(["GET", "POST"])
@staff_only
def register_system(request: SignedInRequest) -> HttpResponse:
    """システムを登録する."""
    if request.method == "GET":
        return register_page(request)

    def make() -> HttpResponse:
        section = section_chosen(request)
        made = registering.register_system(request.POST, section=section, by=request.user)
        said = _("「%(name)s」を登録しました。契約を書き入れると、決める日がわかります。") % {"name": made}
        messages.success(request, said)
        return redirect("system", code=made.code)

    return or_again(request, "register_system", lambda back: register_page(request, back), make)


@act(system_page, SYSTEMS)
def revise_system(request: SignedInRequest, system: System) -> HttpResponse:
    """登録を直す. Only the section that keeps the programme moves a system to another section."""
    section = section_chosen(request) if keeps_the_programme(request.user) else None
    registering.revise_system(system, request.POST, seen=number(request, "revision"), section=section, by=request.user)
    messages.success(request, _("直しました。"))
    return redirect("system", code=system.code)


@act(system_page, SYSTEMS)
def retire_system(request: SignedInRequest, system: System) -> HttpResponse:
    """使い終える."""
    registering.retire_system(system, request.POST, by=request.user)
    messages.success(request, _("使い終える日を書き入れました。"))
    return redirect("system", code=system.code)


@act(system_page, SYSTEMS)
def sign_contract(request: SignedInRequest, system: System) -> HttpResponse:
    """契約を書き入れる."""
    registering.sign_contract(system, request.POST, by=request.user)
    messages.success(request, _("契約を書き入れました。"))
    return redirect("system", code=system.code)


@act(system_page, SYSTEMS)
def plan_budget(request: SignedInRequest, system: System) -> HttpResponse:
    """予算を書き入れる."""
    registering.plan_budget(system, request.POST, by=request.user)
    messages.success(request, _("予算を書き入れました。"))
    return redirect("system", code=system.code)


@act(system_page, SYSTEMS)
def aim_effect(request: SignedInRequest, system: System) -> HttpResponse:
    """効果のねらいを書く."""
    measuring.aim_effect(system, request.POST, by=request.user)
    messages.success(request, _("効果のねらいを書き入れました。"))
    return redirect("system", code=system.code)


EFFECTS = found_by_key(Effect.objects.select_related("system__section", "purchase__section"))


@act(of_its_system, EFFECTS)
def measure_effect(request: SignedInRequest, effect: Effect) -> HttpResponse:
    """もう一度測る."""
    measuring.measure_effect(effect, request.POST, by=request.user)
    messages.success(request, _("測った値を書き入れました。"))
    return _to_its_page(effect)


@act(of_its_system, found_by_key(Contract.objects.select_related("system__section")))
def strike_out_contract(request: SignedInRequest, contract: Contract) -> HttpResponse:
    """契約を取り消す."""
    return _strike_out(request, contract)


@act(of_its_system, found_by_key(Budget.objects.select_related("system__section")))
def strike_out_budget(request: SignedInRequest, budget: Budget) -> HttpResponse:
    """予算を取り消す."""
    return _strike_out(request, budget)


@act(of_its_system, EFFECTS)
def strike_out_effect(request: SignedInRequest, effect: Effect) -> HttpResponse:
    """効果を取り消す."""
    return _strike_out(request, effect)


def _strike_out(request: SignedInRequest, row: Row) -> HttpResponse:
    registering.strike_out(row, request.POST, by=request.user)
    messages.success(request, _("取り消しました。行は、理由といっしょに残ります。"))
    return _to_its_page(row)


def _to_its_page(row: Row) -> HttpResponse:
    if isinstance(row, Effect) and row.purchase_id:
        return redirect("purchase", pk=row.purchase_id)
    assert row.system is not None
    return redirect("system", code=row.system.code)
