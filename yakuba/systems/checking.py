"""The conversation before a purchase (個別導入チェック): 「もしかして、御法度の8番？」. It hints, and never blocks.

Values alone: what the wish says and what the register knows. Nothing here is counted by person or section.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yakuba.systems.declared import Check
from yakuba.systems.duplicates import Match

# What stands behind a cue and turns it round: 「カスタマイズはしません」 is no hint of customising.
DENIED = (
    "しない",
    "しません",
    "なし",
    "不要",
    "せず",
    "ではなく",
    "禁止",
    "行わない",
    "行いません",
    "をやめ",
    "求めない",
)
DENIED_BEFORE = ("ノン", "脱")
DENIED_WITHIN = 8


@dataclass(frozen=True)
class Wish:
    """What somebody wishes to buy, as far as the check reads it."""

    title: str
    reason: str
    functions: Sequence[str]
    asked_others: str = ""
    adds_channel: bool = False
    minutes_before: int | None = None
    minutes_after: int | None = None
    removes: str = ""
    side_by_side_until: date | None = None

    @property
    def text(self) -> str:
        return "\n".join((self.title, self.reason))


@dataclass(frozen=True)
class Hint:
    """One taboo that this may be about, the taboo's own words, and what in the wish made us think of it."""

    number: int
    quote: str
    because: str

    @property
    def wording(self) -> str:
        return _("もしかして、御法度の%(number)d番？") % {"number": self.number}


@dataclass(frozen=True)
class Note:
    """The yellow note on work that grows: what is missing or too much, beside the sentence it goes back to."""

    because: str
    quote: str
    source: str


def hints(wish: Wish, found: Sequence[Match], check: Check) -> list[Hint]:
    """Which taboos the wish may be about; none is an answer too."""
    said = [(8, _alone(wish, found)), (9, _customised(wish, check)), (17, _all_in_one(wish, check))]
    return [Hint(number, check.quote(number), because) for number, because in said if because]


def fatigue(wish: Wish, check: Check) -> Note | None:
    """第2: a new channel or tool beside the old ones makes more work, unless something is taken away or it ends."""
    if not wish.adds_channel:
        return None
    before, after = wish.minutes_before, wish.minutes_after
    if before is None or after is None:
        because = _(
            "窓口・電話・紙・オンラインを合わせた、1件あたりの職員の時間（導入の前と後）が、まだ書かれていません。"
        )
    elif after > before and wish.side_by_side_until is None:
        because = _("1件あたりの職員の時間が、%(before)d分から%(after)d分に増えたまま、終わりの日がありません。")
        because %= {"before": before, "after": after}
    elif not wish.removes.strip():
        because = _("やり方を一つ増やします。代わりにやめるものが、まだ書かれていません。")
    else:
        return None
    return Note(because, check.fatigue, check.fatigue_source)


def _alone(wish: Wish, found: Sequence[Match]) -> str:
    alike = [one.other.name for one in found if one.is_look_alike]
    if alike:
        names = "」「".join(dict.fromkeys(alike[:3]))
        return _("よく似たものが、もうあります：「%(names)s」") % {"names": names}
    if not wish.asked_others.strip():
        return _("一つの課だけの希望になっています。ほかの課にも同じ困りごとがないか、聞いてみましたか。")
    return ""


def _customised(wish: Wish, check: Check) -> str:
    cue = next((cue for cue in check.customising if _says(wish.text, cue)), "")
    return _("「%(cue)s」と書いてあります。仕事のやり方のほうを見直せませんか。") % {"cue": cue} if cue else ""


def _all_in_one(wish: Wish, check: Check) -> str:
    count = len({one.strip() for one in wish.functions if one.strip()})
    if count >= check.many_functions:
        return _("一つの購入に、働きが%(count)dあります。いま困っていることに要るのは、どれですか。") % {"count": count}
    cue = next((cue for cue in check.bait if _says(wish.text, cue)), "")
    return (
        _("「%(cue)s」と書いてあります。いま困っていることに要るのは、どの働きですか。") % {"cue": cue} if cue else ""
    )


def _says(text: str, cue: str) -> bool:
    """Whether the cue stands somewhere without being denied: カスタマイズなし, ノンカスタマイズ."""
    text, cue = unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", cue)
    place = text.find(cue)
    while place >= 0:
        behind = text[place + len(cue) : place + len(cue) + DENIED_WITHIN]
        sentence = behind.partition("。")[0]
        if not text[:place].endswith(DENIED_BEFORE) and not any(word in sentence for word in DENIED):
            return True
        place = text.find(cue, place + 1)
    return False
