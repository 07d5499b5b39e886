"""A plan as `catalogue/_plans/<slug>/plan.yaml` declares it: chapters, lists it answers to, windows."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.procedures.wording import Text
from yakuba.toolbox import dates


class Named(Declared):
    """One entry of a list, such as a chapter or a point of the national plan."""

    code: str
    title: Text


class Slogan(Named):
    """What stands over several chapters."""

    chapters: list[Named]


class Listed(Declared):
    """A list that others keep, in the edition that the plan was written against."""

    edition: str
    source: str
    entries: list[Named]


class Plan(Declared):
    """plan.yaml: one plan of the city, or one that another city published."""

    title: Text
    reading: str = ""
    intro: Text | None = None
    source: str = Option("", description="よその市が公表した計画から写したときの出典。書けば、直せない。")
    owner: str = Option("", description="出典の計画に担当課が書かれていないとき、代わりに見せることば。")
    invented: bool = Option(False, description="見本として作った架空の計画。ページにそう書く。")
    mission: Text | None = None
    vision: Text | None = None
    value_words: list[Text] = []
    taxonomy_source: str = ""
    slogans: list[Slogan]
    national: Listed | None = None
    upper: list[Named] = []
    indicators: list[Named] = Option([], description="県の戦略で、市町村数が指標になっている項目。")
    first_year: int
    years: int = Option(5, ge=1, le=10)
    windows: list[int] = Option([7, 11, 3], description="確認の月。")
    window_days: int = Option(21, ge=1, le=90)
    kpi: Literal["none", "optional", "required"] = Option("optional", description="数値目標を置くか。市が決める。")

    @model_validator(mode="after")
    def _windows_are_months(self) -> "Plan":
        if not self.windows or any(not 1 <= month <= 12 for month in self.windows):
            raise ValueError("windows には、確認の月を 1 から 12 の数で並べてください。例：[7, 11, 3]")
        return self

    @property
    def chapters(self) -> list[Named]:
        return [chapter for slogan in self.slogans for chapter in slogan.chapters]

    @property
    def fiscal_years(self) -> range:
        return range(self.first_year, self.first_year + self.years)

    def chapter(self, code: str) -> Named | None:
        return next((one for one in self.chapters if one.code == code), None)

    def window_before(self, day: date) -> date:
        """The first day of the newest window month that has begun."""
        return max(one for one in self._window_days(day) if one <= day)

    def window_after(self, day: date) -> date:
        """The first day of the next window month."""
        return min(one for one in self._window_days(day) if one > day)

    def _window_days(self, day: date) -> list[date]:
        return [date(year, month, 1) for year in (day.year - 1, day.year, day.year + 1) for month in self.windows]


def plan(slug: str) -> Plan:
    """Raises KeyError where there is none of that name, Unsound where its file is wrong."""
    if slug not in slugs():
        raise KeyError(slug)
    return _plan(settings.CATALOGUE / "_plans" / slug / "plan.yaml")


def slugs() -> list[str]:
    """The plans of this city, its own first."""
    folder = settings.CATALOGUE / "_plans"
    return sorted(_slugs(folder), key=lambda slug: (bool(_plan(folder / slug / "plan.yaml").source), slug))


def own() -> str:
    """The city's own plan, the first that is not copied from another city. Raises KeyError where it has none."""
    for slug in slugs():
        if not plan(slug).source:
            return slug
    raise KeyError("no plan of its own")


def year_in_words(year: int) -> str:
    """令和8年度, as plans write a fiscal year."""
    return dates.wareki(date(year, 12, 1)).partition("年")[0] + "年度"


@lru_cache
def _slugs(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(one.parent.name for one in folder.glob("*/plan.yaml")))


@lru_cache
def _plan(path: Path) -> Plan:
    return loading.validate(loading.open_file(path), Plan)
