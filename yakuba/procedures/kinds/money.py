"""An amount in whole yen."""

import unicodedata
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.number import bounds, check_between, read_number, refuse_disorder
from yakuba.procedures.kinds.wrong import Wrong


class MoneyField(Field):
    """The value is an integer; `1,500円` and `￥１５００` are read as well."""

    kind: Literal["money"] = "money"
    min: int | None = Option(0, description="最小の額（円）。")
    max: int | None = Option(None, description="最大の額（円）。")

    parts: ClassVar[tuple[Part, ...]] = (Part(inputmode="numeric"),)

    @model_validator(mode="after")
    def _in_order(self) -> "MoneyField":
        refuse_disorder(self.min, self.max)
        return self

    def read(self, typed: Typed, around: Around) -> int:
        amount = read_number(unicodedata.normalize("NFKC", first(typed)).removesuffix("円").removeprefix("¥"))
        if amount != int(amount):
            raise Wrong(_("1円に満たない額は入力できません。"))
        check_between(amount, self.min, self.max)
        return int(amount)

    def show(self, value: Any) -> str:
        return yen(value)

    def value_schema(self) -> dict[str, Any]:
        return {"type": "integer", "description": "円"} | bounds(self.min, self.max)

    def rule_type(self) -> rules.Type:
        return rules.INT


def yen(amount: int) -> str:
    return _("%(amount)s円") % {"amount": f"{amount:,}"}
