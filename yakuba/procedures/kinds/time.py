"""A time of day."""

import datetime
import re
import unicodedata
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong


class TimeField(Field):
    """The value is `"HH:MM"`; what is typed may be `14` and `30`, `14:30` or `14時30分`."""

    kind: Literal["time"] = "time"

    parts: ClassVar[tuple[Part, ...]] = (
        Part("hour", gettext_lazy("時"), inputmode="numeric"),
        Part("minute", gettext_lazy("分"), inputmode="numeric"),
    )

    def typed(self, value: Any) -> dict[str, list[str]]:
        hour, minute = value.split(":")
        return {"hour": [str(int(hour))], "minute": [minute]}

    def cells(self, value: Any) -> dict[str, str]:
        return {"": value}

    def has_cell(self, part: str) -> bool:
        return not part or super().has_cell(part)

    def read(self, typed: Typed, around: Around) -> str:
        whole = first(typed) or f"{first(typed, 'hour')}:{first(typed, 'minute') or '00'}"
        found = re.fullmatch(r"([0-9]{1,2})[:時]([0-9]{1,2})分?", unicodedata.normalize("NFKC", whole))
        if not found:
            raise Wrong({"hour": _("時と分を数字で入力してください。例：14 30")})
        try:
            return datetime.time(int(found[1]), int(found[2])).strftime("%H:%M")
        except ValueError as error:
            raise Wrong({"hour": _("0時0分から23時59分までの時刻を入力してください。")}) from error

    def show(self, value: Any) -> str:
        return str(value)

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def rule_type(self) -> rules.Type:
        return rules.TIME

    def rule_value(self, value: Any) -> datetime.time:
        return datetime.time.fromisoformat(value)
