"""Any number of declared options, within bounds."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Declared
from pydantic import model_validator

from yakuba.procedures import rules
from yakuba.procedures.kinds.choice import Options, find
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.number import refuse_disorder
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import listed


class ChoicesField(Field):
    """The value is the list of the chosen options' values, in the order in which they are declared."""

    kind: Literal["choices"] = "choices"
    options: Options = Declared(min_length=2, description="選べるもの。二つ以上。")
    min: int = Declared(1, ge=1, description="選ぶ数の下限。")
    max: int | None = Declared(None, ge=1, description="選ぶ数の上限。")

    @model_validator(mode="after")
    def _can_be_chosen(self) -> "ChoicesField":
        refuse_disorder(self.min, self.max)
        if self.min > len(self.options):
            raise ValueError("min が選択肢の数より大きくなっています。")
        return self

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {"": list(value)}

    def cells(self, value: Any) -> dict[str, str]:
        return {"": ";".join(value)}

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
        return listed(str(find(self.options, word).label) for word in value)

    def value_schema(self) -> dict[str, Any]:
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": [option.value for option in self.options]},
            "uniqueItems": True,
            "minItems": self.min,
        }
        return schema | ({"maxItems": self.max} if self.max else {})

    def rule_type(self) -> rules.Type:
        return rules.ListOf(rules.choice(*(option.value for option in self.options)))
