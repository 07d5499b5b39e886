"""Several lines of text; 3,500 characters are ordinary."""

from typing import Any, ClassVar, Literal

from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.text import check_length


class LongTextField(Field):
    """The value is the text as it was written, blanks and line ends included."""

    kind: Literal["long_text"] = "long_text"
    min_length: int = Option(0, ge=0, description="最小の文字数。")
    max_length: int = Option(4000, ge=1, le=20000, description="最大の文字数。")
    rows: int = Option(5, ge=2, le=30, description="はじめに見える行数。")

    is_one_line: ClassVar[bool] = False

    def read(self, typed: Typed, around: Around) -> str:
        # Kept to the character, blanks at the ends too: what was written is a document.
        value = (typed.get("") or [""])[0]
        check_length(value, self.min_length, self.max_length)
        return value

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": max(1, self.min_length), "maxLength": self.max_length}

    def rule_type(self) -> rules.Type:
        return rules.TEXT
