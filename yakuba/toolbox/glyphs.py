"""Which characters the paper fonts can draw, and the visible mark that stands for those they cannot.

No character typed by a resident disappears on the way to paper: what no carried face draws is printed as
〓 with its code beside it, and named to the caller, who tells the office.
"""

import functools
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
MAIN, RARE = "BIZUDMincho-Regular.ttf", "YakubaRareMincho.otf"

# One emoji may be several characters: two letters of a flag, a skin tone, figures joined by U+200D.
CLUSTER = re.compile(
    r"(?s)(?:[\U0001F1E6-\U0001F1FF]{2}|.)"
    r"(?:[\uFE00-\uFE0F\U000E0100-\U000E01EF\U0001F3FB-\U0001F3FF]|\u200D[\u2600-\u2BFF\U0001F000-\U0001FAFF])*"
)
# The coloured or the plain form of a sign is the same sign: no mark, but still named to the caller.
PRESENTATION = ("\ufe0e", "\ufe0f")
# Characters drawn as nothing, fit to hide a difference between two names.
BLANK = frozenset("\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


@dataclass(frozen=True)
class Fitted:
    """Text the press can print; what was replaced by a mark in it; what only the fallback face draws."""

    text: str
    replaced: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()


def fit(text: str) -> Fitted:
    """Marks what no carried face draws: 😀 becomes 〓(U+1F600). A tab becomes a wide space; line ends stay."""
    main, rare = drawn_by(MAIN), drawn_by(RARE)
    if main.issuperset(text):
        return Fitted(text)
    parts: list[str] = []
    replaced: list[str] = []
    for cluster in CLUSTER.findall(text):
        if cluster in main or cluster in rare:
            parts.append(cluster)
        elif cluster == "\t":
            parts.append("\u3000")
        else:
            replaced.append(cluster)
            parts.extend(_shown(cluster, has_base=cluster[0] in main or cluster[0] in rare))
    only_rare = (part for part in parts if part in rare and part not in main)
    return Fitted("".join(parts), tuple(dict.fromkeys(replaced)), tuple(dict.fromkeys(only_rare)))


def mark(cluster: str) -> str:
    """〓 and the codes of what could not be drawn: 〓(U+1F600)."""
    return f"〓({' '.join(f'U+{ord(character):04X}' for character in cluster)})"


def _shown(cluster: str, *, has_base: bool) -> Iterator[str]:
    """The mark, after the plain character where there is one: 辻〓(U+8FBB U+E01EF)."""
    if has_base:
        yield cluster[0]
    if not has_base or cluster[1:] not in PRESENTATION:
        yield mark(cluster)


@functools.cache
def drawn_by(font: str) -> frozenset[str]:
    """What a face of the fonts folder draws: characters, and pairs of a character and a variation selector."""
    tables = dict(_character_maps((FONTS / font).read_bytes()))
    # Category C: controls, direction marks, private use. A font may have a glyph for them, a paper may not.
    visible = {c for c in _characters(tables[12]) if unicodedata.category(c)[0] != "C"} - BLANK
    return frozenset(visible | {"\n"} | set(_variants(tables[14])))


def _character_maps(font: bytes) -> Iterator[tuple[int, bytes]]:
    """The subtables of the font's `cmap` by their format (OpenType specification, cmap)."""
    (count,) = struct.unpack_from(">4xH", font)
    records = (struct.unpack_from(">4s4xII", font, 12 + 16 * i) for i in range(count))
    cmap = next(font[start : start + length] for tag, start, length in records if tag == b"cmap")
    for i in range(struct.unpack_from(">2xH", cmap)[0]):
        (start,) = struct.unpack_from(">4xI", cmap, 4 + 8 * i)
        yield struct.unpack_from(">H", cmap, start)[0], cmap[start:]


def _characters(table: bytes) -> Iterator[str]:
    """Format 12: groups of (first, last, glyph)."""
    for i in range(struct.unpack_from(">12xI", table)[0]):
        first, last = struct.unpack_from(">II", table, 16 + 12 * i)
        yield from map(chr, range(first, last + 1))


def _variants(table: bytes) -> Iterator[str]:
    """Format 14: for each selector the characters that keep their usual glyph, and those that get their own."""
    for i in range(struct.unpack_from(">6xI", table)[0]):
        high, low, usual, own = struct.unpack_from(">BHII", table, 10 + 11 * i)
        selector = chr(high << 16 | low)
        for j in range(struct.unpack_from(">I", table, usual)[0] if usual else 0):
            high, low, more = struct.unpack_from(">BHB", table, usual + 4 + 4 * j)
            yield from (chr(code) + selector for code in range(high << 16 | low, (high << 16 | low) + more + 1))
        for j in range(struct.unpack_from(">I", table, own)[0] if own else 0):
            high, low = struct.unpack_from(">BH", table, own + 4 + 5 * j)
            yield chr(high << 16 | low) + selector
