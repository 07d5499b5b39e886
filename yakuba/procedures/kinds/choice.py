"""One of several declared options."""

from collections.abc import Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, Wrong, first
from yakuba.procedures.wording import Text


class Option(BaseModel):
    """What may be chosen. A plain string is both the value and the label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str = Declared(min_length=1, max_length=60, pattern=r"^[^;\s]+$")
    label: Text
    hint: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        return {"value": given, "label": given} if isinstance(given, str) else given


class ChoiceField(Field):
    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Declared(min_length=2, description="選べるもの。")

    def read(self, typed: Typed, around: Around) -> str:
        return find(self.options, first(typed)).value

    def missing(self) -> str:
        return _("%(title)sを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        return str(find(self.options, value).label)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [option.value for option in self.options]}

    def rule_type(self) -> rules.Type:
        return rules.choice(*(option.value for option in self.options))


def find(options: Sequence[Option], word: str) -> Option:
    """The option of that value or Japanese label. Raises Wrong naming what may be chosen."""
    for option in options:
        if word in (option.value, option.label.ja, option.label.en):
            return option
    raise Wrong(
        _("「%(word)s」は選べません。次から選んでください：%(options)s")
        % {"word": word, "options": "、".join(str(option.label) for option in options)}
    )
