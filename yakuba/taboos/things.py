"""What can be spoken about: a key such as `plan:12`, and what somebody sees behind it.

Rooms and desks above say, when they open, how a key of theirs is looked up; so nothing above is imported here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from yakuba.people.models import User
from yakuba.taboos.suggesting import Facts

LONGEST_KEY = 100


@dataclass(frozen=True)
class Thing:
    """Something as one reader sees it: its page, and for suggestions its words and what is known of it."""

    key: str
    title: str
    url: str
    text: str = ""
    facts: Facts = field(default_factory=Facts)
    # Whoever put it forward; asked only whether they have tried something.
    author: int | None = None


Lookup = Callable[[str, User], Thing | None]
_kinds: dict[str, Lookup] = {}


def register(kind: str, lookup: Lookup) -> None:
    """From now on `kind:…` is looked up by `lookup(rest, user)`, which answers None for what the user may not see."""
    _kinds[kind] = lookup


def seen(key: str, user: User) -> Thing | None:
    """The thing as that person sees it; None where it is not there for them, or nobody knows such things."""
    kind, colon, rest = key.partition(":")
    lookup = _kinds.get(kind)
    if lookup is None or not colon or not rest or len(key) > LONGEST_KEY or not rest.isprintable():
        return None
    return lookup(rest, user)


def row_number(rest: str) -> int:
    """The number in a key, for lookups by row; -1, which no row has, where it is none."""
    return int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 19 else -1
