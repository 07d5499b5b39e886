"""A text between the questions. It asks nothing."""

from typing import Any, ClassVar, Literal

from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.wording import Text


class GuideField(Field):
    """Has no value."""

    kind: Literal["guide"] = "guide"
    text: Text = Option(description="読んでもらう文。")

    is_asked: ClassVar[bool] = False

    def read(self, typed: Typed, around: Around) -> None:
        return None

    def value_schema(self) -> dict[str, Any]:
        return {"type": "null", "readOnly": True}

    def rule_type(self) -> rules.Type:
        return rules.BOOL
