"""考察 bound to their table: すべて, ほとんど, 多く mean so many of a hundred, and what does not fit is marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from yakuba.figures.shares import Share
from yakuba.figures.tabulating import Table

# {q2.true}: the answer `true` of question q2, in words with its base.
CITED = re.compile(r"\{(?P<question>[\w.]+?)\.(?P<answer>[\w]+)\}")
_DIGITS = r"[\d０-９〇一二三四五六七八九十百]+(?:[.．][\d０-９]+)?"
# 95%, 九割, 五ポイント, 三分の二, 10人中9人: a share in any of the ways people type one.
BARE = re.compile(rf"{_DIGITS}\s*(?:[%％割]|パーセント|ポイント|分の{_DIGITS}|[人件]中\s*{_DIGITS}\s*[人件])")
SENTENCE = re.compile(r"[^。\n]+。?")
FEW = 10
HALF = 50


@dataclass(frozen=True)
class Mark:
    """One word of a 考察 that does not fit its figure, or cannot be checked."""

    quote: str
    say: str
    is_wrong: bool


@dataclass(frozen=True)
class Quantity:
    """A word with the least and the most of a hundred it may stand for, as the city sets them."""

    pattern: re.Pattern[str]
    word: str
    least: Decimal
    most: Decimal


def said(text: str, tables: Sequence[Table]) -> str:
    """The text with every cited answer in words: 95.1%（この問いに答えた41人のうち39人）."""
    known = _cited(tables)

    def words(found: re.Match[str]) -> str:
        share = known.get(found[0])
        return _in_words(share) if share else found[0]

    return CITED.sub(words, text)


def marks(text: str, tables: Sequence[Table], about: str = "") -> list[Mark]:
    """Every quantity word with the figure it stands for: the one cited in its sentence, else the largest of `about`."""
    known, found = _cited(tables), []
    for sentence in SENTENCE.findall(text):
        shares = [known[one[0]] for one in CITED.finditer(sentence) if one[0] in known]
        for one in quantities():
            if one.pattern.search(sentence):
                # Of a small part it is not the largest answer that is spoken of.
                found.append(_mark(one, shares or ([] if one.most < HALF else _largest(tables, about))))
    return [one for one in found if one]


def faults(text: str, tables: Sequence[Table]) -> list[str]:
    """What must be put right before it is kept: percentages typed by hand, answers that there are not."""
    known = _cited(tables)
    typed = _("「%(quote)s」は手で入れた数です。{q2.true} のように、表の数を引いてください。")
    absent = _("%(quote)s という答えは、表にありません。")
    cited = [one[0] for one in CITED.finditer(text) if one[0] not in known]
    return [typed % {"quote": one[0]} for one in BARE.finditer(text)] + [absent % {"quote": one} for one in cited]


def warnings(table: Table, invited: int | None, attended: int | None) -> list[str]:
    """What a reader must know before believing a table: no comparison with before, who is silent, how few they are."""
    told = [_("実施した後だけの調査です。前と比べることはできません。")]
    whole = attended or invited
    if whole and table.asked <= whole:
        silent = Share(whole - table.asked, whole)
        if silent.count:
            said = _("回答していない人が%(share)s（%(of)d人のうち%(count)d人）います。")
            told.append(said % {"share": silent.text(), "of": silent.of, "count": silent.count})
    if table.answered < FEW:
        told.append(_("答えた人が%(count)d人です。割合で語るには少なすぎます。") % {"count": table.answered})
    return told


@lru_cache
def _quantities(path: Path) -> tuple[Quantity, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Quantity(
            re.compile(_unless(one["word"], one.get("unless", ()))),
            one["word"],
            Decimal(str(one.get("least", 0))),
            Decimal(str(one.get("most", 100))),
        )
        for one in entries
    )


def _unless(word: str, longer: Sequence[str]) -> str:
    """The word where it is not a part of a longer one: 半数 in 過半数 is another word."""
    before = "".join(rf"(?<!{re.escape(one.removesuffix(word))})" for one in longer if one.endswith(word))
    after = "".join(rf"(?!{re.escape(one.removeprefix(word))})" for one in longer if one.startswith(word))
    return before + re.escape(word) + after


def quantities() -> tuple[Quantity, ...]:
    """The words of the city that stand for a share."""
    return _quantities(settings.CATALOGUE / "_gate" / "quantities.yaml")


def _mark(quantity: Quantity, shares: Sequence[Share]) -> Mark | None:
    word, least, most = quantity.word, quantity.least, quantity.most
    parts = [(share, exact) for share in shares if (exact := share.exact) is not None]
    if not parts:
        return Mark(word, _("数値がないため、確かめられません。"), False)
    share, exact = parts[0]
    said = _in_words(share)
    if least <= exact <= most:
        return None
    words = _("表では%(said)sです。「%(word)s」は%(least)s%%から%(most)s%%のときに使います。")
    return Mark(word, words % {"said": said, "word": word, "least": least, "most": most}, True)


def _largest(tables: Sequence[Table], about: str) -> list[Share]:
    mine = [row.share for table in tables if table.code == about and table.answered for row in table.rows]
    return sorted(mine, key=lambda share: -share.count)[:1]


def _cited(tables: Sequence[Table]) -> Mapping[str, Share]:
    return {f"{{{table.code}.{row.code}}}": row.share for table in tables for row in table.rows}


def _in_words(share: Share) -> str:
    words = {"text": share.text(), "of": share.of, "count": share.count}
    return _("%(text)s（答えた%(of)d人のうち%(count)d人）") % words
