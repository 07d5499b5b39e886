"""はい or いいえ."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text

WORDS = {True: {"yes", "true", "はい", "1"}, False: {"no", "false", "いいえ", "0"}}


class YesNoField(Field):
    """The value is true or false."""

    kind: Literal["yes_no"] = "yes_no"
    yes: Text | None = Option(None, description="「はい」に代わる言葉。")
    no: Text | None = Option(None, description="「いいえ」に代わる言葉。")

    @property
    def options(self) -> list[dict[str, str]]:
        return [{"value": "yes", "label": self.show(True)}, {"value": "no", "label": self.show(False)}]

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {"": ["yes" if value else "no"]}

    def read(self, typed: Typed, around: Around) -> bool:
        word = first(typed).casefold()
        for answer, own in ((True, self.yes), (False, self.no)):
            labels = {own.ja.casefold(), own.en.casefold()} if own else set()
            if word in labels | WORDS[answer]:
                return answer
        raise Wrong(self.missing())

    def missing(self) -> str:
        return _("「%(yes)s」か「%(no)s」を選んでください。") % {"yes": self.show(True), "no": self.show(False)}

    def show(self, value: Any) -> str:
        if value:
            return str(self.yes) if self.yes else _("はい")
        return str(self.no) if self.no else _("いいえ")

    def value_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def rule_type(self) -> rules.Type:
        return rules.BOOL
