"""個人番号 and the other numbers by which the state knows a person. A 法人番号 (13 digits) is public and passes."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

TWELVE = re.compile(r"(?<![\d-])\d{4}[- ]?\d{4}[- ]?\d{4}(?![\d-])")
# 番号利用法施行規則の検査用数字: the weights of the first eleven digits, from the left.
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
NAMED = re.compile(r"個人番号|マイナンバー|my ?number", re.IGNORECASE)
OTHERS = (
    (re.compile(r"(?<![\d-])\d{11}(?![\d-])"), re.compile("住民票コード"), "住民票コード"),
    (re.compile(r"(?<![\d-])\d{4}-\d{6}(?![\d-])"), re.compile("年金"), "基礎年金番号"),
    (re.compile(r"(?<![\d-])\d{12}(?![\d-])"), re.compile("免許"), "運転免許証の番号"),
    (re.compile(r"(?<![\d-])\d{7}(?![\d-])"), re.compile("口座|普通預金|当座預金|普通 ?\\d|記号番号"), "口座番号"),
    (re.compile(r"(?<![\d-])\d{8,10}(?![\d-])"), re.compile("被保険者|保険証|受給者番号"), "被保険者・受給者の番号"),
)


def my_number(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Twelve digits with the right check digit; where 個人番号 is said beside them, they stop it."""
    for found in TWELVE.finditer(folded.text):
        named = NAMED.search(folded.near(*found.span()))
        if is_my_number(re.sub("[- ]", "", found[0])):
            yield Hit(*found.span(), "stop" if named else "look", _("個人番号（マイナンバー）の形をしています。"))
        elif named:
            yield Hit(*found.span(), "look", _("個人番号のように書いてあります（検査用の数字は合いません）。"))


def others(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Numbers that only what stands beside them gives away."""
    for digits, named, title in OTHERS:
        for found in digits.finditer(folded.text):
            if named.search(folded.near(*found.span())):
                yield Hit(*found.span(), "stop", _("%(title)sのように書いてあります。") % {"title": title})


def is_my_number(digits: str) -> bool:
    """Whether the twelfth digit is the check digit of the first eleven; of random ones a tenth are right."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:11], WEIGHTS, strict=True)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)
