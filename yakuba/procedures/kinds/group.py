"""Fields that belong together, once or repeated: the children, the dogs, the things to be collected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, Wrong
from yakuba.procedures.kinds.reading import asked, read_fields, under
from yakuba.procedures.wording import Text

if TYPE_CHECKING:
    from yakuba.procedures.kinds import Inner


class Repeat(BaseModel):
    """How often the group may be answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: int = Option(1, ge=0)
    max: int = Option(10, ge=1, le=50)

    @model_validator(mode="after")
    def _in_order(self) -> "Repeat":
        if self.min > self.max:
            raise ValueError("min が max より大きくなっています。")
        return self


class GroupField(Field):
    """The value is a list of maps where it repeats, else one map. Groups do not stand inside groups."""

    kind: Literal["group"] = "group"
    repeat: Repeat | None = Option(None, description="くり返す数の下限と上限。なければ一度だけ。")
    item_title: Text | None = Option(None, description="くり返すときの一つの呼び名。例：お子さん")
    fields: tuple["Inner", ...] = Option(min_length=1, description="まとまりの中の項目。")

    def typed(self, value: Any) -> dict[str, list[str]]:
        items = value if self.repeat else [value]
        typed: dict[str, list[str]] = {}
        for index, item in enumerate(items):
            prefix = f"{index}." if self.repeat else ""
            for inner in self.fields:
                if inner.name in item:
                    typed |= {
                        f"{prefix}{join(inner.name, part)}": entries
                        for part, entries in inner.typed(item[inner.name]).items()
                    }
        return typed

    def cells(self, value: Any) -> dict[str, str]:
        return {
            f"{self._prefix(index)}{join(inner.name, part)}": cell
            for index, item in enumerate(value if self.repeat else [value])
            for inner in self.fields
            if inner.name in item
            for part, cell in inner.cells(item[inner.name]).items()
        }

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        typed: dict[str, list[str]] = {}
        for index in self.indexes(cells):
            for inner in self.fields:
                own = under(cells, f"{self._prefix(index)}{inner.name}")
                if any(own.values()):
                    typed |= {
                        f"{self._prefix(index)}{join(inner.name, part)}": list(entries)
                        for part, entries in inner.from_cells(own).items()
                    }
        return typed

    def from_json(self, value: Any) -> Typed:
        items = value if self.repeat else [value]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Wrong(_("%(title)sの形がちがいます。") % {"title": self.label})
        typed: dict[str, list[str]] = {}
        for index, item in enumerate(items):
            self._refuse_unknown(item)
            for inner in self.fields:
                if item.get(inner.name) is not None:
                    typed |= {
                        f"{self._prefix(index)}{join(inner.name, part)}": list(entries)
                        for part, entries in inner.from_json(item[inner.name]).items()
                    }
        return typed

    def _refuse_unknown(self, item: Mapping[str, Any]) -> None:
        if unknown := sorted(set(item) - {inner.name for inner in self.fields}):
            raise Wrong(_("「%(names)s」という項目はありません。") % {"names": "、".join(unknown)})

    def indexes(self, typed: Mapping[str, Any]) -> list[int]:
        """Which items were typed, in order; gaps left by a removed one are closed by the reader."""
        if not self.repeat:
            return [0]
        return sorted(
            {int(key.split(".")[0]) for key in typed if key.split(".")[0].isascii() and key.split(".")[0].isdigit()}
        )

    def _prefix(self, index: int) -> str:
        return f"{index}." if self.repeat else ""

    def read(self, typed: Typed, around: Around) -> Any:
        indexes, items, problems = self.indexes(typed), [], {}
        if self.repeat and len(indexes) > self.repeat.max:
            raise Wrong(_("%(most)d件までです。") % {"most": self.repeat.max})
        for position, index in enumerate(indexes):
            own = under(typed, str(index)) if self.repeat else typed
            answers, errors = read_fields(self.fields, own, self.within(around))
            items.append(answers)
            for name, parts in errors.items():
                problems |= {f"{self._prefix(position)}{join(name, part)}": said[0] for part, said in parts.items()}
        if self.repeat and len(items) < self.repeat.min:
            raise Wrong(_("%(least)d件以上入力してください。") % {"least": self.repeat.min})
        if problems:
            raise Wrong(problems)
        return items if self.repeat else items[0]

    def within(self, around: Around) -> Around:
        """The same surroundings one step further in: conditions are looked up under this group's name."""
        return replace(around, path=f"{self.name}.")

    def missing(self) -> str:
        return _("%(title)sを1件以上入力してください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        items = value if self.repeat else [value]
        return "／".join(
            "、".join(inner.show(item[inner.name]) for inner in self.fields if inner.name in item) for item in items
        )

    def print(self, value: Any) -> Any:
        printed = [
            {inner.name: inner.print(item[inner.name]) for inner in self.fields if inner.name in item}
            for item in (value if self.repeat else [value])
        ]
        return printed if self.repeat else printed[0]

    def schema(self) -> dict[str, Any]:
        one = {
            "type": "object",
            "properties": {inner.name: inner.schema() for inner in self.fields if inner.is_asked},
            "required": [
                inner.name for inner in self.fields if inner.is_asked and inner.required is True and not inner.ask_if
            ],
            "additionalProperties": False,
        }
        if not self.repeat:
            return one
        return {"type": "array", "items": one, "minItems": self.repeat.min, "maxItems": self.repeat.max}

    def rule_type(self) -> rules.Type:
        one = rules.Record({inner.name: inner.rule_type() for inner in self.fields if inner.is_asked})
        return rules.ListOf(one) if self.repeat else one

    def rule_value(self, value: Any) -> Any:
        seen = [
            {inner.name: inner.rule_value(item[inner.name]) for inner in self.fields if inner.name in item}
            for item in (value if self.repeat else [value])
        ]
        return seen if self.repeat else seen[0]

    def asked_in(self, item: Mapping[str, Any], around: Around) -> list["Inner"]:
        """The fields that one item is asked, by what it has answered so far."""
        return asked(self.fields, item, self.within(around))


def join(name: str, part: str) -> str:
    return f"{name}.{part}" if part else name
