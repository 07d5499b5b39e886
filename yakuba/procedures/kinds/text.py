"""One line of text."""

import re
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option
from pydantic import field_validator, model_validator

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text
from yakuba.toolbox import kana


class TextField(Field):
    """The value is the text without the blanks around it, kept to the character."""

    kind: Literal["text"] = "text"
    min_length: int = Option(0, ge=0, description="最小の文字数。")
    max_length: int = Option(200, ge=1, le=1000, description="最大の文字数。")
    pattern: str | None = Option(None, description="全体が当てはまるべき正規表現。")
    pattern_says: Text | None = Option(None, description="当てはまらないときに出す文。")
    kana: bool = Option(False, description="カタカナで記入してもらう（ひらがなは直す）。")

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"正規表現として読めません：{error}") from error
        return pattern

    @model_validator(mode="after")
    def _in_order(self) -> "TextField":
        if self.min_length > self.max_length:
            raise ValueError("min_length が max_length より大きくなっています。")
        return self

    def read(self, typed: Typed, around: Around) -> str:
        value = first(typed)
        if self.kana:
            value = katakana(value)
        check_length(value, self.min_length, self.max_length)
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise Wrong(str(self.pattern_says) if self.pattern_says else _("書き方をたしかめてください。"))
        return value

    def value_schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "minLength": max(1, self.min_length), "maxLength": self.max_length}
        return schema | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})

    def rule_type(self) -> rules.Type:
        return rules.TEXT


def check_length(value: str, shortest: int, longest: int) -> None:
    """Raises Wrong with the count, so that the author knows how much to cut or add."""
    if len(value) > longest:
        raise Wrong(
            _("%(longest)d文字までで入力してください。いま%(count)d文字です。")
            % {"longest": longest, "count": len(value)}
        )
    if len(value) < shortest:
        raise Wrong(
            _("%(shortest)d文字以上で入力してください。いま%(count)d文字です。")
            % {"shortest": shortest, "count": len(value)}
        )


def katakana(value: str) -> str:
    """The reading in full-width katakana. Raises Wrong where it is not kana."""
    folded = kana.to_katakana(value)
    if not kana.is_katakana(folded):
        raise Wrong(_("カタカナで入力してください。例：ミホン ハナ"))
    return folded
