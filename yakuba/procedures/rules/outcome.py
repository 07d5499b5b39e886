"""What comes out of a rule: a value or "not known", with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Unknown:
    """A missing answer; it carries the paths of the fields that are missing: `children[2].child.birth_date`."""

    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("An unknown is neither true nor false: ask `is_unknown` first.")


UNKNOWN = Unknown()


class Words(NamedTuple):
    """How a node is written in an explanation: its text with `%s` where an element goes, and its comparison sign."""

    text: str
    sign: str = ""


class Step(NamedTuple):
    """One sub-result: the part of the rule (element numbers put in), what it came to, and the values it came from."""

    text: str
    value: Any
    came_from: tuple[Any, ...] = ()
    sign: str = ""

    @property
    def shown(self) -> str:
        """The value in words, as the explanation shows it."""
        return shown(self.value)

    @property
    def with_values(self) -> str:
        """The same with the values put in: `17 <= 18`; empty for an answer that was only read."""
        return (f" {self.sign} " if self.sign else "、").join(shown(value) for value in self.came_from)

    def __str__(self) -> str:
        return f"{self.text} → {self.shown}"


# The words, the elements it was about, its value, and the values it came from.
Note = tuple[Words, tuple[str, ...], Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Outcome:
    """The result of one rule for one case.

    `value` is what the rule came to, or `UNKNOWN`; then `missing` names the answers that are needed. An outcome may be
    put among the answers as it is, as the value of a computed name: whoever reads it is missing the same fields.
    """

    value: Any
    missing: tuple[str, ...] = ()
    notes: Sequence[Note] = field(default=(), repr=False, compare=False)

    @property
    def is_unknown(self) -> bool:
        return isinstance(self.value, Unknown)

    @cached_property
    def because(self) -> tuple[Step, ...]:
        """Every answer read and every sub-result, in the order in which they were found; written out when asked for."""
        steps: dict[str, Step] = {}
        for (template, sign), where, value, came_from in self.notes:
            text = template % where if where else template
            if text not in steps:
                steps[text] = Step(text, value, came_from, sign)
        return tuple(steps.values())

    def lines(self) -> list[str]:
        """The same as texts, for whoever keeps every explanation: `age(child.birth_date) < 3 → はい`."""
        lines: dict[str, str] = {}
        for (template, _sign), where, value, _came_from in self.notes:
            text = template % where if where else template
            if text not in lines:
                lines[text] = f"{text} → {shown(value)}"
        return list(lines.values())


def shown(value: Any) -> str:
    """A value as an explanation writes it."""
    if isinstance(value, Unknown):
        return "未回答"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str):
        return f"「{value}」"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, tuple):
        return f"({'、'.join(shown(each) for each in value)})"
    return str(value)
