"""The editions of the 御法度 as `catalogue/_taboos/<number>/edition.yaml` declares them."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.procedures.wording import Text


class Taboo(Declared):
    """One of them. `pair` is the one that says the same from the other side; `again` the one that it repeats."""

    no: int = Option(ge=1, le=99)
    text: Text
    hint: Text = Option(description="会話の糸口。一つの問い。")
    pair: int | None = None
    again: int | None = None

    def __str__(self) -> str:
        return f"{self.no} {self.text}"


class Edition(Declared):
    """edition.yaml. A number keeps its meaning from edition to edition; one that is dropped is not given anew."""

    number: int = Option(ge=1)
    title: Text
    decided_in: str = Option(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="決めた月。例：2026-03")
    decided_by: str
    source: str
    why: str = Option(min_length=1, description="なぜ改めたか。")
    notes: list[Text]
    questions: list[Text] = Option(min_length=2, max_length=2, description="判断に迷うときの二つの問い。")
    entries: list[Taboo] = Option(min_length=1)

    @model_validator(mode="after")
    def _numbers_fit(self) -> "Edition":
        numbers = [one.no for one in self.entries]
        if numbers != sorted(set(numbers)):
            raise ValueError("番号は、小さいものから、一度ずつ並べてください。")
        known = {one.no: one for one in self.entries}
        for one in self.entries:
            if one.pair is not None and (one.pair not in known or known[one.pair].pair != one.no):
                raise ValueError(f"{one.no}番の対（pair）は、たがいに指していません。")
            if one.again is not None and (one.again not in known or one.again >= one.no):
                raise ValueError(f"{one.no}番の再掲（again）は、前にある番号にしてください。")
        return self

    def entry(self, number: int | None) -> Taboo | None:
        return next((one for one in self.entries if one.no == number), None)

    @property
    def decided_year_month(self) -> tuple[int, int]:
        year, _dash, month = self.decided_in.partition("-")
        return int(year), int(month)


def numbers() -> list[int]:
    """Every edition there is, the newest first."""
    return list(_numbers(settings.CATALOGUE / "_taboos"))


def edition(number: int) -> Edition:
    """Raises KeyError where there is none of that number, Unsound where its file is wrong."""
    if number not in numbers():
        raise KeyError(number)
    return _edition(settings.CATALOGUE / "_taboos" / str(number) / "edition.yaml")


def current() -> Edition | None:
    """The edition in force: the newest. None where a city has no 御法度."""
    found = numbers()
    return edition(found[0]) if found else None


@lru_cache
def _numbers(folder: Path) -> tuple[int, ...]:
    named = (one.parent.name for one in folder.glob("*/edition.yaml"))
    return tuple(sorted((int(name) for name in named if name.isascii() and name.isdigit()), reverse=True))


@lru_cache
def _edition(path: Path) -> Edition:
    return loading.validate(loading.open_file(path), Edition)
