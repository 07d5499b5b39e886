"""A calendar day, typed in the Japanese or the Western calendar."""

import datetime
from typing import Any, ClassVar, Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.toolbox import dates

Bound = datetime.date | Literal["today"]
DAY_PARTS = (
    Part("year", gettext_lazy("年")),
    Part("month", gettext_lazy("月"), inputmode="numeric"),
    Part("day", gettext_lazy("日"), inputmode="numeric"),
)


class DateField(Field):
    """The value is `"YYYY-MM-DD"`."""

    kind: Literal["date"] = "date"
    not_before: Bound | None = Option(None, description="この日より前は受け付けない。today も書ける。")
    not_after: Bound | None = Option(None, description="この日より後は受け付けない。today も書ける。")

    parts: ClassVar[tuple[Part, ...]] = DAY_PARTS

    def typed(self, value: Any) -> dict[str, list[str]]:
        return typed_day(value)

    def cells(self, value: Any) -> dict[str, str]:
        return {"": value}

    def has_cell(self, part: str) -> bool:
        return not part or super().has_cell(part)

    def read(self, typed: Typed, around: Around) -> str:
        day = read_day(typed)
        least, most = bound(self.not_before, around), bound(self.not_after, around)
        if least and day < least:
            raise Wrong(_("%(day)s以後の日を入力してください。") % {"day": show_day(least)})
        if most and day > most:
            raise Wrong(_("%(day)s以前の日を入力してください。") % {"day": show_day(most)})
        return day.isoformat()

    def show(self, value: Any) -> str:
        return show_day(datetime.date.fromisoformat(value))

    def print(self, value: Any) -> str:
        return dates.wareki(datetime.date.fromisoformat(value))

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def rule_type(self) -> rules.Type:
        return rules.DATE

    def rule_value(self, value: Any) -> datetime.date:
        return datetime.date.fromisoformat(value)


def typed_day(value: Any) -> dict[str, list[str]]:
    day = datetime.date.fromisoformat(value)
    return {"year": [str(day.year)], "month": [str(day.month)], "day": [str(day.day)]}


def read_day(typed: Typed, prefix: str = "") -> datetime.date:
    """The day in three inputs, or in one text as CSV rows have it. Raises Wrong beside the first input."""
    whole = first(typed, prefix.rstrip("."))
    try:
        if whole:
            return dates.parse(whole)
        return dates.read(*(first(typed, f"{prefix}{part.name}") for part in DAY_PARTS))
    except dates.NotADate as error:
        raise Wrong({f"{prefix}year": str(error)}) from error


def show_day(day: datetime.date) -> str:
    """The day in the reader's language, in both calendars in Japanese."""
    if get_language() == "en":
        return f"{day.day} {day:%B} {day.year}"
    western = f"{day.year}年{day.month}月{day.day}日"
    japanese = dates.wareki(day)
    # Under the lunar calendar there is no other way to write it.
    return western if japanese == western else f"{western}（{japanese.partition('年')[0]}年）"


def bound(declared: Bound | None, around: Around) -> datetime.date | None:
    return around.today if declared == "today" else declared
