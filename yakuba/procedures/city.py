"""The city itself, as `catalogue/city.yaml` and `catalogue/letters.yaml` describe it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import RootModel

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared, Letter
from yakuba.procedures.wording import Text


class City(Declared):
    """Name, address and standing texts; `appeal` is the 教示 (行政不服審査法 第82条, 行政事件訴訟法 第46条)."""

    name: Text
    mayor: str
    mayor_title: Text
    postcode: str
    address: Text
    phone: str
    hours: Text
    code: str
    appeal: Text
    verify_note: Text
    letter_foot: Text


class Letters(RootModel[dict[str, Letter]]):
    """The letters that every procedure may send."""


def city() -> City:
    """This city. Raises Unsound where its file is wrong."""
    return _city(settings.CATALOGUE)


def letters() -> dict[str, Letter]:
    """The city's standard letters by name. Raises Unsound where their file is wrong."""
    return _letters(settings.CATALOGUE)


@lru_cache
def _city(catalogue: Path) -> City:
    loaded: City = loading.validate(_read(catalogue / "city.yaml"), City)
    return loaded


@lru_cache
def _letters(catalogue: Path) -> dict[str, Letter]:
    loaded: Letters = loading.validate(_read(catalogue / "letters.yaml"), Letters)
    return loaded.root


def _read(path: Path) -> loading.Source:
    return loading.read(path.read_text(encoding="utf-8"), path.name)
