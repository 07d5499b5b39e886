"""Where somebody lives: a municipality with a block number."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

PLACE = r"[一-鿿々ヶケぁ-んァ-ヶ]"
NUMBER = r"[\d一二三四五六七八九十]{1,4}"
BLOCK = rf"(?:{NUMBER}丁目)?{NUMBER}(?:番地?(?:の?{NUMBER})?号?|-\d{{1,4}}(?:-\d{{1,4}})?)"
ADDRESS = re.compile(rf"(?:{PLACE}{{2,3}}[都道府県])?{PLACE}{{1,7}}[市区町村]{PLACE}{{0,12}}{BLOCK}")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Down to the block; the city hall's own passes."""
    for found in ADDRESS.finditer(folded.text):
        if not any(found[0] in one or (len(one) > 5 and one in found[0]) for one in around.known):
            yield Hit(*found.span(), "stop", _("番地までの住所です。"))
