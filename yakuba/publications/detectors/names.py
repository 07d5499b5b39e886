"""Names of people: a frequent surname with さん, 様, 氏… behind it. Those who are public in this text are known."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit, Weight

HEAVY = ("さん", "様", "ちゃん", "くん")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """さん・様・ちゃん・くん speak of a private person; 氏・先生・教授・委員 often of one who speaks in public."""
    for found in _named().finditer(folded.text):
        name = found["name"]
        if any(name in one.replace(" ", "").replace("　", "") for one in around.known):
            continue
        weight: Weight = "stop" if found["title"] in HEAVY else "look"
        yield Hit(*found.span(), weight, _("人の名前のようです。公にしてよい人かをたしかめてください。"))


@lru_cache
def _named() -> re.Pattern[str]:
    surnames = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").split()
    listed = "|".join(sorted(surnames, key=len, reverse=True))
    return re.compile(
        rf"(?<![一-鿿々])(?P<name>(?:{listed}) ?[一-鿿々ぁ-んァ-ヶ]{{0,3}}?) ?"
        "(?P<title>さん|様|ちゃん|くん|氏|先生|教授|委員)"
    )
