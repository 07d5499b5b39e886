"""An edition of a plan as its pages show it: who is in it, what is chosen, the roadmap's strips."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from yakuba.desks.tones import STATE_TONES
from yakuba.figures.shares import Share
from yakuba.programme import plans
from yakuba.programme.models import WITHHELD, State, Tier
from yakuba.publications.models import Edition, Kind, Leaf
from yakuba.toolbox import clock, dates, kana

HEIGHT = 6  # of one lane of a strip, in the units of its view box


@dataclass(frozen=True)
class Choice:
    """What of the plan a reader wants to see; empty is everything."""

    tier: str = ""
    chapter: str = ""
    state: str = ""
    section: str = ""
    words: str = ""

    def takes(self, leaf: Leaf) -> bool:
        values = leaf.values
        wanted = {"tier": self.tier, "chapter": self.chapter, "state": self.state, "section": self.section}
        if any(one and values[name] != one for name, one in wanted.items()):
            return False
        said = leaf.title + "".join(text for _label, text in leaf.facts)
        return not self.words or kana.fold(self.words) in kana.fold(said)


def edition_of(slug: str, number: int | None = None) -> Edition:
    """The published edition of a plan, the newest where none is named. Raises Http404."""
    published = Edition.objects.of(Kind.PLAN, slug).published()
    found = (published.filter(number=number) if number else published).first()
    if found is None:
        raise Http404
    return found


def slug_of(slug: str) -> str:
    """The plan that is meant; the city's own where none is named. Raises Http404."""
    try:
        return slug or plans.own()
    except KeyError as error:
        raise Http404 from error


def chosen(asked: Mapping[str, str]) -> Choice:
    """What is not there is not chosen, whatever stands in the address."""
    return Choice(
        tier=asked.get("tier", "") if asked.get("tier") in Tier.values else "",
        state=asked.get("state", "") if asked.get("state") in State.values else "",
        chapter=asked.get("chapter", "")[:20],
        section=asked.get("section", "")[:100],
        words=asked.get("q", "").strip()[:100],
    )


def by_chapter(edition: Edition, leaves: Iterable[Leaf]) -> list[dict[str, Any]]:
    """The chapters that hold any of these, each with its rows, under its slogan."""
    years = range(edition.head["first_year"], edition.head["first_year"] + edition.head["years"])
    rows: dict[str, list[dict[str, Any]]] = {}
    for leaf in leaves:
        rows.setdefault(leaf.values["chapter"], []).append(row(leaf, years))
    return [
        {"slogan": slogan["title"], "title": chapter["title"], "code": chapter["code"], "rows": rows[chapter["code"]]}
        for slogan in edition.head["slogans"]
        for chapter in slogan["chapters"]
        if chapter["code"] in rows
    ]


def row(leaf: Leaf, years: Sequence[int]) -> dict[str, Any]:
    """One item in the list: where it stands, and its strip of the roadmap."""
    values, facts = leaf.values, dict(leaf.facts)
    return {
        "number": leaf.key,
        "title": leaf.title,
        "state": State(values["state"]).label,
        "tag": STATE_TONES[values["state"]],
        "section": values["section"],
        "tier": Tier(values["tier"]).label,
        "when": facts.get("時期", ""),
        "no_date": values["year"] is None,
        "schedule": facts.get("スケジュール", ""),
        "lost": values["schedule_lost"],
        "unconfirmed": values["unconfirmed"],
        "strip": strip(values, years),
        "cells": [_cell(values["stages"], year) for year in years],
    }


def strip(values: Mapping[str, Any], years: Sequence[int]) -> dict[str, Any]:
    """The bars of an item in a box of 4 units a year; the year that was promised is marked."""
    lanes = sorted({one["lane"] for one in values["stages"]})
    bars = []
    for one in values["stages"]:
        begin, end = _edge(one["from"], years, first=True), _edge(one["until"], years, first=False)
        if end > begin:
            bars.append({"x": begin, "width": end - begin, "y": HEIGHT * lanes.index(one["lane"]) + 1})
    promised = values["year"]
    return {
        "width": 4 * len(years),
        "height": HEIGHT * max(1, len(lanes)),
        "bars": bars,
        "years": [4 * at for at in range(1, len(years))],
        "mark": 4 * (promised - years[0]) + 4 if promised in years else None,
    }


def years_of(edition: Edition) -> list[dict[str, Any]]:
    """The columns of the roadmap, and where today stands in them."""
    first = edition.head["first_year"]
    return [
        {"year": year, "words": plans.year_in_words(year), "short": _("%(year)d年度") % {"year": year}}
        for year in range(first, first + edition.head["years"])
    ]


def counts(edition: Edition) -> list[dict[str, Any]]:
    """How many items stand where; added up, with their base, and never by section."""
    states = edition.head["states"]
    total = sum(states.values())
    most = max(states.values(), default=0) or 1
    return [
        {
            "code": state,
            "title": State(state).label,
            "tag": STATE_TONES[state],
            "count": count,
            "share": Share(count, total).text(),
            "width": round(100 * count / most),
        }
        for state, count in states.items()
    ]


def withheld(edition: Edition) -> list[dict[str, Any]]:
    """How many texts are not shown, by the class of their reason."""
    return [{"title": WITHHELD[reason], "count": count} for reason, count in edition.head["withheld"].items()]


def published_words(edition: Edition) -> str:
    assert edition.published_at is not None  # edition_of() says so
    return dates.in_words(clock.day_of(edition.published_at))


def as_of(edition: Edition) -> str:
    return dates.in_words(date.fromisoformat(edition.head["as_of"]))


def _edge(moment: Sequence[int | None], years: Sequence[int], *, first: bool) -> int:
    """A quarter's edge in units; a whole year begins with its first and ends with its fourth. Within the box."""
    year, quarter = moment
    assert year is not None  # a stage always has its year
    at = 4 * (year - years[0]) + ((quarter or 1) - 1 if first else (quarter or 4))
    return max(0, min(4 * len(years), at))


def _cell(stages: Iterable[Mapping[str, Any]], year: int) -> str:
    """What happens in one fiscal year, for the table."""
    return _("、").join(one["words"] for one in stages if one["from"][0] <= year <= one["until"][0])
