"""課のようす: coverage and level for whoever stands over sections."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.cases import board as figures
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.pages import page
from yakuba.people.standing_in import headed_by


@require_GET
@staff_only
def board(request: SignedInRequest) -> HttpResponse:
    """What waits where and how long; what needed the heads; what was looked at anew, and how far."""
    if not request.user.is_head_today:
        raise Http404
    sections = headed_by(request.user)
    codes = [one.code for one in sections]
    waiting = figures.waiting(codes)
    most = max((one.count for one in waiting), default=1)
    reform = figures.reform(codes)
    context = {
        "room": "office",
        "here": "board",
        "sections": sections,
        "waiting": [vars(one) | {"width": round(100 * one.count / most)} for one in waiting],
        "needed": _shares(figures.needed(codes)),
        "reform": reform,
        "levels": [_share(level, count, reform.proposals) for level, count in reform.levels],
        "covered": _share("", reform.covered, len(reform.works)),
        "long_days": figures.LONG_AT_LEAD,
    }
    return page(request, "office/board.html", context)


def _shares(needed: figures.Needed) -> dict[str, Any]:
    parts = [
        _share(_("だれの手も要らなかった"), needed.nobody, needed.all),
        _share(_("課の人だけで終わった"), needed.section, needed.all),
        _share(_("課長・部長などが決めた"), needed.head, needed.all),
    ]
    start = 0.0
    for part in parts:
        part["start"], start = round(start, 2), start + part["width"]
    return {"all": needed.all, "parts": parts, "without": _share("", needed.nobody + needed.section, needed.all)}


def _share(title: str, count: int, of: int) -> dict[str, Any]:
    """A count with its base; whole per cents, half up."""
    share = (200 * count + of) // (2 * of) if of else 0
    return {"title": title, "count": count, "of": of, "share": share, "width": 100 * count / of if of else 0}
