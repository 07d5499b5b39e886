"""The plan as its keepers see it: every item as it stands now, what of it is mine, and what is under way."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from yakuba.collecting.models import Round
from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.pages import page
from yakuba.desks.tones import STATE_TONES
from yakuba.figures.shares import Share
from yakuba.programme import plans
from yakuba.programme.items import REVIEW
from yakuba.programme.models import Item, Sos, State, Tier
from yakuba.programme.reviewing import asked_since, confirmed
from yakuba.publications.models import Edition, Kind
from yakuba.toolbox import kana


@require_GET
@staff_only
def programme(request: SignedInRequest) -> HttpResponse:
    """Items by state, tier, chapter and words; mine first asked for by a tab."""
    slug = plans.own()
    declared = plans.plan(slug)
    all_items = list(Item.objects.of_plan(slug).select_related("section").prefetch_related("promises"))
    mine = {one.pk for one in request.user.sections_today}
    wanted = {name: request.GET.get(name, "") for name in ("state", "tier", "chapter", "whose")}
    words = kana.fold(request.GET.get("q", "").strip()[:100])
    since = asked_since(slug)
    items = [
        _row(one, since, one.section_id in mine)
        for one in all_items
        if _is_wanted(one, wanted, mine) and words in kana.fold(f"{one.title}{one.overview}{one.problem}{one.work}")
    ]
    context = {
        "room": "office",
        "here": "programme",
        "tab": "items",
        "plan": declared,
        "slug": slug,
        "items": items,
        "total": len(all_items),
        "counts": _counts(all_items),
        "states": [(one.value, one.label) for one in State if one != State.NOT_SAID],
        "tiers": [(one.value, one.label) for one in Tier if one != Tier.NOT_SAID],
        "chapters": declared.chapters,
        "wanted": wanted,
        "words": request.GET.get("q", "").strip()[:100],
        **under_way(slug),
        "keeps": keeps_the_programme(request.user),
    }
    return page(request, "planning/programme.html", context)


def under_way(slug: str) -> dict[str, Any]:
    """The window that is open, the edition on its way, the calls for help."""
    return {
        "window": Round.objects.of(REVIEW, slug).open().first(),
        "edition": Edition.objects.of(Kind.PLAN, slug).under_way().first(),
        "published": Edition.objects.of(Kind.PLAN, slug).published().first(),
        "calls": Sos.objects.filter(ended_at=None, item__plan=slug).count(),
    }


def _row(item: Item, since: Any, is_mine: bool) -> dict[str, Any]:
    seen = confirmed(item, since)
    return {
        "item": item,
        "tag": STATE_TONES[item.state],
        "mine": is_mine,
        "year": plans.year_in_words(item.year) if item.year else "",
        "slipped": item.slipped,
        "seen": seen.words,
        "overdue": seen.is_overdue,
    }


def _counts(items: list[Item]) -> list[dict[str, Any]]:
    counted = [(state, sum(one.state == state for one in items)) for state in State if state != State.NOT_SAID]
    return [
        {
            "code": state.value,
            "title": state.label,
            "tag": STATE_TONES[state],
            "count": count,
            "share": Share(count, len(items)).text(),
        }
        for state, count in counted
    ]


def _is_wanted(item: Item, wanted: dict[str, str], mine: set[int]) -> bool:
    if wanted["whose"] == "mine" and item.section_id not in mine:
        return False
    return all(not wanted[name] or getattr(item, name) == wanted[name] for name in ("state", "tier", "chapter"))
