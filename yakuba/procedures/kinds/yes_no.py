"""はい or いいえ."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, Wrong, first
from yakuba.procedures.wording import Text

YES, NO = {"yes", "true", "はい", "1"}, {"no", "false", "いいえ", "0"}


class YesNoField(Field):
    kind: Literal["yes_no"] = "yes_no"
    yes: Text | None = Option(None, description="「はい」に代わる言葉。")
    no: Text | None = Option(None, description="「いいえ」に代わる言葉。")

    @property
    def options(self) -> list[dict[str, str]]:
        return [{"value": "yes", "label": self.show(True)}, {"value": "no", "label": self.show(False)}]

    def typed(self, value: Any) -> dict[str, list[str]]:
        if not isinstance(value, bool):
            raise TypeError(value)
        return {"": ["yes" if value else "no"]}

    def read(self, typed: Typed, around: Around) -> bool:
        word = first(typed).lower()
        if word in YES | {self.show(True)}:
            return True
        if word in NO | {self.show(False)}:
            return False
        raise Wrong(_("「%(yes)s」か「%(no)s」を選んでください。") % {"yes": self.show(True), "no": self.show(False)})

    def missing(self) -> str:
        return _("「%(yes)s」か「%(no)s」を選んでください。") % {"yes": self.show(True), "no": self.show(False)}

    def show(self, value: Any) -> str:
        if value:
            return str(self.yes) if self.yes else _("はい")
        return str(self.no) if self.no else _("いいえ")

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def rule_type(self) -> rules.Type:
        return rules.BOOL
