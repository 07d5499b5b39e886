"""Fields that belong together, once or repeated: the children, the dogs, the things to be collected."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.number import refuse_disorder
from yakuba.procedures.kinds.reading import read, under
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text, listed

if TYPE_CHECKING:
    from yakuba.procedures.kinds import Inner

T = TypeVar("T")
INDEX = re.compile("0|[1-9][0-9]{0,2}")


class Repeat(BaseModel):
    """How often the group may be answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: int = Option(1, ge=0, description="少なくとも何件。")
    max: int = Option(10, ge=1, le=50, description="多くて何件。")

    @model_validator(mode="after")
    def _in_order(self) -> "Repeat":
        refuse_disorder(self.min, self.max)
        return self


class GroupField(Field):
    """The value is a list of maps where it repeats, else one map. Groups do not stand inside groups."""

    kind: Literal["group"] = "group"
    repeat: Repeat | None = Option(None, description="くり返す数の下限と上限。なければ一度だけ。")
    item_title: Text | None = Option(None, description="くり返すときの一つの呼び名。例：お子さん")
    fields: tuple["Inner", ...] = Option(
        min_length=1, description="まとまりの中の項目。まとまりの中にまとまりは置けない。"
    )

    is_one_line: ClassVar[bool] = False

    @model_validator(mode="after")
    def _may_be_empty(self) -> "GroupField":
        if self.repeat and self.repeat.min == 0 and self.required is True:
            raise ValueError("min が 0 のまとまりには、required: false と書いてください。")
        return self

    def typed(self, value: Any) -> dict[str, list[str]]:
        return self._each(value, lambda inner, own: inner.typed(own))

    def cells(self, value: Any) -> dict[str, str]:
        return self._each(value, lambda inner, own: inner.cells(own))

    def from_json(self, value: Any) -> Typed:
        items = value if self.repeat else [value]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Wrong(_("%(title)sの形がちがいます。") % {"title": self.label})
        typed: dict[str, Sequence[str]] = {}
        problems: dict[str, str] = {}
        for index, item in enumerate(items):
            self._refuse_unknown(item)
            for inner in self.fields:
                if item.get(inner.name) is None:
                    continue
                place = f"{self._prefix(index)}{inner.name}"
                try:
                    own = inner.from_json(item[inner.name])
                except Wrong as wrong:
                    problems |= {join(place, part): sentence for part, sentence in wrong.messages.items()}
                else:
                    typed |= {join(place, part): entries for part, entries in own.items()}
        if problems:
            raise Wrong(problems)
        return typed

    def _refuse_unknown(self, item: Mapping[str, Any]) -> None:
        names = {inner.name for inner in self.fields if inner.is_asked}
        if unknown := sorted(str(name) for name in item if name not in names):
            raise Wrong(_("「%(names)s」という項目はありません。") % {"names": listed(unknown)})

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        typed: dict[str, Sequence[str]] = {}
        for index in self.indexes(cells):
            for inner in self.fields:
                place = f"{self._prefix(index)}{inner.name}"
                own = {part: cell for part, cell in under(cells, place).items() if cell}
                if own:
                    typed |= {join(place, part): entries for part, entries in inner.from_cells(own).items()}
        return typed

    def has_cell(self, part: str) -> bool:
        index, _dot, rest = part.partition(".") if self.repeat else ("0", "", part)
        name, _dot, inner_part = rest.partition(".")
        known = any(one.name == name and one.is_asked and one.has_cell(inner_part) for one in self.fields)
        return known and INDEX.fullmatch(index) is not None

    def indexes(self, typed: Mapping[str, Any]) -> list[int]:
        """Which items stand on the page, in order; a removed one may have left a gap."""
        if not self.repeat:
            return [0]
        heads = {key.partition(".")[0] for key in typed}
        return sorted(int(head) for head in heads if INDEX.fullmatch(head))

    def is_blank(self, typed: Typed) -> bool:
        if self.repeat:
            return not self._filled_in(typed)
        # What a single group lacks is said at each of its fields.
        return super().is_blank(typed) and self.required is not True

    def _filled_in(self, typed: Typed) -> list[tuple[str, Typed]]:
        """The items of which anything was typed, each with its place."""
        if not self.repeat:
            return [("", typed)]
        items = [(self._prefix(index), under(typed, str(index))) for index in self.indexes(typed)]
        return [(place, own) for place, own in items if not super(GroupField, self).is_blank(own)]

    def read(self, typed: Typed, around: Around) -> Any:
        """Items that were left blank count for nothing; the others move up."""
        items: list[dict[str, Any]] = []
        problems: dict[str, str] = {}
        for place, own in self._filled_in(typed):
            done = read(self.fields, own, around.within(self.name, place))
            if done.answers or done.errors:
                items.append(done.answers)
            for name, parts in done.errors.items():
                problems |= {join(f"{place}{name}", part): said[0] for part, said in parts.items()}
        if self.repeat and len(items) > self.repeat.max:
            raise Wrong(_("%(most)d件までです。") % {"most": self.repeat.max})
        if self.repeat and len(items) < self.repeat.min:
            raise Wrong(_("%(least)d件以上入力してください。") % {"least": self.repeat.min})
        if problems:
            raise Wrong(problems)
        return (items if self.repeat else items and items[0]) or None

    def _prefix(self, index: int) -> str:
        return f"{index}." if self.repeat else ""

    def _each(self, value: Any, shape: Callable[["Inner", Any], dict[str, T]]) -> dict[str, T]:
        """Every answer of every item in another shape, under its place."""
        return {
            join(f"{self._prefix(index)}{inner.name}", part): entry
            for index, item in enumerate(value if self.repeat else [value])
            for inner in self.fields
            if inner.name in item
            for part, entry in shape(inner, item[inner.name]).items()
        }

    def missing(self) -> str:
        return _("%(title)sを1件以上入力してください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        items = value if self.repeat else [value]
        return "／".join(
            listed(inner.show(item[inner.name]) for inner in self.fields if inner.name in item) for item in items
        )

    def print(self, value: Any) -> Any:
        printed = [
            {inner.name: inner.print(item[inner.name]) for inner in self.fields if inner.name in item}
            for item in (value if self.repeat else [value])
        ]
        return printed if self.repeat else printed[0]

    def value_schema(self) -> dict[str, Any]:
        one = {
            "type": "object",
            "properties": {inner.name: inner.value_schema() for inner in self.fields if inner.is_asked},
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


def join(name: str, part: str) -> str:
    return f"{name}.{part}" if part else name
