"""What looks like the same thing twice: by product, by what it does, by who sells it; and why. Values alone."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from yakuba.toolbox import kana


class By(models.TextChoices):
    """What two things have in common, the plainest first."""

    PRODUCT = "product", _("同じ製品")
    FUNCTION = "function", _("同じ働き")
    VENDOR = "vendor", _("同じ事業者")


# NFKC has made ㈱ and （株） one by then.
COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|(?:一般|公益)(?:社団|財団)法人|\((?:株|有|同|資|一社|一財)\)"
    r"|(?:[,\s]+(?:inc|co|corp|ltd|llc|k\.k)\.?)+$"
)
EDITION = re.compile(
    r"(?:(?<![a-z])v(?:er(?:sion)?)?|バージョン)[.\s]*\d[\d.]*$|[(\[【](?:\d{4}年?度?版?|令和.{1,3}年?度?版?|試用版?)[)\]】]$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[\s・･_\-‐―/.,、。「」『』()\[\]【】&+*']+")


@dataclass(frozen=True)
class Names:
    """The names that this city knows to mean one product, such as LoGoフォーム and ロゴホーム."""

    groups: Sequence[Sequence[str]] = ()

    @cached_property
    def _one(self) -> dict[str, str]:
        return {plain(name): plain(group[0]) for group in self.groups for name in group}

    def product(self, name: str) -> str:
        """The key of a product: widths, kana, case, blanks, editions and known other names do not count."""
        found = plain(EDITION.sub("", unicodedata.normalize("NFKC", name).strip()))
        return self._one.get(found, found)


@dataclass(frozen=True)
class Thing:
    """A system, a scenario or a wish to buy, by what may be compared."""

    key: str
    name: str
    product: str = ""
    vendor: str = ""
    functions: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Why:
    """One reason: what they share, and how each of the two writes it."""

    by: By
    here: str
    there: str

    @property
    def is_written_alike(self) -> bool:
        return self.here == self.there


@dataclass(frozen=True)
class Match:
    """Another thing that looks like this one, with every reason, the plainest first."""

    one: Thing
    other: Thing
    whys: tuple[Why, ...]

    @property
    def by(self) -> By:
        return self.whys[0].by

    @property
    def is_look_alike(self) -> bool:
        """Whether it may be the same investment twice; one vendor may well sell two different things."""
        return self.by != By.VENDOR


def plain(text: str) -> str:
    """NFKC, hiragana, small letters, without blanks and signs between: ＬｏＧｏ フォーム is logoふぉーむ."""
    return BETWEEN.sub("", kana.fold(text))


def vendor_key(name: str) -> str:
    """The seller without its legal form: 株式会社みほん, (株)みほん and ㈱ミホン are one."""
    return plain(COMPANY.sub("", unicodedata.normalize("NFKC", name).lower()))


def matches(thing: Thing, others: Iterable[Thing], names: Names) -> list[Match]:
    """Everything of `others` that shares something with `thing`, the plainest first."""
    mine = _keys(thing, names)
    found = []
    for other in others:
        if other.key != thing.key and (whys := _shared(mine, _keys(other, names))):
            found.append(Match(thing, other, whys))
    return sorted(found, key=lambda match: (_order(match), match.other.key))


def pairs(things: Sequence[Thing], names: Names) -> list[Match]:
    """Every two that may be the same investment twice, each pair once, the plainest first."""
    keyed = [(thing, _keys(thing, names)) for thing in sorted(things, key=lambda thing: thing.key)]
    holders: dict[tuple[By, str], list[int]] = {}
    for number, (_thing, keys) in enumerate(keyed):
        for by, key in keys:
            if by != By.VENDOR:
                holders.setdefault((by, key), []).append(number)
    seen = {(a, b) for held in holders.values() for place, a in enumerate(held) for b in held[place + 1 :]}
    found = [Match(keyed[a][0], keyed[b][0], _shared(keyed[a][1], keyed[b][1])) for a, b in seen]
    return sorted(found, key=lambda match: (_order(match), match.one.key, match.other.key))


Keys = dict[tuple[By, str], str]


def _keys(thing: Thing, names: Names) -> Keys:
    """What may be shared, with how it is written; nothing written is nothing shared."""
    written: list[tuple[By, str, str]] = [(By.PRODUCT, names.product(thing.product), thing.product)]
    written += [(By.FUNCTION, plain(word), word) for word in thing.functions]
    written.append((By.VENDOR, vendor_key(thing.vendor), thing.vendor))
    return {(by, key): words for by, key, words in written if key}


def _shared(mine: Keys, theirs: Keys) -> tuple[Why, ...]:
    shared = [(by, key) for by, key in mine if (by, key) in theirs]
    return tuple(Why(by, mine[by, key], theirs[by, key]) for by, key in shared)


def _order(match: Match) -> tuple[int, int]:
    return list(By).index(match.by), -len(match.whys)
