"""確認の窓: what is asked of me now, how far everybody has come, and the windows before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.collecting import asking
from yakuba.collecting.models import Round, Target
from yakuba.desks.access import SignedInRequest, keeps_the_programme, programme_only, staff_only
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import act, or_again
from yakuba.figures.shares import Share
from yakuba.programme import plans, reviewing
from yakuba.programme.items import REVIEW
from yakuba.programme.models import Item
from yakuba.toolbox import clock, dates

ROUNDS = Round.objects.filter(kind=REVIEW)
BEFORE = 12


@require_GET
@staff_only
def reviews(request: SignedInRequest) -> HttpResponse:
    """確認のページ."""
    return reviews_page(request)


def reviews_page(request: SignedInRequest, row: Round | None = None, **more: Any) -> HttpResponse:
    slug = plans.own()
    declared = plans.plan(slug)
    rounds = list(Round.objects.of(REVIEW, slug)[:BEFORE])
    current = next((one for one in rounds if one.is_open), None)
    today = clock.today()
    context = {
        "room": "office",
        "here": "programme",
        "tab": "reviews",
        "current": _counted(current) if current else None,
        "mine": _mine(current, request) if current else [],
        "before": [_counted(one) for one in rounds if not one.is_open],
        "window": dates.in_words(declared.window_before(today)),
        "next_window": dates.in_words(declared.window_after(today)),
        "keeps": keeps_the_programme(request.user),
        **more,
    }
    return page(request, "planning/reviews.html", context, status=422 if more.get("wrongs") else 200)


@require_POST
@programme_only
def open_window(request: SignedInRequest) -> HttpResponse:
    """確認の窓を開く."""

    def make() -> HttpResponse:
        opened = reviewing.open_window(plans.own(), by=request.user)
        messages.success(request, _("%(title)sを始めました。担当の課に知らせました。") % {"title": opened.title})
        return redirect("reviews")

    return or_again(request, "open_window", lambda **more: reviews_page(request, **more), make)


@act(reviews_page, ROUNDS, programme_only)
def remind(request: SignedInRequest, row: Round) -> HttpResponse:
    """まだの課に知らせる."""
    letters = asking.remind(row, by=request.user)
    messages.success(request, _("%(count)d人に知らせました。") % {"count": letters})
    return redirect("reviews")


@act(reviews_page, ROUNDS, programme_only)
def close(request: SignedInRequest, row: Round) -> HttpResponse:
    """確認を終える: what is missing is published as 未確認."""
    asking.close_round(row, by=request.user)
    return redirect("reviews")


def _counted(one: Round) -> dict[str, Any]:
    counts = one.counts()
    total = counts.total()
    titles = {"unchanged": _("変更なし"), "changed": _("変更あり"), "waiting": _("まだ")}
    parts: list[dict[str, Any]] = [
        {
            "title": title,
            "count": counts[code],
            "share": Share(counts[code], total).text(),
            "width": 100 * counts[code] / total if total else 0,
        }
        for code, title in titles.items()
    ]
    start = 0.0
    for part in parts:
        part["start"], start = start, start + part["width"]
    return {"round": one, "parts": parts, "total": total, "due_on": dates.in_words(one.due_on)}


def _mine(current: Round, request: SignedInRequest) -> list[dict[str, Any]]:
    """What is asked of this person: what is still waiting first."""
    targets = list(Target.objects.filter(round=current).for_the_hands_of(request.user).order_by("answer", "pk"))
    found = {f"plan:{one.pk}": one for one in Item.objects.of_plan(current.about)}
    return [{"target": one, "item": found[one.thing]} for one in targets if one.thing in found]
