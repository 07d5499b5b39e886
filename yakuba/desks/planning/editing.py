"""An item's sheet: 概要・現状と課題・取組内容・スケジュール, written down for the first time or anew."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yakuba.desks.access import SignedInRequest, programme_only, staff_only
from yakuba.desks.boxes import Missing, chosen_section
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import ask_whether_theirs, or_again
from yakuba.desks.planning.showing import ITEMS
from yakuba.people.models import Section
from yakuba.programme import items, plans
from yakuba.programme.manuscript import TEXT_LABELS
from yakuba.programme.models import TEXTS, Item, Tier
from yakuba.toolbox import clock

EMPTY_LINES = 3
MOST_LINES = 40
LONG = ("overview", "problem", "work", "effect")


@require_http_methods(["GET", "POST"])
@programme_only
def register(request: SignedInRequest) -> HttpResponse:
    """取組を載せる."""
    if request.method == "GET":
        return _sheet(request, None)
    return or_again(request, "register", lambda **more: _sheet(request, None, **more), lambda: _register(request))


@require_http_methods(["GET", "POST"])
@staff_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    """取組を直す."""
    item = get_object_or_404(ITEMS, pk=pk)
    ask_whether_theirs(item, request.user)
    if request.method == "GET":
        return _sheet(request, item)
    return or_again(request, "revise", lambda **more: _sheet(request, item, **more), lambda: _revise(request, item))


def _register(request: SignedInRequest) -> HttpResponse:
    section = chosen_section(request, "section")
    if section is None:
        raise Missing("section", _("担当の課を選んでください。"))
    made = items.register(plans.own(), _typed(request), section=section, by=request.user, stages=_lines(request))
    return redirect("item", pk=made.pk)


def _revise(request: SignedInRequest, item: Item) -> HttpResponse:
    seen = request.POST.get("seen", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
    items.revise(item, _typed(request), seen=revision, by=request.user, stages=_lines(request))
    return redirect("item", pk=item.pk)


def _typed(request: SignedInRequest) -> dict[str, Any]:
    sent = request.POST
    lists: dict[str, Any] = {name: sent.getlist(name) for name in ("national", "upper", "indicators")}
    lists["systems"] = sent.get("systems", "").replace("、", " ").replace(",", " ").split()[:20]
    return {name: sent.get(name, "") for name in (*TEXTS, "tier", "chapter")} | lists


def _lines(request: SignedInRequest) -> list[items.Line]:
    """The rows of the schedule that say something. Raises Missing where a year or quarter cannot be read."""
    found: list[items.Line] = []
    for at in range(MOST_LINES):
        words = request.POST.get(f"words-{at}", "").strip()
        if not words:
            continue
        begin, end = _moment(request, at, ""), _moment(request, at, "until_")
        found.append(
            items.Line(
                year=begin[0],
                quarter=begin[1],
                until_year=end[0] or begin[0],
                until_quarter=end[1] or begin[1],
                lane=len(found),
                words=words,
            )
        )
    return found


def _moment(request: SignedInRequest, at: int, which: str) -> tuple[int, int | None]:
    year, quarter = request.POST.get(f"{which}year-{at}", ""), request.POST.get(f"{which}quarter-{at}", "")
    if not year and which:
        return 0, None
    if not (year.isascii() and year.isdigit() and len(year) == 4) or quarter not in ("", "1", "2", "3", "4"):
        raise Missing("stages", _("スケジュールの年度と四半期を選んでください。"))
    return int(year), int(quarter) if quarter else None


def _sheet(request: SignedInRequest, item: Item | None, **more: Any) -> HttpResponse:
    slug = item.plan if item else plans.own()
    declared = plans.plan(slug)
    typed = request.POST if request.method == "POST" else None
    chosen = _typed(request) if typed is not None else _kept(item)
    texts = [
        {
            "name": name,
            "label": TEXT_LABELS[name],
            "value": chosen[name],
            "long": name in LONG,
            "must": name == "overview",
        }
        for name in TEXT_LABELS
        if name != "kpi" or declared.kpi != "none"
    ]
    context = {
        "room": "office",
        "here": "programme",
        "tab": "items",
        "item": item,
        "act": "revise" if item else "register",
        "plan": declared,
        "texts": texts,
        "chosen": chosen,
        "section": typed.get("section", "") if typed is not None else "",
        "seen": typed.get("seen", "") if typed is not None else item.revision if item else "",
        "tiers": [(one.value, one.label) for one in Tier if one != Tier.NOT_SAID],
        "lists": _lists(declared),
        "lines": _shown(item, typed),
        "years": [
            (year, plans.year_in_words(year)) for year in range(declared.first_year - 3, declared.first_year + 12)
        ],
        "sections": Section.objects.valid_on(clock.today()).exclude(parent=None).order_by("pk"),
        **more,
    }
    return page(request, "planning/sheet.html", context, status=422 if more.get("wrongs") else 200)


def _kept(item: Item | None) -> dict[str, Any]:
    if item is None:
        return dict.fromkeys((*TEXTS, "tier", "chapter"), "") | {
            "national": [],
            "upper": [],
            "indicators": [],
            "systems": [],
        }
    names = (*TEXTS, "tier", "chapter", "national", "upper", "indicators", "systems")
    return {name: getattr(item, name) for name in names}


def _lists(declared: plans.Plan) -> list[dict[str, Any]]:
    national = declared.national
    title = f"{national.source}（{national.edition}）" if national else ""
    found = [
        {"name": "national", "label": title, "entries": national.entries if national else []},
        {"name": "upper", "label": _("上位計画"), "entries": declared.upper},
        {"name": "indicators", "label": _("県の指標（市町村数）"), "entries": declared.indicators},
    ]
    return [one for one in found if one["entries"]]


def _shown(item: Item | None, typed: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """The rows of the schedule as they are to be shown, with some empty ones behind them."""
    names = ("year", "quarter", "until_year", "until_quarter", "words")
    if typed is not None:
        rows = [{name: typed.get(f"{name}-{at}", "") for name in names} for at in range(MOST_LINES)]
        rows = [one for one in rows if any(one.values())]
    else:
        stages = item.stages.all() if item else []
        rows = [{name: getattr(one, name) or "" for name in names} for one in stages]
    rows += [dict.fromkeys(names, "") for _at in range(EMPTY_LINES)]
    return [{"at": at, **{name: str(value) for name, value in row.items()}} for at, row in enumerate(rows[:MOST_LINES])]
