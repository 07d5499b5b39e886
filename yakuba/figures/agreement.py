"""Two people sort the same comments: how far they agree, beyond what chance would make them (Cohen's kappa)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from yakuba.figures.shares import Share
from yakuba.toolbox import kana

SHORTEST, LONGEST = 2, 6
MOST_WORDS = 12
IN_AT_LEAST = 3


@dataclass(frozen=True)
class Agreement:
    """Of the comments that both have sorted: how many alike, kappa, and where they differ."""

    alike: Share
    kappa: Decimal | None
    differing: Sequence[int]


def agreement(one: Mapping[int, str], other: Mapping[int, str]) -> Agreement:
    """Kappa to two decimals; None where nothing was sorted by both, or chance alone would make them agree."""
    both = sorted(set(one) & set(other))
    alike = Share(sum(one[key] == other[key] for key in both), len(both))
    return Agreement(alike, _kappa(one, other, both), [key for key in both if one[key] != other[key]])


def keywords(texts: Sequence[str], rest: Sequence[str]) -> list[tuple[str, int]]:
    """Words that these comments have more often than the rest: runs of two to six letters, no dictionary."""
    mine, theirs = _runs(texts), _runs(rest)
    base = max(1, len(rest))
    often = {
        run: count
        for run, count in mine.items()
        if count >= IN_AT_LEAST and count * base > theirs[run] * max(1, len(texts))
    }
    whole = [
        run for run in often if not any(run != other and run in other and often[other] == often[run] for other in often)
    ]
    return sorted(((run, often[run]) for run in whole), key=lambda one: (-one[1], -len(one[0]), one[0]))[:MOST_WORDS]


def _kappa(one: Mapping[int, str], other: Mapping[int, str], both: Sequence[int]) -> Decimal | None:
    if not both:
        return None
    count = len(both)
    mine, theirs = Counter(one[key] for key in both), Counter(other[key] for key in both)
    by_chance = Fraction(sum(mine[code] * theirs[code] for code in mine), count * count)
    if by_chance == 1:
        return None
    seen = Fraction(sum(one[key] == other[key] for key in both), count)
    kappa = (seen - by_chance) / (1 - by_chance)
    return (Decimal(kappa.numerator) / Decimal(kappa.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _runs(texts: Sequence[str]) -> Counter[str]:
    """In how many comments each run of kanji, katakana or Latin letters occurs."""
    found: Counter[str] = Counter()
    for text in texts:
        folded = kana.fold(text)
        runs = {
            folded[at : at + length]
            for length in range(SHORTEST, LONGEST + 1)
            for at in range(len(folded) - length + 1)
            if all(_is_telling(letter) for letter in folded[at : at + length])
        }
        found.update(runs)
    return found


def _is_telling(letter: str) -> bool:
    """Kanji, katakana, Latin letters and figures; hiragana say little."""
    return (
        letter in "々ー" or "一" <= letter <= "鿿" or "ァ" <= letter <= "ヶ" or (letter.isalnum() and letter.isascii())
    )
