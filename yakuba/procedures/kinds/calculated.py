"""A value that the procedure works out and shows."""

from typing import Any, ClassVar, Literal

from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.money import yen


class CalculatedField(Field):
    """Shows `value`, a name under `values`; it is worked out anew from the answers, never taken from a client."""

    kind: Literal["calculated"] = "calculated"
    value: str = Option(description="values に書いた名前。")
    unit: Literal["yen", "count", "text"] = Option("yen", description="見せ方。")

    is_asked: ClassVar[bool] = False

    def read(self, typed: Typed, around: Around) -> None:
        return None

    def show(self, value: Any) -> str:
        return yen(value) if self.unit == "yen" else str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "string"], "readOnly": True}

    def rule_type(self) -> rules.Type:
        return rules.INT
