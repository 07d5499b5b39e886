"""Looks into an uploaded PDF for what acts by itself or hides other files.

It looks, it does not parse: a PDF made to deceive may pass. What passes is still only ever handed out as a file.
"""

import re
import zlib
from typing import Literal

Finding = Literal["", "acts", "locked", "unclear"]


def _name(*words: str) -> bytes:
    """A pattern for PDF names in every spelling: /J#61vaScript is another way to write /JavaScript."""
    spelled = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in word) for word in words)
    return f"/(?:{'|'.join(spelled)})(?![A-Za-z0-9#])".encode()


# Blanks and comments, then a dictionary or a reference to one. Bounded, so that no file makes the search slow.
VALUE = rb"(?:\s|%[^\r\n]{0,80}[\r\n]){0,10}(?:<<|[0-9]{1,10}\s{1,10}[0-9]{1,5}\s{1,10}R)"
ACTS = re.compile(
    _name("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia")
    + rb"|"
    + _name("EF")
    + VALUE
)
LOCKED = re.compile(_name("Encrypt") + VALUE)
OBJECTS_INSIDE = re.compile(_name("ObjStm"))
PACKED = re.compile(_name("Filter"))
STREAM = re.compile(rb"(?<!end)stream\r?\n")
MOST_STREAMS = 10
MOST_INFLATED = 64 * 1024**2


def finding(content: bytes) -> Finding:
    """What stands against a PDF: it acts or holds files, it is locked, it cannot be looked into; or nothing."""
    if ACTS.search(content):
        return "acts"
    if LOCKED.search(content):
        return "locked"
    room = MOST_INFLATED
    for thing in content.split(b"endobj"):
        if OBJECTS_INSIDE.search(thing) and PACKED.search(thing):
            inside = _inflated(thing, room)
            room -= sum(map(len, inside))
            if not inside or room <= 0:
                return "unclear"
            if any(ACTS.search(part) for part in inside):
                return "acts"
    return ""


def _inflated(thing: bytes, room: int) -> list[bytes]:
    """The compressed streams of one object, unpacked as far as there is room; none where there are too many."""
    starts = [start.end() for start in STREAM.finditer(thing)]
    parts: list[bytes] = []
    for start in starts if len(starts) <= MOST_STREAMS else []:
        try:
            part = zlib.decompressobj().decompress(memoryview(thing)[start:], max(room, 1))
        except zlib.error:
            continue
        room -= len(part)
        parts += [part] if part else []
    return parts
