"""A number: whole, or with a declared count of decimals."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, Wrong, first
from yakuba.procedures.wording import Text

LARGEST = 10**15


class NumberField(Field):
    """The value is an integer, or a string such as "12.5" where decimals are declared (no floats anywhere)."""

    kind: Literal["number"] = "number"
    min: int | None = Option(None, description="最小の数。")
    max: int | None = Option(None, description="最大の数。")
    decimals: int = Option(0, ge=0, le=6, description="小数点より下のけた数。")
    unit: Text | None = Option(None, description="単位。入力欄の右に出す。")

    parts: ClassVar[tuple[Part, ...]] = (Part(inputmode="numeric"),)

    def read(self, typed: Typed, around: Around) -> int | str:
        number = read_number(first(typed))
        if number != number.quantize(Decimal(1).scaleb(-self.decimals)):
            raise Wrong(
                _("小数は%(count)dけたまでで入力してください。") % {"count": self.decimals}
                if self.decimals
                else _("小数点のない数を入力してください。")
            )
        check_between(number, self.min, self.max)
        return str(number) if self.decimals else int(number)

    def show(self, value: Any) -> str:
        return f"{Decimal(value):,}{self.unit or ''}"

    def schema(self) -> dict[str, Any]:
        if self.decimals:
            return {"type": "string", "pattern": rf"^-?\d+(\.\d{{1,{self.decimals}}})?$"}
        return {"type": "integer"} | bounds(self.min, self.max)

    def rule_type(self) -> rules.Type:
        return rules.NUMBER if self.decimals else rules.INT

    def rule_value(self, value: Any) -> Any:
        return Decimal(value) if self.decimals else value


def read_number(typed: str) -> Decimal:
    """A number as people write it: full width, with commas. Raises Wrong."""
    plain = unicodedata.normalize("NFKC", typed).replace(",", "").replace("−", "-").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise Wrong(_("数字で入力してください。例：3")) from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise Wrong(_("数が大きすぎます。"))
    return number


def check_between(number: Decimal | int, least: int | None, most: int | None) -> None:
    """Raises Wrong naming the bound that was passed."""
    if least is not None and number < least:
        raise Wrong(_("%(least)s以上の数を入力してください。") % {"least": f"{least:,}"})
    if most is not None and number > most:
        raise Wrong(_("%(most)s以下の数を入力してください。") % {"most": f"{most:,}"})


def bounds(least: int | None, most: int | None) -> dict[str, int]:
    given = {"minimum": least, "maximum": most}
    return {word: number for word, number in given.items() if number is not None}
