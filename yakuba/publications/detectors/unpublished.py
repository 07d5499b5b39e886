"""Words of a text that has not been published: the same run of letters, whatever blanks and lines lie between."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

RUN = 16  # letters in a row that two texts do not share by chance


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """In time that grows with the texts, not with their product."""
    hidden = {gram for one in around.unpublished for gram in _grams(_close(Folded.of(one).text)[0])}
    if not hidden:
        return
    text, places = _close(folded.text)
    start = None
    for at, gram in enumerate(_grams(text)):
        if gram in hidden:
            start, last = (at if start is None else start), at + RUN
        elif start is not None and at >= last:
            yield _hit(places, start, last)
            start = None
    if start is not None:
        yield _hit(places, start, last)


def _hit(places: list[int], start: int, end: int) -> Hit:
    return Hit(places[start], places[end - 1] + 1, "stop", _("公表しないことにした文と、同じことばです。"))


def _close(text: str) -> tuple[str, list[int]]:
    """Without blanks, and where each letter stood."""
    kept = [(letter, at) for at, letter in enumerate(text) if not letter.isspace()]
    return "".join(letter for letter, _at in kept), [at for _letter, at in kept]


def _grams(text: str) -> list[str]:
    return [text[at : at + RUN] for at in range(len(text) - RUN + 1)]
