"""A number: whole, or with a declared count of decimals."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text

LARGEST = 10**15
WRITTEN = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


class NumberField(Field):
    """The value is an integer, or a string such as "12.5" where decimals are declared (no floats anywhere)."""

    kind: Literal["number"] = "number"
    min: int | None = Option(None, description="最小の数。")
    max: int | None = Option(None, description="最大の数。")
    decimals: int = Option(0, ge=0, le=6, description="小数点より下のけた数。")
    unit: Text | None = Option(None, description="単位。入力欄の右に出す。")

    parts: ClassVar[tuple[Part, ...]] = (Part(inputmode="numeric"),)

    @model_validator(mode="after")
    def _in_order(self) -> "NumberField":
        refuse_disorder(self.min, self.max)
        return self

    def inputs(self) -> tuple[Part, ...]:
        return (Part(inputmode="decimal"),) if self.decimals else self.parts

    def from_json(self, value: Any) -> Typed:
        # A declared decimal may come as a JSON number too; its shortest form is what somebody wrote.
        if self.decimals and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return super().from_json(value)

    def read(self, typed: Typed, around: Around) -> int | str:
        number = read_number(first(typed))
        if number != round(number, self.decimals):
            raise Wrong(
                _("小数は%(count)dけたまでで入力してください。") % {"count": self.decimals}
                if self.decimals
                else _("小数点のない数を入力してください。")
            )
        check_between(number, self.min, self.max)
        return str(number) if self.decimals else int(number)

    def show(self, value: Any) -> str:
        return f"{Decimal(value):,}{self.unit or ''}"

    def value_schema(self) -> dict[str, Any]:
        if self.decimals:
            return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
        return {"type": "integer"} | bounds(self.min, self.max)

    def rule_type(self) -> rules.Type:
        return rules.NUMBER if self.decimals else rules.INT

    def rule_value(self, value: Any) -> Any:
        return Decimal(value) if self.decimals else value


def read_number(typed: str) -> Decimal:
    """A number as people write it: full width, with commas between thousands. Raises Wrong."""
    plain = unicodedata.normalize("NFKC", typed).replace("−", "-").strip()
    if not WRITTEN.fullmatch(plain) or len(plain) > 100:
        raise Wrong(_("数字で入力してください。例：3"))
    number = Decimal(plain.replace(",", ""))
    if abs(number) > LARGEST:
        raise Wrong(_("数が大きすぎます。"))
    return number if number else abs(number)


def check_between(number: Decimal | int, least: int | None, most: int | None) -> None:
    """Raises Wrong naming the bound that was passed."""
    if least is not None and number < least:
        raise Wrong(_("%(least)s以上の数を入力してください。") % {"least": f"{least:,}"})
    if most is not None and number > most:
        raise Wrong(_("%(most)s以下の数を入力してください。") % {"most": f"{most:,}"})


def bounds(least: int | None, most: int | None) -> dict[str, int]:
    given = {"minimum": least, "maximum": most}
    return {word: number for word, number in given.items() if number is not None}


def refuse_disorder(least: int | None, most: int | None) -> None:
    """Raises ValueError where no number can be between the bounds."""
    if least is not None and most is not None and least > most:
        raise ValueError("min が max より大きくなっています。")
