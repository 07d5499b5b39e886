"""What a value in a rule can be. Every node of a rule has one of these types before it is ever evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

LARGEST = 2**63 - 1
"""Whole numbers and yen fit into int64, here and in every database."""


@dataclass(frozen=True)
class Scalar:
    """A single value; `options` are the codes of a choice, so that a misspelt code is found when the rule is read."""

    code: str
    words: str
    options: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Record:
    """A group of answers read by their names: `applicant.birth_date`."""

    attributes: Mapping[str, "Type"] = field(hash=False)
    code: str = field(default="record", init=False)

    @property
    def words(self) -> str:
        return "項目の組"


@dataclass(frozen=True)
class ListOf:
    """Answers that repeat: a repeated group, or the options ticked."""

    element: "Type"
    code: str = field(default="list", init=False)

    @property
    def words(self) -> str:
        return "一覧"


Type = Scalar | Record | ListOf

BOOL = Scalar("bool", "はい・いいえ")
INT = Scalar("int", "数")
NUMBER = Scalar("number", "小数のある数")
TEXT = Scalar("text", "文字")
DATE = Scalar("date", "日付")
TIME = Scalar("time", "時刻")


def choice(*options: str) -> Scalar:
    """Text that can only be one of these codes."""
    return replace(TEXT, options=options)


def common(one: Type, other: Type) -> Type | None:
    """The type that holds both, or None when there is none: a date and a number have nothing in common."""
    if one == other and isinstance(one, Scalar) and isinstance(other, Scalar):
        # Of two choices: any code of either. Beside a text that may be anything: anything.
        both = one.options and other.options
        return choice(*dict.fromkeys(one.options + other.options)) if both else replace(one, options=())
    if one == other:
        return one
    return NUMBER if {one.code, other.code} == {"int", "number"} else None


@dataclass(frozen=True)
class Scope:
    """The names a rule may use, with their types, and the declared tables it may look things up in (`fees[item]`)."""

    names: Mapping[str, Type]
    tables: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def plus(self, /, **names: Type) -> "Scope":
        """The same scope with further names: a computed value, or the fields of one row of a group."""
        return Scope({**self.names, **names}, self.tables)
