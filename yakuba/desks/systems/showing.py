"""The register from above: the calendar of renewals, the standardised works, look-alikes, investment against effect."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.systems import charts
from yakuba.desks.systems.asking import shown, year_in_words
from yakuba.desks.systems.register import effect_row, row
from yakuba.figures.shares import Share
from yakuba.systems import duplicates
from yakuba.systems.declared import declared
from yakuba.systems.investing import invested
from yakuba.systems.models import FitGap
from yakuba.systems.standing import Standing, in_use, names, things, works
from yakuba.toolbox import clock

MOST_PAIRS = 100


@require_GET
@staff_only
def calendar(request: SignedInRequest) -> HttpResponse:
    """更新の予定: by the fiscal year in which a contract ends, with the prefecture's joint procurements."""
    today, here = clock.today(), declared()
    found = in_use(today)
    along = charts.axis(found, today)
    by_year: dict[int, list[dict[str, Any]]] = {}
    for one in sorted((one for one in found if one.renewal), key=_by_end):
        assert one.renewal is not None
        by_year.setdefault(one.renewal.fiscal_year, []).append(_bars(one, along))
    context = {
        "here": "calendar",
        "years": [(year_in_words(year), rows) for year, rows in by_year.items()],
        "unknown": [row(one) for one in found if not one.renewal],
        "axis": [year_in_words(year) for year in along.years],
        "lines": along.lines,
        "now": along.place(today),
        "joint": [
            {"window": window, "bar": charts.bar(along, window.opens_on, window.closes_on)}
            for window in here.joint.windows
        ],
        "joint_source": here.joint,
        "request": here.budget_request,
        "next_request": here.request_day.after(today),
    }
    return shown(request, "calendar", context)


@require_GET
@staff_only
def standard(request: SignedInRequest) -> HttpResponse:
    """標準化の20業務: how far each has come, counted by state."""
    found = works(in_use(clock.today()))
    states = [*((value, str(label)) for value, label in FitGap.choices), ("", _("システムが登録されていない"))]
    counts = [sum(one.fitgap == value for one in found) for value, _label in states]
    parts = zip(states, counts, charts.stacked(counts), strict=True)
    context = {
        "here": "standard",
        "source": declared().standard,
        "works": [{"work": one.work, "word": one.word, "rows": [row(two) for two in one.found]} for one in found],
        "parts": [
            {"title": label, "count": count, "share": Share(count, len(found)).text(0), **part}
            for (_value, label), count, part in parts
        ],
        "count": len(found),
    }
    return shown(request, "standard", context)


@require_GET
@staff_only
def duplicates_page(request: SignedInRequest) -> HttpResponse:
    """似たもの: what may be the same investment twice, and why we think so."""
    today = clock.today()
    found = duplicates.pairs(things(in_use(today), today), names())
    context = {"here": "duplicates", "pairs": found[:MOST_PAIRS], "count": len(found), "most": MOST_PAIRS}
    return shown(request, "duplicates", context)


@require_GET
@staff_only
def effects(request: SignedInRequest) -> HttpResponse:
    """投資と効果: what each system costs a year beside what it changed; without an effect, that is said."""
    found = invested(in_use(clock.today()))
    most = max((one.standing.yearly_yen for one in found.rows), default=0) or 1
    context = {
        "here": "effects",
        "rows": [
            {
                "row": row(one.standing),
                "spent": one.spent_yen,
                "width": round(100 * one.standing.yearly_yen / most, 2),
                "effects": [effect_row(effect) for effect in one.effects],
            }
            for one in found.rows
        ],
        "purchases": [
            {"purchase": purchase, "effects": [effect_row(effect) for effect in kept]}
            for purchase, kept in found.purchases
        ],
        "aimed": found.aimed,
        "measured": found.measured,
        "yearly": sum(one.standing.yearly_yen for one in found.rows),
    }
    return shown(request, "effects", context)


def _by_end(one: Standing) -> tuple[Any, str]:
    return one.renewal.ends_on if one.renewal else None, one.system.code


def _bars(one: Standing, along: charts.Axis) -> dict[str, Any]:
    assert one.renewal is not None
    due = one.renewal
    return row(one) | {
        "waits": charts.bar(along, due.decide_on, due.begins_on),
        "moves": charts.bar(along, due.begins_on, due.ends_on),
    }
