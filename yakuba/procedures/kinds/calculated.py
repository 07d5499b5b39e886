"""A value that the procedure works out and shows."""

import datetime
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.date import show_day
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.money import yen

Unit = Literal["yen", "count", "date", "text"]
# What a value must be to be shown so; any value can be shown as text.
TYPES: dict[Unit, rules.Type] = {"yen": rules.INT, "count": rules.INT, "date": rules.DATE}


class CalculatedField(Field):
    """Shows `value`, a name under `values`; it is worked out anew from the answers, never taken from a client."""

    kind: Literal["calculated"] = "calculated"
    value: str = Option(description="values に書いた名前。")
    unit: Unit = Option("yen", description="見せ方。円・数・日付・そのまま。")

    is_asked: ClassVar[bool] = False

    def read(self, typed: Typed, around: Around) -> None:
        return None

    def show(self, value: Any) -> str:
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        if self.unit == "yen":
            return yen(value)
        if self.unit == "count":
            return f"{value:,}"
        return show_day(datetime.date.fromisoformat(value)) if self.unit == "date" else str(value)

    def value_schema(self) -> dict[str, Any]:
        return {"type": ["integer", "string", "boolean"], "readOnly": True}

    def rule_type(self) -> rules.Type:
        return TYPES.get(self.unit, rules.TEXT)
