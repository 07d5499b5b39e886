"""Reading one answer as the value its type promises. Answers come as JSON; computed values may come as they are."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from yakuba.procedures.rules.outcome import Outcome, Unknown
from yakuba.procedures.rules.types import LARGEST, Type

_DECIMAL = re.compile(r"[+-]?[0-9]{1,19}(\.[0-9]{1,10})?")


class Unreadable(Exception):
    """An answer that is not of its declared type; the rule that reads it says so."""


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Unreadable


def _int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST:
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value) and "." not in value:
        return _int(int(value))
    raise Unreadable


def _number(value: Any) -> int | Decimal:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) <= LARGEST:
        digits = value.as_tuple().exponent
        if isinstance(digits, int) and digits >= -10:
            return value
    return _int(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Unreadable


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable from None


def _time(value: Any) -> time:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise Unreadable from None


def _list(value: Any) -> list[Any] | tuple[Any, ...]:
    if isinstance(value, (list, tuple)):
        return value
    raise Unreadable


# The class that needs no second look, where there is one, and the function that takes the second look.
_READERS: dict[str, tuple[type | None, Callable[[Any], Any]]] = {
    "bool": (bool, _bool),
    "int": (None, _int),
    "number": (None, _number),
    "text": (None, _text),
    "date": (date, _date),
    "time": (time, _time),
    "list": (list, _list),
}


NOTHING = Unknown()


def reader(type_: Type) -> Callable[[Any], Any]:
    """The function that reads answers of a type: gives the value, or `NOTHING` for none, or raises Unreadable."""
    usual, read = _READERS[type_.code]

    def answer(value: Any) -> Any:
        # Nearly all answers are text or already what they should be; the order of the questions is for speed.
        if value.__class__ is str:
            return read(value) if value else NOTHING
        if value.__class__ is usual:
            return value
        if value is None:
            return NOTHING
        if isinstance(value, Outcome):
            return Unknown(value.missing) if value.is_unknown else answer(value.value)
        return value if isinstance(value, Unknown) else read(value)

    return answer


def is_answered(value: Any) -> bool:
    """Whether there is an answer at all: something ticked, one row, or at least one part of a group filled in."""
    if isinstance(value, Outcome):
        return not value.is_unknown
    if isinstance(value, Mapping):
        return any(is_answered(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return bool(value)
    return value is not None and value != "" and not isinstance(value, Unknown)
