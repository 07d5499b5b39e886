"""A document as blocks: what is said, free of how it is pressed. Frozen, the same through JSON, named by its digest."""

import json
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from yakuba.figures.shares import Share
from yakuba.publications.models import digest_of
from yakuba.toolbox.text import clean

STRANGERS_REFUSED = ConfigDict(extra="forbid")
# Nothing enters that a machine could not keep or that turns the direction of what follows.
Words = Annotated[str, AfterValidator(clean)]
Named = Annotated[Words, Field(min_length=1)]
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?\s?(?:%|％|人|名|件|円|点|日|年|回|枚|—)?|—")
# A column of fewer characters is as wide as it must be; longer ones share what is left.
SHORT = 12
# No leading zero, no unit: what a table for machines may hold as a number.
BARE_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Heading:
    level: Annotated[int, Field(ge=1, le=3)]
    text: Named
    block: Literal["heading"] = "heading"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Paragraph:
    text: Words
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Points:
    items: tuple[Words, ...]
    ordered: bool = False
    block: Literal["points"] = "points"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Table:
    """Cells are text; a column of numbers stands to the right."""

    caption: Named
    head: Annotated[tuple[Words, ...], Field(min_length=1)]
    rows: tuple[tuple[Words, ...], ...]
    note: Words = ""
    block: Literal["table"] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"a row of {self.caption} is not as wide as its head")

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold nothing but numbers."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.head)
        return tuple(any(column) and all(not cell or NUMBER.fullmatch(cell) for cell in column) for column in columns)

    @property
    def longest(self) -> tuple[int, ...]:
        """The most characters of each column, its head among them."""
        return tuple(max(map(len, column)) for column in zip(self.head, *self.rows, strict=True))


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Bars:
    """Parts of a whole, each with its own count; `base` says in words what they are a share of."""

    caption: Named
    rows: tuple[tuple[Words, Share], ...]
    base: Named
    block: Literal["bars"] = "bars"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Comments:
    """What people wrote, each under its number."""

    caption: Named
    items: tuple[tuple[int, Words], ...]
    block: Literal["comments"] = "comments"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Note:
    """What stands beside the text: its source, what its numbers do not say, what is missing, what was quoted."""

    text: Named
    kind: Literal["source", "limit", "missing", "quote"] = "limit"
    block: Literal["note"] = "note"


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Roadmap:
    """What is done in which fiscal year; an empty cell is a year in which nothing is planned."""

    caption: Named
    columns: Annotated[tuple[Words, ...], Field(min_length=1)]
    rows: tuple[tuple[Words, tuple[Words, ...]], ...]
    block: Literal["roadmap"] = "roadmap"

    def __post_init__(self) -> None:
        if any(len(cells) != len(self.columns) for _label, cells in self.rows):
            raise ValueError(f"a row of {self.caption} does not name every year")


Block = Annotated[Heading | Paragraph | Points | Table | Bars | Comments | Note | Roadmap, Field(discriminator="block")]


@dataclass(frozen=True, config=STRANGERS_REFUSED)
class Document:
    """Everything that is to be read, from its title to its last note."""

    title: Named
    subtitle: Words = ""
    facts: tuple[tuple[Named, Words], ...] = ()
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        """Who hears the document goes by its headings: none may be skipped on the way down."""
        above = 0
        for heading in self.headings:
            if heading.level > above + 1:
                raise ValueError(f"the heading {heading.text} lies {heading.level - above} levels below the one before")
            above = heading.level

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def sha256(self) -> str:
        """The same words in the same order have the same digest, whatever made them."""
        return digest_of(as_data(self))


_DOCUMENT = TypeAdapter(Document)


def as_data(document: Document) -> dict[str, Any]:
    """Plain values, fit for a JSON column; `from_data` gives the document back."""
    data: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return data


def from_data(data: Any) -> Document:
    """Raises pydantic.ValidationError where the values are no document."""
    return _DOCUMENT.validate_python(data)


def to_json(document: Document) -> str:
    return json.dumps(as_data(document), ensure_ascii=False, indent=1)


def from_json(text: str) -> Document:
    """Raises pydantic.ValidationError where the text is no document."""
    return _DOCUMENT.validate_json(text)


def number_or_text(cell: str) -> object:
    """A cell as a table for machines holds it: 32 is a number, 71.9% and 007 are text."""
    return Decimal(cell) if BARE_NUMBER.fullmatch(cell) else cell
