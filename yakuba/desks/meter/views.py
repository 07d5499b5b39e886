"""The city in figures, procedure by procedure, and how far each has come."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.figures import inventory as ladder
from yakuba.figures.inventory import Level
from yakuba.figures.meter import Measured, Meter, meter
from yakuba.figures.shares import Share
from yakuba.people.models import Section
from yakuba.toolbox import clock, dates, tables

SECONDS = 600
RUNGS = Level.values
COLUMNS: dict[str, Callable[[Measured], object]] = {
    "手続き": lambda one: one.title,
    "項目の数": lambda one: one.asked,
    "受付（1年）": lambda one: one.counted.filed,
    "補正を求めた": lambda one: one.counted.sent_back,
    "終わった": lambda one: one.counted.ended,
    "人の手なし": lambda one: one.counted.alone,
    "来庁なし": lambda one: one.counted.without_visit,
    "人の手の数": lambda one: one.counted.hands,
    "紙の分数": lambda one: one.paper_minutes,
    "紙の来庁": lambda one: one.paper_visits,
}
TONES = {"not_started": "plain", "image": "look", "data": "", "dx": "ok"}


@require_safe
@open_to_all
def figures(request: HttpRequest) -> HttpResponse:
    """市役所のものさし."""
    measured = _measured()
    rows = sorted(measured.procedures, key=lambda one: (-one.counted.filed, one.slug))
    context = {
        "here": "figures",
        "as_of": dates.in_words(clock.day_of(measured.at)),
        "city_figures": _city(measured),
        "rows": [_row(one) for one in rows],
        "filed": measured.city.counted.filed,
        "ended": measured.city.counted.ended,
    }
    return page(request, "meter/figures.html", context)


@require_safe
@open_to_all
def inventory(request: HttpRequest) -> HttpResponse:
    """手続台帳: every procedure with its rung, and the 100% by count and by volume."""
    measured = _measured()
    names = {one.code: one.title for one in Section.objects.valid_on(clock.today())}
    counts = Counter(one.level for one in measured.entries)
    volumes: Counter[str] = Counter()
    for one in measured.entries:
        volumes[one.level] += one.volume
    context = {
        "here": "figures",
        "as_of": dates.in_words(clock.day_of(measured.at)),
        "entries": [
            {"entry": one, "section": names.get(one.section, "")}
            | {"level": Level(one.level).label, "tone": TONES[one.level]}
            for one in sorted(measured.entries, key=lambda one: (-RUNGS.index(one.level), -one.volume))
        ],
        "by_count": ladder.by_count(measured.entries),
        "by_volume": ladder.by_volume(measured.entries),
        "levels": [
            {
                "title": level.label,
                "tone": TONES[level],
                "count": Share(counts[level], len(measured.entries)),
                "volume": Share(volumes[level], sum(volumes.values())),
                "width": 100 * counts[level] / len(measured.entries) if measured.entries else 0,
            }
            for level in Level
        ],
    }
    return page(request, "meter/inventory.html", context)


@require_safe
@open_to_all
def download(request: HttpRequest) -> HttpResponse:
    """The same as a table, with the counts behind every share."""
    rows = [{title: read(one) for title, read in COLUMNS.items()} for one in _measured().procedures]
    answer = HttpResponse(tables.write_csv(rows, list(COLUMNS)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer


def _measured() -> Meter:
    """Counted anew every ten minutes by each process; titles are in the language of whoever asked first."""
    found: Meter | None = caches["process"].get_or_set(f"meter:{get_language()}", meter, SECONDS)
    return found or meter()


def _city(measured: Meter) -> list[dict[str, Any]]:
    city = measured.city
    return [
        _figure(_("人の手を待たずに終わった"), city.alone, _("1年に終わった%(of)d件のうち%(count)d件")),
        _figure(_("来庁せずに終わった"), city.without_visit, _("1年に終わった%(of)d件のうち%(count)d件")),
        _figure(_("補正を求めた"), city.sent_back, _("1年に受け付けた%(of)d件のうち%(count)d件")),
        _figure(
            _("はじめから終わりまでデジタルの手続き"),
            ladder.by_count(measured.entries),
            _("手続台帳の%(of)d件のうち%(count)d件"),
        ),
    ]


def _figure(title: str, share: Share, base: str) -> dict[str, Any]:
    found = share.percent()
    return {"title": title, "figure": found, "base": base % {"of": share.of, "count": share.count}}


def _row(one: Measured) -> dict[str, Any]:
    saved = one.paper_minutes - one.minutes if one.paper_minutes is not None and one.minutes is not None else None
    return {"one": one, "alone": one.alone, "no_visit": one.without_visit, "sent_back": one.sent_back, "saved": saved}
