"""The closed list of functions that a rule may call, with their types and what they do for one case."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from yakuba.procedures.rules.types import BOOL, DATE, INT, NUMBER, TEXT, TIME, Scalar, Type
from yakuba.toolbox import dates

REQUIRED = ""
TODAY = "today"


@dataclass(frozen=True)
class Parameter:
    """`type` NUMBER takes whole numbers too; `default` is REQUIRED or the function whose value fills the gap."""

    name: str
    type: Type
    default: str = REQUIRED


@dataclass(frozen=True)
class Function:
    """One function of the language. `run` may raise ValueError or OverflowError; `usage` shows how it is written."""

    parameters: tuple[Parameter, ...]
    type: Scalar
    run: Callable[..., Any]
    usage: str


def _quotient(a: int | Decimal, b: int | Decimal, bump: Callable[[int, int], bool]) -> int:
    """`a` by `b`, the fraction dropped, then one further from zero when `bump(rest, divisor)` says so."""
    if not b:
        raise ZeroDivisionError
    (top, a_bottom), (b_top, b_bottom) = a.as_integer_ratio(), b.as_integer_ratio()
    top, bottom = top * b_bottom, a_bottom * b_top
    whole, rest = divmod(abs(top), abs(bottom))
    size = whole + bump(rest, abs(bottom))
    return size if (top < 0) == (bottom < 0) else -size


def round_down(a: int | Decimal, b: int | Decimal) -> int:
    """切捨て: towards zero, as the office reads it."""
    return _quotient(a, b, lambda rest, divisor: False)


def round_up(a: int | Decimal, b: int | Decimal) -> int:
    """切上げ: any fraction counts as one, away from zero."""
    return _quotient(a, b, lambda rest, divisor: rest > 0)


def round_half_up(a: int | Decimal, b: int | Decimal) -> int:
    """四捨五入: half and more counts as one, away from zero."""
    return _quotient(a, b, lambda rest, divisor: 2 * rest >= divisor)


def floor_to(x: int | Decimal, unit: int) -> int:
    """100円未満切捨て is floor_to(x, 100)."""
    return round_down(x, unit) * unit


_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SIGNS = re.compile(r"[\s・.,()/「」]")
_LINES = re.compile("[‐‑‒–—―−ｰ-]")


def fold_kana(text: str) -> str:
    """A reading without what a bank's or another system's spelling changes: width, script, small kana, spaces, dots."""
    katakana = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    return _LINES.sub("ー", _SIGNS.sub("", katakana)).translate(_LARGE).upper()


def same_kana(a: str, b: str) -> bool:
    """ﾐﾎﾝ ﾊﾅ, ミホン　ハナ and みほんはな are one reading."""
    return fold_kana(a) == fold_kana(b)


def _function(run: Callable[..., Any], type_: Scalar, usage: str, *parameters: Parameter) -> Function:
    return Function(parameters, type_, run, usage)


_DAY = Parameter("d", DATE)
_DAY_OR_TODAY = Parameter("d", DATE, TODAY)
_N = Parameter("n", INT)
_A, _B = Parameter("a", NUMBER), Parameter("b", NUMBER)

FUNCTIONS: dict[str, Function] = {
    "age": _function(
        dates.age, INT, "age(生年月日, on=基準日)", Parameter("birth", DATE), Parameter("on", DATE, TODAY)
    ),
    # The calendar's own year and month, for "in the month of filing"; an age is never reckoned from these.
    "year": _function(lambda d: d.year, INT, "year(日付)", _DAY),
    "month": _function(lambda d: d.month, INT, "month(日付)", _DAY),
    "fiscal_year": _function(dates.fiscal_year, INT, "fiscal_year(日付)", _DAY_OR_TODAY),
    "fiscal_year_start": _function(dates.fiscal_year_start, DATE, "fiscal_year_start(日付)", _DAY_OR_TODAY),
    "fiscal_year_end": _function(dates.fiscal_year_end, DATE, "fiscal_year_end(日付)", _DAY_OR_TODAY),
    "days_between": _function(
        lambda a, b: (b - a).days,
        INT,
        "days_between(はじめの日, 終わりの日)",
        Parameter("a", DATE),
        Parameter("b", DATE),
    ),
    "add_days": _function(lambda d, n: d + timedelta(days=n), DATE, "add_days(日付, 日数)", _DAY, _N),
    "add_months": _function(dates.add_months, DATE, "add_months(日付, 月数)", _DAY, _N),
    "add_years": _function(dates.add_years, DATE, "add_years(日付, 年数)", _DAY, _N),
    "date": _function(date, DATE, "date(2026, 4, 1)", Parameter("y", INT), Parameter("m", INT), Parameter("d", INT)),
    "time": _function(time, TIME, "time(9, 30)", Parameter("h", INT), Parameter("m", INT)),
    "len": _function(len, INT, "len(文字)", Parameter("text", TEXT)),
    "starts_with": _function(
        str.startswith, BOOL, "starts_with(文字, はじめ)", Parameter("text", TEXT), Parameter("start", TEXT)
    ),
    "contains": _function(
        str.__contains__, BOOL, "contains(文字, 部分)", Parameter("text", TEXT), Parameter("part", TEXT)
    ),
    "same_kana": _function(same_kana, BOOL, "same_kana(カナ, カナ)", Parameter("a", TEXT), Parameter("b", TEXT)),
    "round_down": _function(round_down, INT, "round_down(割られる数, 割る数)", _A, _B),
    "round_up": _function(round_up, INT, "round_up(割られる数, 割る数)", _A, _B),
    "round_half_up": _function(round_half_up, INT, "round_half_up(割られる数, 割る数)", _A, _B),
    "floor_to": _function(floor_to, INT, "floor_to(数, 単位)", Parameter("x", NUMBER), Parameter("unit", INT)),
}

DAYS = {"today": "today()", "filed_on": "filed_on()"}
"""Functions without parameters that the evaluation itself answers."""

QUANTIFIERS = {
    "any": "any(条件 for x in 一覧)",
    "all": "all(条件 for x in 一覧)",
    "sum": "sum(金額 for x in 一覧)",
    "count": "count(条件 for x in 一覧)",
    "min": "min(a, b) か min(数 for x in 一覧)",
    "max": "max(a, b) か max(数 for x in 一覧)",
}

KNOWN = {"known": "known(項目)"}

USAGES = {name: each.usage for name, each in FUNCTIONS.items()} | DAYS | QUANTIFIERS | KNOWN
