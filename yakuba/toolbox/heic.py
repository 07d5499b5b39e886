"""HEIC photographs without what was written beside the picture: place, time, camera.

A HEIC file is a tree of boxes (ISO/IEC 14496-12); its list of items names the picture and the notes on it (ISO/IEC
23008-12, Annex A). No decoder is needed: the bytes of the notes are overwritten where they stand, and nothing moves.
Which way up the picture is stands in the tree, not in the notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NOTES = {b"Exif", b"mime", b"uri "}
# An empty list of notes; four bytes say where it begins.
EMPTY_NOTES = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
PICTURE = {b"ftyp", b"meta", b"mdat"}
MOST_BOXES = 10_000


class Unclear(Exception):
    """The file says of its notes nothing that can be followed."""


@dataclass(frozen=True)
class Box:
    """One box: its kind, where it and what is in it begin, where it ends."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Piece:
    """Some bytes of an item: counted from the beginning of the file (method 0) or of the box idat (1)."""

    method: int
    offset: int
    length: int

    def within(self, content: bytes, idat: Box | None) -> tuple[int, int]:
        """Where they begin and end in the file. Raises Unclear."""
        if self.method == 1 and idat:
            start, most = idat.body + self.offset, idat.end
        elif self.method == 0:
            start, most = self.offset, len(content)
        else:
            raise Unclear
        # A length of nothing means everything.
        if not self.length or start + self.length > most:
            raise Unclear
        return start, start + self.length


def without_notes(content: bytes) -> bytes:
    """The same photograph, as long as before. Raises Unclear."""
    kept = bytearray(content)
    outer = list(_boxes(content, 0, len(content)))
    metas = [box for box in outer if box.kind == b"meta"]
    if len(metas) != 1:
        raise Unclear
    inner = {box.kind: box for box in _boxes(content, metas[0].body + 4, metas[0].end)}
    if b"iinf" not in inner or b"iloc" not in inner:
        raise Unclear
    notes = _notes(content, inner[b"iinf"])
    for item, pieces in _places(content, inner[b"iloc"]).items():
        for number, piece in enumerate(pieces if item in notes else ()):
            start, end = piece.within(content, inner.get(b"idat"))
            empty = EMPTY_NOTES if number == 0 and notes[item] == b"Exif" else b""
            kept[start:end] = empty[: end - start].ljust(end - start, b"\0")
    for box in outer:
        # Films and whatever else somebody hung on: the box stays, as a free one.
        if box.kind not in PICTURE:
            kept[box.start + 4 : box.start + 8] = b"free"
            kept[box.body : box.end] = bytes(box.end - box.body)
    return bytes(kept)


def _boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    for _turn in range(MOST_BOXES):
        if start == end:
            return
        size, kind, body = _number(content, start, 4), content[start + 4 : start + 8], start + 8
        if size == 1:
            size, body = _number(content, start + 8, 8), start + 16
        stop = end if size == 0 else start + size
        if not body <= stop <= end:
            raise Unclear
        yield Box(kind, start, body, stop)
        start = stop
    raise Unclear


def _notes(content: bytes, iinf: Box) -> dict[int, bytes]:
    """The items that are notes, and of which kind."""
    found = {}
    first = iinf.body + (6 if content[iinf.body] == 0 else 8)
    for infe in _boxes(content, first, iinf.end):
        version = content[infe.body]
        if infe.kind != b"infe" or version not in (2, 3):
            raise Unclear
        width = 2 if version == 2 else 4
        item, kind = _number(content, infe.body + 4, width), content[infe.body + 6 + width : infe.body + 10 + width]
        if kind in NOTES:
            found[item] = kind
    return found


def _places(content: bytes, iloc: Box) -> dict[int, list[Piece]]:
    """Where the pieces of each item stand."""
    version, sizes = content[iloc.body], _number(content, iloc.body + 4, 2)
    widths = sizes & 15 if version in (1, 2) else 0, sizes >> 12, sizes >> 8 & 15
    wide = 4 if version == 2 else 2
    number = _Reader(content, iloc.body + 6, iloc.end)
    found: dict[int, list[Piece]] = {}
    for _item in range(min(number(wide), MOST_BOXES)):
        pieces = found.setdefault(number(wide), [])
        method = number(2) & 15 if version in (1, 2) else 0
        number(2)
        base = number(sizes >> 4 & 15)
        for _piece in range(number(2)):
            _index, offset, length = (number(width) for width in widths)
            pieces.append(Piece(method, base + offset, length))
    return found


@dataclass
class _Reader:
    """Reads one number of so many bytes after the other."""

    content: bytes
    at: int
    end: int

    def __call__(self, width: int) -> int:
        self.at += width
        if self.at > self.end:
            raise Unclear
        return _number(self.content, self.at - width, width)


def _number(content: bytes, at: int, width: int) -> int:
    if at + width > len(content):
        raise Unclear
    return int.from_bytes(content[at : at + width], "big")
