"""An agreement without which the form cannot be filed."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text


class ConsentField(Field):
    """The value is always true: who does not agree has no value, and a required consent stops the form."""

    kind: Literal["consent"] = "consent"
    text: Text = Option(description="同意してもらう文。")

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {"": ["yes" if value else "no"]}

    def read(self, typed: Typed, around: Around) -> bool:
        if first(typed).lower() not in {"yes", "true", "on", "1", "はい"}:
            raise Wrong(self.missing())
        return True

    def missing(self) -> str:
        return _("同意しないと先に進めません。内容を読んで、同意するときはチェックを入れてください。")

    def show(self, value: Any) -> str:
        return _("同意します")

    def value_schema(self) -> dict[str, Any]:
        return {"type": "boolean", "const": True}

    def rule_type(self) -> rules.Type:
        return rules.BOOL
