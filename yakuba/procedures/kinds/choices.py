"""Any number of declared options, within bounds."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Declared
from pydantic import model_validator

from yakuba.procedures import rules
from yakuba.procedures.kinds.choice import OfferingOther, find
from yakuba.procedures.kinds.field import Around, Typed, first
from yakuba.procedures.kinds.number import refuse_disorder
from yakuba.procedures.kinds.wrong import Wrong


class ChoicesField(OfferingOther):
    """The value is the list of the chosen options' values in their declared order. With `other`: `{chosen, other}`."""

    kind: Literal["choices"] = "choices"
    min: int = Declared(1, ge=1, description="選ぶ数の下限。")
    max: int | None = Declared(None, ge=1, description="選ぶ数の上限。")

    @model_validator(mode="after")
    def _can_be_chosen(self) -> "ChoicesField":
        refuse_disorder(self.min, self.max)
        if self.min > len(self.offered):
            raise ValueError("min が選択肢の数より大きくなっています。")
        return self

    def cells(self, value: Any) -> dict[str, str]:
        return {part: ";".join(entries) if part == "" else entries[0] for part, entries in self.typed(value).items()}

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        words = [word.strip() for word in cells.get("", "").split(";") if word.strip()]
        return {"": words} | ({"other": [cells["other"]]} if "other" in cells else {})

    def read(self, typed: Typed, around: Around) -> Any:
        chosen = {find(self.offered, word.strip()).value for word in typed.get("", []) if word.strip()}
        if not chosen and first(typed, "other"):
            return self.with_other([], typed)
        if len(chosen) < self.min:
            raise Wrong(_("%(count)dつ以上選んでください。") % {"count": self.min})
        if self.max is not None and len(chosen) > self.max:
            raise Wrong(
                _("%(most)dつまで選べます。いま%(count)dつ選ばれています。") % {"most": self.max, "count": len(chosen)}
            )
        return self.with_other([option.value for option in self.offered if option.value in chosen], typed)

    def value_schema(self) -> dict[str, Any]:
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": [option.value for option in self.offered]},
            "uniqueItems": True,
            "minItems": self.min,
        }
        return self.with_other_schema(schema | ({"maxItems": self.max} if self.max else {}))

    def rule_type(self) -> rules.Type:
        return rules.ListOf(rules.choice(*(option.value for option in self.offered)))

    def rule_value(self, value: Any) -> list[str]:
        return self.chosen(value)
