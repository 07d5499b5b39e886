"""One of several declared options."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Short, Text, listed


class Option(Short):
    """What may be chosen. A plain string is both the value and the label."""

    short_for = ("value", "label")

    value: str = Declared(
        min_length=1, max_length=60, pattern=r"^[^;\s]+$", description="規則とCSVで使う符号。空白と ; は使えない。"
    )
    label: Text = Declared(description="画面に出る言葉。")
    hint: Text | None = Declared(None, description="選択肢の下の説明。")


def _each_once(options: tuple[Option, ...]) -> tuple[Option, ...]:
    values = [option.value for option in options]
    if doubled := sorted({value for value in values if values.count(value) > 1}):
        raise ValueError(f"選択肢「{'、'.join(doubled)}」が二度書かれています。どちらか一つを消してください。")
    return options


Options = Annotated[tuple[Option, ...], AfterValidator(_each_once)]


class ChoiceField(Field):
    """The value is the option's value; a row may name its label instead."""

    kind: Literal["choice"] = "choice"
    options: Options = Declared(min_length=2, description="選べるもの。二つ以上。")

    def read(self, typed: Typed, around: Around) -> str:
        return find(self.options, first(typed)).value

    def missing(self) -> str:
        return _("%(title)sを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        return str(find(self.options, value).label)

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [option.value for option in self.options]}

    def rule_type(self) -> rules.Type:
        return rules.choice(*(option.value for option in self.options))


def find(options: Sequence[Option], word: str) -> Option:
    """The option of that value, or else of that label. Raises Wrong naming what may be chosen."""
    for option in options:
        if word == option.value:
            return option
    for option in options:
        if word in (option.label.ja, option.label.en):
            return option
    raise Wrong(
        _("「%(word)s」は選べません。次から選んでください：%(options)s")
        % {"word": word[:60], "options": listed(str(option.label) for option in options)}
    )
