"""What was typed into the boxes of this room's forms, read into values; everything wrong is told at once."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba.people.models import Section
from yakuba.systems.keeping import MOST_YEN
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable, clean

MOST_WORDS = 12
LONGEST_WORD = 30
MOST_NUMBER = 2_000_000_000
BETWEEN_WORDS = re.compile(r"[、,，\n;；/／]+")
YEARS = (1990, 2100)


class Wrong(Refused):
    """What was typed cannot stand: a sentence for each box, by its name."""

    def __init__(self, boxes: Mapping[str, str]) -> None:
        super().__init__(" ".join(boxes.values()))
        self.boxes = dict(boxes)


class Stale(Refused):
    """Somebody else has changed it since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("ほかの人が、先にこれを直しました。いまの内容をたしかめて、もう一度直してください。"))


class Boxes:
    """Reads one box after another and remembers what is wrong with each; `done()` says it all."""

    def __init__(self, typed: Mapping[str, Any]) -> None:
        self.typed, self.wrong = typed, dict[str, str]()

    def done(self) -> None:
        """Raises Wrong where any box was."""
        if self.wrong:
            raise Wrong(self.wrong)

    def text(self, name: str, *, longest: int = 100, must: str = "") -> str:
        """One line, or several where `longest` leaves room for them; `must` is said where nothing is written."""
        try:
            found = clean(self._raw(name)).strip()
        except Unprintable as error:
            self.wrong[name] = str(error)
            return ""
        if not found and must:
            self.wrong[name] = must
        if len(found) > longest:
            self.wrong[name] = _("%(most)d文字までにしてください。") % {"most": longest}
        if "\n" in found and longest <= 200:
            self.wrong[name] = _("1行で入力してください。")
        return found

    def words(self, name: str, *, must: str = "") -> list[str]:
        """Words between commas, each once, as they were written first."""
        typed = self.text(name, longest=1000)
        found = list(dict.fromkeys(word.strip() for word in BETWEEN_WORDS.split(typed) if word.strip()))
        if not found and must:
            self.wrong.setdefault(name, must)
        if len(found) > MOST_WORDS:
            self.wrong[name] = _("%(most)d語までにしてください。") % {"most": MOST_WORDS}
        if any(len(word) > LONGEST_WORD for word in found):
            self.wrong[name] = _("1語は%(most)d文字までです。「、」で区切ってください。") % {"most": LONGEST_WORD}
        return found

    def number(self, name: str, *, most: int = MOST_NUMBER, must: str = "") -> int | None:
        """Whole and not below zero; full-width figures, 1,000 and 円 are read as they are meant."""
        typed = re.sub(r"[,\s円]", "", unicodedata.normalize("NFKC", self._raw(name)))
        if not typed:
            if must:
                self.wrong[name] = must
            return None
        if not re.fullmatch(r"[0-9]{1,18}", typed):
            self.wrong[name] = _("0以上の整数で入力してください。")
        elif int(typed) > most:
            self.wrong[name] = _("%(most)sまでの数で入力してください。") % {"most": f"{most:,}"}
        return None if name in self.wrong else int(typed)

    def yen(self, name: str, *, must: str = "") -> int | None:
        return self.number(name, most=MOST_YEN, must=must)

    def day(self, name: str, *, must: str = "") -> date | None:
        typed = self._raw(name).strip()
        if not typed:
            if must:
                self.wrong[name] = must
            return None
        try:
            found = dates.parse(typed)
        except dates.NotADate as error:
            self.wrong[name] = str(error)
            return None
        if not YEARS[0] <= found.year <= YEARS[1]:
            self.wrong[name] = _("%(first)d年から%(last)d年までの日にしてください。") % {
                "first": YEARS[0],
                "last": YEARS[1],
            }
            return None
        return found

    def day_or_today(self, name: str) -> date:
        return self.day(name) or clock.today()

    def yes(self, name: str) -> bool:
        return self._raw(name) in {"1", "on", "yes", "はい", "true"}

    def choice(self, name: str, known: Iterable[str], *, must: str = "") -> str:
        """One of the known words; empty where none is chosen and none has to be."""
        typed = self._raw(name).strip()
        if typed not in known if typed else must:
            self.wrong[name] = must or _("一覧から選んでください。")
            return ""
        return typed

    def section(self, name: str) -> Section | None:
        """A section of today, by its code or its name."""
        typed = self._raw(name).strip()
        today = Section.objects.valid_on(clock.today())
        found = list(today.filter(code=typed)) or list(today.filter(name=typed)[:2]) if "\0" not in typed else []
        if len(found) != 1:
            self.wrong[name] = _("課を選んでください。")
            return None
        return found[0]

    def _raw(self, name: str) -> str:
        value = self.typed.get(name, "")
        if isinstance(value, int | date):
            return str(value)
        return value if isinstance(value, str) else ""


def typed_over(typed: Mapping[str, Any]) -> dict[str, Any]:
    """As a plain dict to lay over what stands; `dict()` would make lists of what a browser sends."""
    return {name: typed[name] for name in typed}
