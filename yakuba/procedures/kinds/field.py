"""What every kind of field has: it asks, checks, shows, prints, and goes to and from JSON and CSV.

A field is the declared thing itself. One file per kind holds its options and what differs from here.
Three shapes pass through it:

* typed — what came from a form or a CSV row: `{part: [strings]}`; a kind of one input has the part `""`
* value — the checked JSON value kept in a case's answers
* rule value — the Python value that rules read (`date` for `"2026-05-03"`)
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.shape import check_shape
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.seen import Seen
from yakuba.procedures.wording import Text
from yakuba.toolbox import text

Typed = Mapping[str, Sequence[str]]
Errors = dict[str, dict[str, list[str]]]
Words = str | Promise


class Part(NamedTuple):
    """One input of a field: its name after the field's, its label, and what helps a browser fill it in."""

    name: str = ""
    label: Words = ""
    autocomplete: str = ""
    inputmode: str = ""
    optional: bool = False
    hint: Words = ""


@dataclass(frozen=True)
class Around:
    """What a field may look at while it reads: the day, what was uploaded, and what the rules see so far.

    `conditions` are the compiled `ask_if` by dotted name (`children.address`); `path` is the group one is in
    (`children.`), `place` the item (`children.0.`). `unasked` collects the places of entries that nobody asked for.
    """

    today: date
    scope: Seen
    uploads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    conditions: Mapping[str, rules.Rule] = field(default_factory=dict)
    deciding: frozenset[str] = frozenset()
    path: str = ""
    place: str = ""
    unasked: list[str] = field(default_factory=list)

    def seeing(self, name: str, answer: Any) -> "Around":
        """The same after one more answer."""
        return replace(self, scope=self.scope.plus(name, answer))

    def within(self, group: str, item: str) -> "Around":
        """The same inside one item of a group."""
        return replace(self, path=f"{group}.", place=f"{group}.{item}")

    def asks(self, declared: "Field") -> bool:
        """Whether the field is asked now; while what its condition reads is unanswered, it is not."""
        return self.holds(f"{self.path}{declared.name}")

    def holds(self, name: str) -> bool:
        """Whether a condition is true, or there is none of that name.

        Where it cannot be worked out we ask: a question too many is better than one that never comes.
        """
        condition = self.conditions.get(name)
        if condition is None:
            return True
        try:
            return self.scope.decide(condition).value is True
        except rules.RuleError:
            return True


class Field(BaseModel):
    """The declared field. `required: later` accepts the form without it and asks by 補正 (行政手続法 第7条)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Option(min_length=1, max_length=60, description="項目の名前。規則からこの名前で読む。")
    kind: str = Option(description="項目の種類。")
    title: Text | None = Option(None, description="画面に出る見出し。なければ名前を出す。")
    hint: Text | None = Option(None, description="見出しの下の説明。書き方と例。")
    why: Text | None = Option(None, description="なぜ聞くのか。")
    required: bool | Literal["later"] = Option(
        True, description="必須か。later は、あとからでも出せるもの（行政手続法 第7条の補正で求める）。"
    )
    ask_if: str | None = Option(None, description="この式が真のときだけ聞く。先に聞いた項目だけを読める。")
    prefill: Literal["me", "spouse", "children", "household", "link"] | None = Option(
        None,
        description="市が知っていることを先に入れる。me は本人、spouse は配偶者、children は子、"
        "household は世帯のほかの人、link は押したボタンが持ってきた値。"
        "くり返すまとまりでは一人に一件ずつ、そうでなければ一人だけのときに入れる。",
    )

    parts: ClassVar[tuple[Part, ...]] = (Part(),)
    is_asked: ClassVar[bool] = True  # guide texts and calculated values only stand there
    is_one_line: ClassVar[bool] = True

    @property
    def label(self) -> str:
        return str(self.title) if self.title else self.name

    def inputs(self) -> tuple[Part, ...]:
        """The inputs this field is typed into, as its options ask for them."""
        return self.parts

    def typed(self, value: Any) -> dict[str, list[str]]:
        """What stands in the inputs when `value` is shown for changing."""
        return {"": [str(value)]}

    def take(self, typed: Typed, around: Around) -> Any:
        """The checked value of what was typed, or None where nothing was.

        Raises Wrong with a sentence for each input that must be corrected.
        """
        cleaned, problems = {}, {}
        for part, entries in typed.items():
            try:
                cleaned[part] = [self._clean(entry) for entry in entries]
            except text.Unprintable as unprintable:
                problems[part] = str(unprintable)
        if problems:
            raise Wrong(problems)
        if self.is_blank(cleaned):
            if self.required is True:
                raise Wrong({self.inputs()[0].name: self.missing()})
            return None
        return self.read(cleaned, around)

    def _clean(self, entry: str) -> str:
        cleaned = text.clean(entry)
        if self.is_one_line and ("\n" in cleaned.strip() or "\t" in cleaned.strip()):
            raise text.Unprintable(_("改行やタブを消して、1行で入力してください。"))
        return cleaned

    def is_blank(self, typed: Typed) -> bool:
        return not any(entry.strip() for entries in typed.values() for entry in entries)

    def missing(self) -> str:
        """The sentence for a required field left empty."""
        return _("%(title)sを入力してください。") % {"title": self.label}

    @abstractmethod
    def read(self, typed: Typed, around: Around) -> Any:
        """The checked value of a field that is not blank. Raises Wrong."""

    def show(self, value: Any) -> str:
        """One text for screens, letters and lists, in the reader's language."""
        return str(value)

    def print(self, value: Any) -> Any:
        """What a paper's template gets: Japanese texts, in maps and lists where the value has parts."""
        return self.show(value)

    def cells(self, value: Any) -> dict[str, str]:
        """The value as cells of a CSV row, by part; what `from_cells` reads back."""
        return {part: entries[0] for part, entries in self.typed(value).items()}

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        return {part: [cell] for part, cell in cells.items()}

    def has_cell(self, part: str) -> bool:
        """Whether a row may have a column of that name for this field."""
        return part in {one.name for one in self.inputs()}

    def from_json(self, value: Any) -> Typed:
        """A JSON value as if it had been typed, so that one check serves every way in. Raises Wrong."""
        check_shape(value, self.value_schema(), self.label)
        try:
            return self.typed(value)
        except (TypeError, ValueError, KeyError) as error:
            raise Wrong(_("%(title)sの形がちがいます。") % {"title": self.label}) from error

    @abstractmethod
    def value_schema(self) -> dict[str, Any]:
        """JSON Schema of the value, for other systems; `from_json` holds values against its shape."""

    @abstractmethod
    def rule_type(self) -> rules.Type:
        """The type that rules see."""

    def rule_value(self, value: Any) -> Any:
        return value


def first(typed: Typed, part: str = "") -> str:
    """What stands in one input, without the blanks around it."""
    entries = typed.get(part) or [""]
    return entries[0].strip()
