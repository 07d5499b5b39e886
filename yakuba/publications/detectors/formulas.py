"""Cells that a spreadsheet would calculate instead of showing."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """= + - @ at the beginning of a cell, or a tab or line end before them; a number with its sign is a number."""
    at = 0
    for row in csv.reader(io.StringIO(folded.text)):
        for cell in row:
            begins = cell.lstrip("\t\r\n ")
            if begins[:1] in ("=", "+", "-", "@") and not NUMBER.fullmatch(begins) and begins != "-":
                place = folded.text.find(begins, at)
                if place >= 0:
                    yield Hit(place, place + len(begins), "stop", _("表計算ソフトが計算してしまう書き方です。"))
                    at = place + len(begins)
