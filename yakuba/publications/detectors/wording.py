"""Words that are written wrongly or in many ways; each with how it should be."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """By the list of words.yaml; the right form is in `instead`."""
    for pattern, right, weight in _words():
        for found in pattern.finditer(folded.text):
            if found[0] != right:
                said = _("「%(right)s」と書きます。") if weight == "look" else _("「%(right)s」のまちがいです。")
                yield Hit(*found.span(), weight, said % {"right": right}, right)


@lru_cache
def _words() -> list[tuple[re.Pattern[str], str, Any]]:
    entries = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return [(re.compile(one["wrong"]), one["right"], one.get("weight", "look")) for one in entries]
