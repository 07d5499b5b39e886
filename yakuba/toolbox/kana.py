"""Readings: hiragana, katakana, half-width katakana, and the key under which a name is searched."""

import re
import unicodedata

HIRAGANA = [*range(0x3041, 0x3097), 0x309D, 0x309E]
TO_KATAKANA = {code: code + 0x60 for code in HIRAGANA}
TO_HIRAGANA = {code + 0x60: code for code in HIRAGANA}
HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
KATAKANA = "\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
READING = re.compile(rf"[{KATAKANA}・ \u3000]*[{KATAKANA}][{KATAKANA}・ \u3000]*")
# 全銀協: capitals, digits and a few signs, for the names of companies too.
BANK_NAME = re.compile(rf"[{KATAKANA}・ A-Z0-9()「」/.,\\-]*[{KATAKANA}A-Z0-9][{KATAKANA}・ A-Z0-9()「」/.,\\-]*")
LINE = re.compile(rf"(?<=[{KATAKANA}])[-‐‑‒–—―−]")
# They choose one of several shapes of a character; no two words differ by them.
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def to_katakana(text: str) -> str:
    """Hiragana and half-width katakana as full-width katakana; everything else as it is."""
    return _full_width(text).translate(TO_KATAKANA)


def to_hiragana(text: str) -> str:
    """Katakana of both widths as hiragana; the few signs hiragana does not have stay."""
    return _full_width(text).translate(TO_HIRAGANA)


def is_katakana(text: str) -> bool:
    """A reading in full-width katakana: blanks, ー and ・ are part of it, digits and hiragana are not."""
    return READING.fullmatch(text) is not None


def bank_kana(text: str) -> str:
    """An account holder as banks print it (ﾐﾎﾝ ﾊﾅ-, ｶ)ﾐﾎﾝ) in full-width katakana, with one blank between words."""
    folded = " ".join(to_katakana(unicodedata.normalize("NFKC", text)).upper().split())
    return LINE.sub("ー", folded)


def is_bank_kana(text: str) -> bool:
    """What `bank_kana` makes of a name that a bank would accept, of a person or a company."""
    return BANK_NAME.fullmatch(text) is not None


def fold(text: str) -> str:
    """The key for searching: ﾐﾎﾝ, ミホン and みほん are one, as are Ａ and a. Small kana and ー stay different."""
    plain = unicodedata.normalize("NFKC", SELECTORS.sub("", text))
    return unicodedata.normalize("NFKC", to_hiragana(plain.lower()))


def _full_width(text: str) -> str:
    # Together with their voicing marks: ｶﾞ is two characters, ガ is one.
    return HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
