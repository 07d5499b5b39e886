"""One of several declared options."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, model_validator
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.text import check_length
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


OTHER = Option(value="other", label=Text(ja="その他", en="Something else", easy="そのほか"))
OTHER_LENGTH = 500
OTHER_PART = Part("other", gettext_lazy("その他の内容"), optional=True)


class OfferingOther(Field):
    """What `choice` and `choices` share: declared options, and その他 with a text of its own where it is offered."""

    options: Options = Declared(min_length=2, description="選べるもの。二つ以上。")
    other: bool = Declared(
        False, description="「その他」とその内容を書く欄を加える。符号は other。答えの形は {chosen, other} になる。"
    )

    @model_validator(mode="after")
    def _other_is_free(self) -> "OfferingOther":
        if self.other and any(option.value == OTHER.value for option in self.options):
            raise ValueError("other: true が「その他」（other）を加えます。options の other は消してください。")
        return self

    @property
    def offered(self) -> tuple[Option, ...]:
        """Everything that may be chosen, その他 last."""
        return (*self.options, OTHER) if self.other else self.options

    def inputs(self) -> tuple[Part, ...]:
        return (*self.parts, OTHER_PART) if self.other else self.parts

    def chosen(self, value: Any) -> list[str]:
        """The codes that were chosen, whichever shape the answer has."""
        codes = value.get("chosen", []) if self.other else value
        return [codes] if isinstance(codes, str) else list(codes)

    def other_text(self, value: Any) -> str:
        """What was written beside その他."""
        return value.get("other", "") if self.other else ""

    def typed(self, value: Any) -> dict[str, list[str]]:
        text = self.other_text(value)
        return {"": self.chosen(value)} | ({"other": [text]} if text else {})

    def with_other(self, chosen: Any, typed: Typed) -> Any:
        """The value, with what was written beside その他. Raises Wrong where one is there without the other."""
        if not self.other:
            return chosen
        text = first(typed, "other")
        is_ticked = OTHER.value in self.chosen({"chosen": chosen})
        if text and not is_ticked:
            raise Wrong({"other": _("その他の内容が書かれています。「その他」も選ぶか、書いたものを消してください。")})
        if is_ticked and not text:
            raise Wrong({"other": _("「その他」を選んだときは、その内容を書いてください。")})
        try:
            check_length(text, 0, OTHER_LENGTH)
        except Wrong as wrong:
            raise Wrong({"other": wrong.messages[""]}) from wrong
        return {"chosen": chosen} | ({"other": text} if text else {})

    def missing(self) -> str:
        return _("%(title)sを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        labels = [str(find(self.offered, code).label) for code in self.chosen(value)]
        text = self.other_text(value)
        return listed(labels) + (_("（%(text)s）") % {"text": text} if text else "")

    def with_other_schema(self, chosen: dict[str, Any]) -> dict[str, Any]:
        if not self.other:
            return chosen
        return {
            "type": "object",
            "properties": {"chosen": chosen, "other": {"type": "string", "maxLength": OTHER_LENGTH}},
            "required": ["chosen"],
            "additionalProperties": False,
        }


class ChoiceField(OfferingOther):
    """The value is the option's value; a row may name its label instead. With `other` it is `{chosen, other}`."""

    kind: Literal["choice"] = "choice"

    def read(self, typed: Typed, around: Around) -> Any:
        word = first(typed)
        if not word and first(typed, "other"):
            return self.with_other("", typed)
        return self.with_other(find(self.offered, word).value, typed)

    def value_schema(self) -> dict[str, Any]:
        return self.with_other_schema({"type": "string", "enum": [option.value for option in self.offered]})

    def rule_type(self) -> rules.Type:
        return rules.choice(*(option.value for option in self.offered))

    def rule_value(self, value: Any) -> str:
        return self.chosen(value)[0]


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
