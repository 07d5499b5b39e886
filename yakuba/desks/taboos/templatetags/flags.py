"""{% flags thing %}: what is said beside a thing, and where to say it. For any page that staff see."""

from typing import Any
from uuid import uuid4

from django import template
from django.template.context import RequestContext

from yakuba.people.models import User
from yakuba.people.posts import Posts
from yakuba.taboos import editions
from yakuba.taboos.models import LONGEST, Flag, Trial, Verdict, Weighing
from yakuba.taboos.suggesting import Suggestion, speaks_for_or_against, suggestions
from yakuba.taboos.things import Thing, seen

register = template.Library()
MOST_WEIGHINGS = 50


@register.inclusion_tag("taboos/_flags.html", takes_context=True)
def flags(context: RequestContext, thing: Thing | str | None) -> dict[str, Any]:
    """Two queries; a third where the text is for or against something and its author may not have tried it.

    Nothing at all for whoever is not staff, for a key that they may not see, and in a city without 御法度.
    """
    request = context["request"]
    user, edition = request.user, editions.current()
    if edition is None or not isinstance(user, User) or not user.is_staff_member:
        return {"thing": None}
    found = seen(thing, user) if isinstance(thing, str) else thing
    if found is None:
        return {"thing": None}
    weighings = list(Weighing.objects.filter(thing=found.key).order_by("pk")[:MOST_WEIGHINGS])
    texts = {one.no: one for one in edition.entries}
    return {
        "thing": found,
        "edition": edition,
        "spoken": [_spoken(one, user) for one in Flag.objects.conversation(found.key)],
        "questions": [
            {
                "number": number,
                "text": text,
                "answers": [one for one in weighings if one.question == number],
                "key": uuid4(),
            }
            for number, text in enumerate(edition.questions, 1)
        ],
        "suggested": [{"why": one.why, "taboo": texts[one.number]} for one in _suggested(found) if one.number in texts],
        "verdicts": Verdict.choices,
        "longest": LONGEST,
        "key": uuid4(),
        "posts": Posts(),
        # What was typed and what is wrong with it, where a form of this part has just been refused.
        "wrongs": context.get("flag_wrongs", []),
        "typed": context.get("flag_typed", {}),
        "open": context.get("flag_open", ""),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def said_from(posts: Posts, post: str) -> str:
    """A post as the ledger has copied it, in the reader's language."""
    return posts.say(post)


def _spoken(flag: Flag, user: User) -> dict[str, Any]:
    return {
        "flag": flag,
        "text": _text_of(flag),
        "may_take_back": flag.may_take_back(user),
        "open": f"answer-{flag.pk}",
        "answer_key": uuid4(),
    }


def _text_of(flag: Flag) -> str:
    """What the number said in the edition in which it was named."""
    try:
        entry = editions.edition(flag.edition).entry(flag.number)
    except KeyError:
        return ""
    return str(entry.text) if entry else ""


def _suggested(thing: Thing) -> list[Suggestion]:
    facts = thing.facts
    if facts.has_tried is None and thing.author is not None and speaks_for_or_against(thing.text):
        facts = facts.knowing(has_tried=Trial.objects.has_of(thing.author))
    return suggestions(thing.text, facts)
