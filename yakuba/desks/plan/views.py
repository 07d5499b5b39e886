"""The plan and the story of one item."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.desks.plan import reading
from yakuba.programme import plans
from yakuba.programme.models import State, Tier
from yakuba.programme.voices import PublicAnswer
from yakuba.publications import differing
from yakuba.publications.models import Edition, Kind, Leaf


@require_safe
@open_to_all
def plan(request: HttpRequest, slug: str = "", number: int | None = None) -> HttpResponse:
    """The plan in its newest edition, or an older one: counts, roadmap and table, as much of it as is chosen."""
    slug = reading.slug_of(slug)
    edition = reading.edition_of(slug, number)
    leaves = list(edition.leaves.all())
    choice = reading.chosen(request.GET.dict())
    shown = [leaf for leaf in leaves if choice.takes(leaf)]
    newest = reading.edition_of(slug) if number else edition
    context = {
        "here": "plan",
        "slug": slug,
        "plan": plans.plan(slug) if slug in plans.slugs() else None,
        "edition": edition,
        "newest": None if newest == edition else newest,
        "published": reading.published_words(edition),
        "as_of": reading.as_of(edition),
        "years": reading.years_of(edition),
        "chapters": reading.by_chapter(edition, shown),
        "counts": reading.counts(edition),
        "total": len(leaves),
        "shown": len(shown),
        "choice": choice,
        "withheld": reading.withheld(edition),
        "changes": len(differing.differences(edition)) if edition.before else None,
        "formats": [one.upper() for one in edition.pressings.order_by("format").values_list("format", flat=True)],
        "errata": edition.errata.all(),
        "others": [{"slug": one, "title": plans.plan(one).title} for one in plans.slugs() if one != slug],
        **_choices(edition, leaves),
    }
    return page(request, "plan/plan.html", context, part="plan/_found.html")


@require_safe
@open_to_all
def item(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One item: where it stands and why, its schedule, what became of it from edition to edition, what was asked."""
    edition = reading.edition_of(slug)
    told = Leaf.objects.filter(
        key=str(number), edition__kind=Kind.PLAN, edition__name=slug, edition__state="published"
    ).select_related("edition")
    leaves = list(told.order_by("edition__number"))
    if not leaves:
        raise Http404
    leaf = leaves[-1]
    years = range(edition.head["first_year"], edition.head["first_year"] + edition.head["years"])
    context = {
        "here": "plan",
        "slug": slug,
        "edition": leaf.edition,
        "is_gone": leaf.edition_id != edition.pk,
        "source": edition.head["source"],
        "leaf": leaf,
        "row": reading.row(leaf, years),
        "years": reading.years_of(edition),
        "facts": [(label, text) for label, text in leaf.facts if label not in ("状態", "スケジュール")],
        "story": _story(leaves),
        "answers": PublicAnswer.objects.filter(plan=slug, about=str(number)),
        "errata": leaf.edition.errata.filter(key=leaf.key),
    }
    return page(request, "plan/item.html", context)


def _choices(edition: Edition, leaves: list[Leaf]) -> dict[str, Any]:
    """What can be chosen: only what this edition has."""
    there = {name: {leaf.values[name] for leaf in leaves} for name in ("tier", "state", "section", "chapter")}
    chapters = [each for slogan in edition.head["slogans"] for each in slogan["chapters"]]
    return {
        "tiers": [(one.value, one.label) for one in Tier if one.value in there["tier"]],
        "states": [(one.value, one.label) for one in State if one.value in there["state"]],
        "sections": sorted(there["section"]),
        "all_chapters": [(one["code"], one["title"]) for one in chapters if one["code"] in there["chapter"]],
    }


def _story(leaves: list[Leaf]) -> list[dict[str, Any]]:
    """What each edition said anew of it, the newest first; one that changed nothing is passed over."""
    told = []
    for before, leaf in zip([None, *leaves], leaves, strict=False):
        found = differing.between([before] if before else [], [leaf])
        if found:
            on = reading.published_words(leaf.edition)
            told.append({"edition": leaf.edition, "on": on, "said": found[0].in_words()})
    return told[::-1]
