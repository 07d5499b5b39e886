"""Any number of declared options, within bounds."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.choice import Option, find
from yakuba.procedures.kinds.field import Around, Field, Typed, Wrong


class ChoicesField(Field):
    kind: Literal["choices"] = "choices"
    options: tuple[Option, ...] = Declared(min_length=2, description="選べるもの。")
    min: int = Declared(1, ge=1, description="選ぶ数の下限。")
    max: int | None = Declared(None, ge=1, description="選ぶ数の上限。")

    def typed(self, value: Any) -> dict[str, list[str]]:
        if not isinstance(value, list):
            raise TypeError(value)
        return {"": [str(one) for one in value]}

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        return {"": [word.strip() for word in cells.get("", "").split(";") if word.strip()]}

    def read(self, typed: Typed, around: Around) -> list[str]:
        chosen = {find(self.options, word.strip()).value for word in typed.get("", []) if word.strip()}
        if len(chosen) < self.min:
            raise Wrong(_("%(count)dつ以上選んでください。") % {"count": self.min})
        if self.max is not None and len(chosen) > self.max:
            raise Wrong(
                _("%(most)dつまで選べます。いま%(count)dつ選ばれています。") % {"most": self.max, "count": len(chosen)}
            )
        return [option.value for option in self.options if option.value in chosen]

    def missing(self) -> str:
        return _("%(title)sを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        return "、".join(str(find(self.options, word).label) for word in value)

    def schema(self) -> dict[str, Any]:
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": [option.value for option in self.options]},
            "uniqueItems": True,
            "minItems": self.min,
        }
        return schema | ({"maxItems": self.max} if self.max else {})

    def rule_type(self) -> rules.Type:
        return rules.ListOf(rules.choice(*(option.value for option in self.options)))
