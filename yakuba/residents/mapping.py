"""Which column of a file is what: `catalogue/_register/<name>.yaml`."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import Field as Option

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.procedures.wording import Text


class Column(Declared):
    """One column. `codes` turn what stands there into our words; `width` is how many digits a code has."""

    column: str = Option(description="ファイルの見出し。")
    codes: dict[str, str] = Option({}, description="ファイルの値と、こちらの値。書かなければ、そのまま。")
    width: int | None = Option(None, ge=1, le=20, description="番号のけた数。表計算で落ちた先頭の0を補う。")


class AttributeColumn(Column):
    """What another system knows of a person."""

    title: Text
    kind: Literal["text", "number", "yes_no", "date"] = "text"
    source: str = Option(description="どの業務の情報か。例：市民税")
    purpose: str = Option(description="使ってよい目的。")


class Person(Declared):
    """The columns of a person's state."""

    number: Column = Option(description="宛名番号。")
    household: Column = Option(description="世帯番号。")
    family_name: Column
    given_name: Column | None = Option(None, description="氏と名が一つの列なら、書かない。")
    family_kana: Column
    given_kana: Column | None = None
    birth_date: Column
    relation: Column = Option(description="続柄。")
    postcode: Column | None = None
    prefecture: Column | None = None
    city: Column | None = None
    town: Column
    block: Column | None = None
    building: Column | None = None
    phone: Column | None = None
    since: Column = Option(description="いまの状態になった日（住定日・異動日）。")
    ended_on: Column | None = Option(None, description="消除された日。")
    ended_why: Column | None = Option(None, description="消除の事由。例：転出、死亡")


class Mapping(Declared):
    """One layout of file. `place` stands where a file says no prefecture or city."""

    title: str
    person: Person
    place: dict[Literal["prefecture", "city"], str] = Option({}, description="列がないときの都道府県と市区町村。")
    attributes: dict[str, AttributeColumn] = {}


def mapping(name: str) -> Mapping:
    """Raises KeyError where there is none of that name, Unsound where its file is wrong."""
    path = settings.CATALOGUE / "_register" / f"{name}.yaml"
    if not path.is_file():
        raise KeyError(name)
    return _mapping(path)


def names() -> list[str]:
    """Every layout there is."""
    return sorted(one.stem for one in (settings.CATALOGUE / "_register").glob("*.yaml"))


@lru_cache
def _mapping(path: Path) -> Mapping:
    return loading.validate(loading.open_file(path), Mapping)
