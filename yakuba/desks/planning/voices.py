"""What comes from outside, and the calls for help inside: read, answered to everybody, noted down."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.cases.models import Case
from yakuba.desks.access import SignedInRequest, programme_only, staff_only
from yakuba.desks.boxes import day
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import or_again
from yakuba.programme import answering, plans
from yakuba.programme.voices import Contact, Sos
from yakuba.toolbox import clock

MOST = 100


@require_GET
@staff_only
def calls(request: SignedInRequest) -> HttpResponse:
    """全庁へのSOS: what is open, and what was answered before."""
    found = Sos.objects.filter(item__plan=plans.own()).select_related("item__section").prefetch_related("offers")
    context = {
        "room": "office",
        "here": "programme",
        "tab": "calls",
        "calls": found.filter(ended_at=None).order_by("-pk")[:MOST],
        "ended": found.exclude(ended_at=None).order_by("-pk")[:MOST],
    }
    return page(request, "planning/calls.html", context)


@require_GET
@programme_only
def voices(request: SignedInRequest) -> HttpResponse:
    """外からの声."""
    return voices_page(request)


@require_http_methods(["POST"])
@programme_only
def answer(request: SignedInRequest, receipt: str) -> HttpResponse:
    """答える: to everybody at once."""
    case = answering.voices().visible_to(request.user).receipt(receipt).first()
    if case is None:
        raise Http404

    def make() -> HttpResponse:
        said, answered = request.POST.get("said", ""), request.POST.get("answer", "")
        answering.answer(case, said, answered, plan=plans.own(), by=request.user)
        messages.success(request, _("答えを公表しました。"))
        return redirect("voices")

    return or_again(request, f"answer-{receipt}", lambda **more: voices_page(request, **more), make)


@require_http_methods(["GET", "POST"])
@programme_only
def contacts(request: SignedInRequest) -> HttpResponse:
    """接触の記録."""
    if request.method == "GET":
        return contacts_page(request)

    def make() -> HttpResponse:
        firm, said, about = (request.POST.get(name, "") for name in ("firm", "words", "about"))
        answering.note_contact(plans.own(), firm, day(request), said, about=about[:100], by=request.user)
        return redirect("contacts")

    return or_again(request, "contact", lambda **more: contacts_page(request, **more), make)


def voices_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    found = answering.voices().visible_to(request.user).select_related("version__procedure", "public_answer")
    rows = [_row(one) for one in found[:MOST]]
    context = {
        "room": "office",
        "here": "programme",
        "tab": "voices",
        "waiting": [one for one in rows if one["answer"] is None],
        "answered": [one for one in rows if one["answer"] is not None],
        "typed": {},
        **more,
    }
    return page(request, "planning/voices.html", context, status=422 if more.get("wrongs") else 200)


def contacts_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    context = {
        "room": "office",
        "here": "programme",
        "tab": "voices",
        "contacts": Contact.objects.filter(plan=plans.own())[:MOST],
        "today": clock.today(),
        "typed": {},
        **more,
    }
    return page(request, "planning/contacts.html", context, status=422 if more.get("wrongs") else 200)


def _row(case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "title": case.declaration.title,
        "item": case.answers.get("item", ""),
        "words": case.answers.get("words", ""),
        "subject": case.answers.get("subject", ""),
        "answer": getattr(case, "public_answer", None),
        "waits": case.waits_for == "review",
    }
