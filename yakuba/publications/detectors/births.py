"""Days of birth, in both calendars and in Chinese figures; any other day passes."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

FIGURE = r"(?:\d{1,2}|元|[〇一二三四五六七八九十]{1,3})"
YEAR = rf"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])[. ]?{FIGURE}|(?:19|20)\d{{2}})"
DAY = re.compile(rf"{YEAR}(?:年|[./-]) ?{FIGURE}(?:月|[./-]) ?{FIGURE}日?")
NAMED = re.compile("生年月日|生まれ|誕生日|出生日")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Where it is said beside the day that somebody was born on it."""
    for found in DAY.finditer(folded.text):
        if NAMED.search(folded.near(*found.span(), most=12)):
            yield Hit(*found.span(), "stop", _("生年月日です。"))
