"""An edition that is one document from front to back: a report, minutes, a policy, a notice."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation

from yakuba.procedures.city import city
from yakuba.publications.around import around
from yakuba.publications.document import (
    Bars,
    Comments,
    Document,
    Heading,
    Note,
    Paragraph,
    Points,
    Roadmap,
    Table,
    as_data,
    from_data,
)
from yakuba.publications.gate import Piece, examine
from yakuba.publications.models import Edition
from yakuba.publications.pressing import formats
from yakuba.publications.publishing import Manuscript, Page
from yakuba.toolbox import clock


@translation.override("ja")
def manuscript(kind: str, name: str, document: Document, class_sizes: Mapping[str, int] | None = None) -> Manuscript:
    """The document with what the gate finds in it; `class_sizes` say how many people may have written a comment."""
    found = examine(pieces_of(document), around(class_sizes=class_sizes))
    return Manuscript(
        kind=kind,
        name=name,
        title=document.title,
        pages=list(_pages(document)),
        head={"document": as_data(document), "as_of": clock.today().isoformat()},
        findings=[one.as_kept() for one in found],
    )


def document_of(edition: Edition) -> Document:
    """As it was frozen."""
    return from_data(edition.head["document"])


@translation.override("ja")
def press(edition: Edition) -> dict[str, bytes]:
    """Every format there is; the same edition gives the same bytes."""
    document, day = document_of(edition), clock.day_of(edition.frozen_at)
    return {kind: formats.press(document, kind, city=str(city().name), day=day) for kind in formats.TYPES}


def pieces_of(document: Document) -> Iterator[Piece]:
    """Each text for the gate; a comment is looked over for giving its author away."""
    under = document.title
    for label, text in document.facts:
        yield Piece(f"{under}：{label}", text)
    for block in document.blocks:
        if isinstance(block, Heading):
            under = block.text
        if isinstance(block, Comments):
            for number, text in block.items:
                yield Piece(f"{block.caption} {number}", text, "comment", block.caption)
        else:
            yield from (Piece(under, text) for text in _texts(block))


def _pages(document: Document) -> Iterator[Page]:
    """A leaf for each heading with what stands under it, and one for each comment."""
    title, number = document.title, 0
    facts: list[tuple[str, str]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            if facts:
                number += 1
                yield Page(f"{number:03}", title, facts)
            title, facts = block.text, []
        elif isinstance(block, Comments):
            facts += [(f"{block.caption} {at}", text) for at, text in block.items]
        else:
            facts += [(_label(block), "\n".join(_texts(block)))]
    if facts:
        yield Page(f"{number + 1:03}", title, facts)


def _label(block: Any) -> str:
    return getattr(block, "caption", "") or {"points": "箇条書き", "note": "注記"}.get(block.block, "本文")


def _texts(block: Any) -> Sequence[str]:
    match block:
        case Heading() | Paragraph() | Note():
            return [block.text]
        case Points():
            return block.items
        case Table():
            return [block.caption, *("\t".join(row) for row in (block.head, *block.rows)), block.note]
        case Bars():
            told = (f"{label}\t{share.count}\t{share.text()}" for label, share in block.rows)
            return [block.caption, *told, block.base]
        case Roadmap():
            return [block.caption, *(f"{label}\t" + "\t".join(cells) for label, cells in block.rows)]
        case Comments():
            return [text for _number, text in block.items]
    return []
