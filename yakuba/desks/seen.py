"""あなたの情報を見た人: who opened a case, when and why."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from yakuba.cases.looking import why_in_words
from yakuba.ledger.models import Line
from yakuba.people.posts import Posts

# Openings this near to each other are one look at the page; the ledger keeps each.
TOGETHER = timedelta(minutes=10)


def looks(
    lines: Iterable[Line], titles: Mapping[str, Any] | None = None, *, named: bool = False
) -> list[dict[str, Any]]:
    """The post and its reason, newest first as `lines` are; the person only where `named` asks for it (the office).

    `titles` says what each case is called, by its key in the ledger. What the same post opened again within ten
    minutes stands there once, with how often.
    """
    posts = Posts()
    shown: list[dict[str, Any]] = []
    latest: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in lines:
        who = posts.say(line.actor_post) or line.actor_name
        if named and line.actor_post:
            who = f"{who} {line.actor_name}"
        why = why_in_words(line.facts.get("why", ""))
        if line.facts.get("away") and (words := line.said("words")):
            why = f"{why}（{words}）"
        key = (line.thing, who, why)
        look = latest.get(key)
        if look and look["at"] - line.at <= TOGETHER:
            look["count"] += 1
            look["times"] = _("%(count)d回") % {"count": look["count"]}
            continue
        latest[key] = {"who": who, "why": why, "at": line.at, "what": (titles or {}).get(line.thing, ""), "count": 1}
        shown.append(latest[key])
    return shown
