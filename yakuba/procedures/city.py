"""The city itself, as `catalogue/city.yaml` and `catalogue/letters.yaml` describe it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field as Option
from pydantic import RootModel

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared, Letter
from yakuba.procedures.letters import missing_words, unknown_words
from yakuba.procedures.wording import Text


class City(Declared):
    """city.yaml: what pages, papers and letters say of the city. All of it is shown to the public."""

    name: Text = Option(description="市の名前。")
    mayor: str = Option(description="市長の氏名。紙に出る。")
    mayor_title: Text = Option(description="市長の職名。例：みほん市長")
    postcode: str = Option(description="市役所の郵便番号。")
    address: Text = Option(description="市役所の所在地。")
    phone: str = Option(description="代表電話。")
    hours: Text = Option(description="窓口の開いている時間。")
    organisation: str = Option("", description="組織と人事を画面で直す課の符号。書かなければ、yakuba staff だけ。")
    programme: str = Option("", description="DXの計画・会議・研修をとりまとめる課の符号。")
    smallest_cell: int = Option(3, ge=2, description="公表する表で、これより少ない人数は伏せる。")
    code: str = Option(description="全国地方公共団体コード（6けた）。")
    appeal: Text = Option(description="教示（行政不服審査法 第82条、行政事件訴訟法 第46条）。")
    verify_note: Text = Option(description="紙の真偽を確かめる方法の案内。")
    letter_foot: Text = Option(description="手紙の終わりに付く文。")


class Letters(RootModel[dict[str, Letter]]):
    """letters.yaml: the letters that every procedure may send, by name."""


def city() -> City:
    """This city. Raises Unsound where its file is wrong."""
    return _city(settings.CATALOGUE)


def letters() -> dict[str, Letter]:
    """The city's standard letters by name. Raises Unsound where their file is wrong."""
    return _letters(settings.CATALOGUE)


@lru_cache
def _city(catalogue: Path) -> City:
    return loading.validate(loading.open_file(catalogue / "city.yaml"), City)


@lru_cache
def _letters(catalogue: Path) -> dict[str, Letter]:
    source = loading.open_file(catalogue / "letters.yaml")
    found = loading.validate(source, Letters).root
    if faults := [*unknown_words(source, found, ()), *missing_words(source, found)]:
        raise loading.Unsound(faults)
    return found
