"""購入の相談: a wish with the conversation before it. The check is shown as often as wanted, and never blocks."""

from collections.abc import Mapping
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
    number,
    or_again,
    own_section,
    section_chosen,
    sections_of,
    shown,
    typed,
)
from yakuba.desks.systems.register import effect_rows, measure, strike
from yakuba.systems import checking, duplicates, measuring, wishing
from yakuba.systems.declared import declared
from yakuba.systems.duplicates import Thing
from yakuba.systems.models import Purchase
from yakuba.systems.standing import in_use, joint_for, names, things
from yakuba.toolbox import clock

A_PAGE = 50
PURCHASES = Purchase.objects.select_related("section")
TONES = {Purchase.State.WISHED: "look", Purchase.State.DECIDED: "ok", Purchase.State.DROPPED: "plain"}


@require_GET
@staff_only
def purchases(request: SignedInRequest) -> HttpResponse:
    """Every wish, the newest first."""
    paged = Paginator(PURCHASES, A_PAGE).get_page(request.GET.get("page"))
    rows = [{"purchase": one, "tone": TONES[Purchase.State(one.state)]} for one in paged]
    return shown(request, "purchases", {"here": "purchases", "rows": rows, "page": paged})


@require_http_methods(["GET", "POST"])
@staff_only
def wish_purchase(request: SignedInRequest) -> HttpResponse:
    """購入の相談を始める; with `look`, only what the check thinks of it, and nothing is kept."""
    if request.method == "GET":
        return _new(request)

    def make() -> HttpResponse:
        section = section_chosen(request)
        if "look" in request.POST:
            return _new(request, told=_told(wishing.read(request.POST)))
        made = wishing.wish_purchase(request.POST, section=section, by=request.user)
        messages.success(request, _("相談を始めました。だれかに止められることはありません。"))
        return redirect("purchase", pk=made.pk)

    return or_again(request, "wish_purchase", lambda back: _new(request, back), make)


@require_GET
@staff_only
def purchase(request: SignedInRequest, pk: int) -> HttpResponse:
    """One wish with its conversation."""
    return purchase_page(request, get_object_or_404(PURCHASES, pk=pk))


def purchase_page(request: SignedInRequest, purchase: Purchase, back: Back | None = None) -> HttpResponse:
    effects = effect_rows(list(purchase.effects.all()))
    may_edit = purchase.may_edit(request.user)
    context = {
        "here": "purchases",
        "purchase": purchase,
        "tone": TONES[Purchase.State(purchase.state)],
        "questions": zip(declared().check.questions, (purchase.lessens_bother, purchase.frees_time), strict=True),
        "effects": effects,
        "may_edit": may_edit,
        "back": back,
        **_told(vars(purchase), purchase.ledger_key),
    }
    if may_edit:
        context["forms"] = _forms(request, purchase, back)
        for one in effects:
            one["strike"] = strike("strike_out_effect", one["effect"], back)
            one["measure"] = measure(one["effect"], back)
    return shown(request, "purchase", context, back)


@act(purchase_page, found_by_key(PURCHASES))
def revise_purchase(request: SignedInRequest, purchase: Purchase) -> HttpResponse:
    """相談を直す."""
    wishing.revise_purchase(purchase, request.POST, seen=number(request, "revision"), by=request.user)
    messages.success(request, _("直しました。"))
    return redirect("purchase", pk=purchase.pk)


@act(purchase_page, found_by_key(PURCHASES))
def decide_purchase(request: SignedInRequest, purchase: Purchase) -> HttpResponse:
    """買うと決めたことを書く."""
    wishing.decide_purchase(purchase, request.POST, by=request.user)
    messages.success(request, _("買うと決めたことを書き入れました。"))
    return redirect("purchase", pk=purchase.pk)


@act(purchase_page, found_by_key(PURCHASES))
def drop_purchase(request: SignedInRequest, purchase: Purchase) -> HttpResponse:
    """買わないことにしたことを書く."""
    wishing.drop_purchase(purchase, request.POST, by=request.user)
    messages.success(request, _("買わないことにしたことを書き入れました。"))
    return redirect("purchase", pk=purchase.pk)


@act(purchase_page, found_by_key(PURCHASES))
def aim_effect(request: SignedInRequest, purchase: Purchase) -> HttpResponse:
    """効果のねらいを書く, before anything is bought."""
    measuring.aim_effect(purchase, request.POST, by=request.user)
    messages.success(request, _("効果のねらいを書き入れました。"))
    return redirect("purchase", pk=purchase.pk)


def _new(request: SignedInRequest, back: Back | None = None, told: Mapping[str, Any] | None = None) -> HttpResponse:
    stands = typed(request) if told else {"section": own_section(request)}
    boxes = forms.purchase(sections_of(request))
    context = {
        "here": "purchases",
        "form": form("wish_purchase", reverse("wish_purchase"), boxes, stands, back),
        **(told or {}),
    }
    return shown(request, "wish", context, back)


def _told(kept: Mapping[str, Any], key: str = "purchase:new") -> dict[str, Any]:
    """What the check thinks: hints, the yellow note, what is there already, and joint procurements to wait for."""
    today, check = clock.today(), declared().check
    thing = Thing(key, kept["title"], kept["product"], kept["vendor"], kept["functions"])
    alike = duplicates.matches(thing, things(in_use(today), today), names())
    wish = wishing.wish_of(kept)
    return {
        "looked": True,
        "hints": checking.hints(wish, alike, check),
        "note": checking.fatigue(wish, check),
        "check": check,
        "alike": [one for one in alike if one.is_look_alike][:10],
        "joint": joint_for(kept["functions"], today),
    }


def _forms(request: SignedInRequest, purchase: Purchase, back: Back | None) -> dict[str, Any]:
    stands = vars(purchase) | {"functions": "、".join(purchase.functions), "section": purchase.section.code}
    boxes = [box for box in forms.purchase([purchase.section]) if box.name != "section"]
    made: dict[str, Any] = {"aim_effect": ("aim_purchase_effect", forms.EFFECT, {})}
    if purchase.state == Purchase.State.WISHED:
        made |= {
            "revise_purchase": ("revise_purchase", boxes, stands),
            "decide_purchase": ("decide_purchase", forms.SETTLE, {}),
            "drop_purchase": ("drop_purchase", forms.SETTLE, {}),
        }
    # The name under which a refusal comes back is that of its view and row.
    return {
        act: form(f"{act}-{purchase.pk}", reverse(url, args=[purchase.pk]), given, stands, back)
        for act, (url, given, stands) in made.items()
    }
