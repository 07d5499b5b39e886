"""A text in one width, with hyphens of one kind, and the way back to where each letter stood."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Weight = Literal["stop", "look"]
HYPHENS = dict.fromkeys("‐‑‒–—―−ー－ｰ", "-")
DIGITS_AROUND = "0123456789"


@dataclass(frozen=True)
class Hit:
    """Where in the folded text, how heavy, what to say, what to write instead."""

    start: int
    end: int
    weight: Weight
    say: str
    instead: str = ""


@dataclass(frozen=True)
class Folded:
    """NFKC letter by letter; a hyphen of any kind between digits is a hyphen."""

    text: str
    origins: Sequence[int]
    length: int

    @classmethod
    def of(cls, text: str) -> "Folded":
        letters: list[str] = []
        origins: list[int] = []
        for at, letter in enumerate(text):
            plain = letter if letter.isascii() else unicodedata.normalize("NFKC", letter)
            for each in plain:
                letters.append(each)
                origins.append(at)
        for at, letter in enumerate(letters):
            if letter in HYPHENS and at and letters[at - 1] in DIGITS_AROUND:
                letters[at] = "-"
        return cls("".join(letters), origins, len(text))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The same place in the text as it was written."""
        begin = self.origins[start]
        return begin, self.origins[end] if end < len(self.origins) and self.origins[end] > begin else self._after(end)

    def near(self, start: int, end: int, most: int = 20) -> str:
        """What stands around a place."""
        return self.text[max(0, start - most) : end + most]

    def _after(self, end: int) -> int:
        return self.origins[end - 1] + 1 if end else 0
