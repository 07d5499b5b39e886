"""The 御法度 themselves: for everybody, for staff with what they notice, and how often a number came up."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from yakuba.desks.access import SignedInRequest, open_to_all, staff_only
from yakuba.desks.pages import page
from yakuba.desks.taboos.typed import answered, key_of, number_of, wrong
from yakuba.taboos import editions, flagging
from yakuba.taboos.editions import Edition
from yakuba.taboos.models import LONGEST_FEEDBACK, Feedback, Flag
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

SHOWN = 50
MONTHS = 12


@require_safe
@open_to_all
def public(request: HttpRequest, number: int = 0) -> HttpResponse:
    """The edition in force, or an earlier one, with its source."""
    found = _edition(number)
    context = {"edition": found, "decided": date(*found.decided_year_month, 1)}
    return page(request, "taboos_public/edition.html", context | {"others": _others(found)})


@require_GET
@staff_only
def taboos(request: SignedInRequest) -> HttpResponse:
    """The edition in force, what was noticed about it, and where to say so."""
    return _taboos_page(request)


@require_POST
@staff_only
def feed_back(request: SignedInRequest) -> HttpResponse:
    """気づきを送る."""
    number, words = number_of(request.POST, "number") or None, request.POST.get("text", "")
    try:
        flagging.feed_back(number, words, key=key_of(request.POST), by=request.user)
    except Refused as refused:
        wrongs = [wrong("feedback-text", _("気づいたこと"), str(refused))]
        return _taboos_page(request, wrongs=wrongs, typed=request.POST.dict())
    messages.success(request, _("受け取りました。次の版を考えるときに読みます。"))
    return redirect("taboos")


@require_GET
@staff_only
def months(request: SignedInRequest) -> HttpResponse:
    """How often each number was named in each month. By nothing else are flags counted."""
    asked = request.GET.get("edition", "")
    found = _edition(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0)
    counted, shown = Flag.objects.by_number_and_month(found.number), _last_months()
    rows = [_row(found, number, counted, shown) for number in _named(found, counted)]
    most = max((row["count"] for row in rows), default=0)
    for row in rows:
        row["width"] = 100 * row["count"] / most if most else 0
    by_month = [sum(row["counts"][at]["count"] for row in rows) for at in range(len(shown))]
    context = {
        "edition": found,
        "others": _others(found),
        "months": shown,
        "rows": rows,
        "by_month": list(zip(shown, by_month, strict=True)),
        "count": sum(by_month),
        "bars": _bars(by_month),
    }
    return answered(request, "months", context, tab="months")


def _taboos_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    found = _edition(0)
    noticed: dict[int, list[Feedback]] = {}
    for one in Feedback.objects.filter(edition=found.number).order_by("-pk")[:SHOWN]:
        noticed.setdefault(one.number or 0, []).append(one)
    context = {
        "edition": found,
        "rows": [{"taboo": one, "noticed": noticed.get(one.no, [])} for one in found.entries],
        "noticed": noticed.get(0, []),
        "longest": LONGEST_FEEDBACK,
        "key": uuid4(),
    }
    return answered(request, "taboos", context | more, tab="taboos", status=422 if more else 200)


def _edition(number: int) -> Edition:
    """The edition of that number, or with 0 the one in force. Raises Http404."""
    try:
        found = editions.edition(number) if number else editions.current()
    except KeyError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _others(found: Edition) -> list[int]:
    return [number for number in editions.numbers() if number != found.number]


def _last_months() -> list[date]:
    """The first days of the last twelve months, the oldest first."""
    today = clock.today()
    whole = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(whole - MONTHS + 1, whole + 1)]


def _named(found: Edition, counted: dict[tuple[int, int, int], int]) -> list[int]:
    return sorted({one.no for one in found.entries} | {number for number, _year, _month in counted})


def _row(found: Edition, number: int, counted: dict[tuple[int, int, int], int], shown: list[date]) -> dict[str, Any]:
    counts = [{"month": one, "count": counted.get((number, one.year, one.month), 0)} for one in shown]
    return {
        "number": number,
        "taboo": found.entry(number),
        "counts": counts,
        "count": sum(one["count"] for one in counts),
    }


def _bars(by_month: list[int]) -> list[dict[str, float]]:
    """Upright bars in a box of 120 × 40."""
    most = max(by_month, default=0) or 1
    return [
        {"x": 10 * at + 1.5, "y": 40 - 38 * count / most, "height": 38 * count / most}
        for at, count in enumerate(by_month)
    ]
