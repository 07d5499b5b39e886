"""What is done with one item: confirmed, moved, promised anew, withheld, handed over; help asked for and given."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.desks.access import SignedInRequest
from yakuba.desks.boxes import Missing, chosen_section, number_in
from yakuba.desks.planning.asking import act, ask_whether_theirs
from yakuba.desks.planning.showing import ITEMS, item_page
from yakuba.programme import helping, items, stating
from yakuba.programme.models import Item, Offer, Sos

CALLS = Sos.objects.select_related("item__section")
REASONS = ("why", "stands_at", "condition", "tried", "learnt", "instead")
OFFERS = Offer.objects.select_related("call__item__section")


def of_the_call(request: SignedInRequest, call: Sos, **more: object) -> HttpResponse:
    return item_page(request, call.item, **more)


def of_the_offer(request: SignedInRequest, offer: Offer, **more: object) -> HttpResponse:
    return item_page(request, offer.call.item, **more)


@act(item_page, ITEMS)
def confirm(request: SignedInRequest, item: Item) -> HttpResponse:
    """変更なし."""
    ask_whether_theirs(item, request.user)
    items.confirm(item, by=request.user)
    messages.success(request, _("「%(title)s」を、変更なしと確認しました。") % {"title": item.title})
    return redirect("reviews") if request.POST.get("from") == "reviews" else redirect("item", pk=item.pk)


@act(item_page, ITEMS)
def move(request: SignedInRequest, item: Item) -> HttpResponse:
    """状態を移す."""
    ask_whether_theirs(item, request.user)
    typed = {
        name: request.POST.get(name, "") for name in ("why", "stands_at", "condition", "tried", "learnt", "instead")
    }
    reason = stating.Reason(**typed, next_on=_day(request))
    seen = number_in(request.POST.get("seen", ""))
    stating.move(item, request.POST.get("state", ""), reason, seen=seen, by=request.user)
    return redirect("item", pk=item.pk)


@act(item_page, ITEMS)
def promise(request: SignedInRequest, item: Item) -> HttpResponse:
    """時期を決める・変える."""
    ask_whether_theirs(item, request.user)
    items.promise(item, number_in(request.POST.get("year", "")), why=request.POST.get("why", ""), by=request.user)
    return redirect("item", pk=item.pk)


@act(item_page, ITEMS)
def withhold(request: SignedInRequest, item: Item) -> HttpResponse:
    """公表のしかたを決める."""
    ask_whether_theirs(item, request.user)
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    items.withhold(item, field, reason, public=request.POST.get("public", ""), by=request.user)
    return redirect("item", pk=item.pk)


@act(item_page, ITEMS)
def hand_over(request: SignedInRequest, item: Item) -> HttpResponse:
    """担当を替える."""
    ask_whether_theirs(item, request.user)
    section = chosen_section(request, "section")
    if section is None:
        raise Missing("section", _("課を選んでください。"))
    items.hand_over(item, section, by=request.user)
    return redirect("item", pk=item.pk)


@act(item_page, ITEMS)
def ask_for_help(request: SignedInRequest, item: Item) -> HttpResponse:
    """全庁へのSOSを出す."""
    ask_whether_theirs(item, request.user)
    helping.ask_for_help(item, request.POST.get("words", ""), by=request.user)
    return redirect("item", pk=item.pk)


@act(of_the_call, CALLS)
def offer(request: SignedInRequest, call: Sos) -> HttpResponse:
    """SOSに答える: whoever works here may."""
    helping.offer_help(call, request.POST.get("words", ""), by=request.user)
    messages.success(request, _("ありがとうございます。答えは、この取組に残ります。"))
    return redirect("item", pk=call.item_id)


@act(of_the_call, CALLS)
def end_call(request: SignedInRequest, call: Sos) -> HttpResponse:
    """SOSを終える."""
    ask_whether_theirs(call.item, request.user)
    helping.end_call(call, by=request.user)
    return redirect("item", pk=call.item_id)


@act(of_the_offer, OFFERS)
def thank(request: SignedInRequest, offer: Offer) -> HttpResponse:
    """お礼を言う."""
    ask_whether_theirs(offer.call.item, request.user)
    helping.thank_for_help(offer, request.POST.get("words", ""), by=request.user)
    return redirect("item", pk=offer.call.item_id)


def _day(request: SignedInRequest) -> date | None:
    typed = request.POST.get("next_on", "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Missing("next_on", _("日付を選んでください。")) from error
