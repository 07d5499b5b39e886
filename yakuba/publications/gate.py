"""The gate before anything is told to everybody: small detectors, one after the other, over every piece of text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Literal

from yakuba.publications.detectors import (
    addresses,
    authors,
    births,
    cells,
    contacts,
    formulas,
    names,
    numbers,
    stale,
    unpublished,
    wording,
)
from yakuba.publications.detectors.folded import Folded, Hit, Weight

Kind = Literal["text", "csv", "table", "comment"]
# By name: what is a finding called, and which function looks for it in which kinds of text.
DETECTORS: Mapping[str, tuple[Any, tuple[Kind, ...]]] = {
    "my_number": (numbers.my_number, ("text", "csv", "table", "comment")),
    "number_of_a_person": (numbers.others, ("text", "csv", "table", "comment")),
    "phone": (contacts.phone, ("text", "csv", "table", "comment")),
    "mail": (contacts.mail, ("text", "csv", "table", "comment")),
    "address": (addresses.find, ("text", "csv", "table", "comment")),
    "birth": (births.find, ("text", "csv", "table", "comment")),
    "name": (names.find, ("text", "csv", "table", "comment")),
    "unpublished": (unpublished.find, ("text", "csv", "table", "comment")),
    "stale": (stale.find, ("text",)),
    "wording": (wording.find, ("text", "comment")),
    "small_cell": (cells.find, ("table",)),
    "formula": (formulas.find, ("csv",)),
    "author": (authors.find, ("comment",)),
}


@dataclass(frozen=True)
class Piece:
    """A text on its way out, and where it stands; of a comment, the class of people of which its author is one."""

    where: str
    text: str
    kind: Kind = "text"
    of: str = ""


@dataclass(frozen=True)
class Group:
    """A word by which a reader knows whose comment it is: how many of a class it may be, and what to write instead."""

    word: str
    instead: str
    size: int


@dataclass(frozen=True)
class Around:
    """What the detectors know: the day, what is public anyway, what must not get out, how small is too small."""

    on: date
    known: Sequence[str] = ()
    unpublished: Sequence[str] = ()
    limit: int = 3
    stale_months: int = 4
    class_sizes: Mapping[str, int] = field(default_factory=dict)
    groups: Sequence[Group] = ()


@dataclass(frozen=True)
class Finding:
    """One place that somebody must look at: `text[start:end]` of its piece is the quote."""

    detector: str
    weight: Weight
    where: str
    start: int
    end: int
    quote: str
    say: str
    instead: str = ""

    @property
    def key(self) -> str:
        """The same words at the same place have the same key, so that what was let through stays let through."""
        return f"{self.detector}:{sha256(f'{self.where}|{self.quote}'.encode()).hexdigest()[:16]}"

    def as_kept(self) -> dict[str, Any]:
        """As an edition keeps it."""
        said = ("detector", "weight", "where", "quote", "say", "instead")
        return {"key": self.key} | {name: getattr(self, name) for name in said}


def examine(pieces: Iterable[Piece], around: Around) -> list[Finding]:
    """Everything found, in the order of the pieces and of their texts; the heavier of two at one place."""
    found: list[Finding] = []
    for piece in pieces:
        mine = sorted(_of(piece, around), key=lambda one: (one.start, one.weight != "stop", -one.end))
        found += _without_covered(mine)
    return found


def _of(piece: Piece, around: Around) -> Iterator[Finding]:
    folded = Folded.of(piece.text)
    for name, (look, kinds) in DETECTORS.items():
        if piece.kind in kinds:
            for hit in look(folded, around, piece):
                yield _finding(name, hit, folded, piece)


def _finding(name: str, hit: Hit, folded: Folded, piece: Piece) -> Finding:
    start, end = folded.place(hit.start, hit.end)
    return Finding(name, hit.weight, piece.where, start, end, piece.text[start:end], hit.say, hit.instead)


def _without_covered(found: Sequence[Finding]) -> list[Finding]:
    """Two detectors of people's numbers see the same digits; one finding is enough for whoever mends it."""
    kept: list[Finding] = []
    for one in found:
        if not any(_covers(each, one) for each in kept):
            kept.append(one)
    return kept


def _covers(one: Finding, other: Finding) -> bool:
    """Whether mending one mends the other; a light one never hides a heavy one."""
    lies_in = one.start <= other.start and other.end <= one.end
    return lies_in and _alike(one, other) and (one.weight == "stop" or other.weight == "look")


def _alike(one: Finding, other: Finding) -> bool:
    people = ("my_number", "number_of_a_person", "phone")
    return one.detector == other.detector or (one.detector in people and other.detector in people)
