"""The small typed tree that every reader of a rule works on: closures today, SQL for whole populations later.

Two trees are equal when they mean the same; how and where they were written does not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from yakuba.procedures.rules.types import Type


@dataclass(frozen=True, kw_only=True)
class Node:
    """What all nodes share: a type, the (folded) words it was written in, and where these begin.

    `column` counts the characters of the rule as written, from 1; `start` those of the folded text, from 0. A part
    that was not written but filled in, such as the default of a parameter, has no words.
    """

    type: Type
    source: str = field(default="", compare=False)
    column: int = field(default=0, compare=False)
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Const(Node):
    """bool, int, Decimal, str or date."""

    value: Any


@dataclass(frozen=True)
class Name(Node):
    """A field or computed value, or (`bound`) the element of the list that a quantifier goes through."""

    name: str
    bound: bool = False


@dataclass(frozen=True)
class Attr(Node):
    """One attribute of a record: always a chain of names, so that every read is a field with a path."""

    of: Union[Name, "Attr"]
    name: str


@dataclass(frozen=True)
class Call(Node):
    """A function of the language; `args` has every parameter in its place, defaults filled in."""

    function: str
    args: tuple["Tree", ...]


@dataclass(frozen=True)
class Compare(Node):
    """Two values compared; a constant stands on the right, and a chain of comparisons is an `and` of these."""

    op: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Logic(Node):
    """`and` and `or` of two or more, `not` of one."""

    op: str
    operands: tuple["Tree", ...]


@dataclass(frozen=True)
class Arith(Node):
    """`+`, `-` or `*` of two numbers; a sign change is 0 - x."""

    op: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class IfElse(Node):
    """`then if test else otherwise`."""

    test: "Tree"
    then: "Tree"
    otherwise: "Tree"


@dataclass(frozen=True)
class Quantified(Node):
    """any, all, sum, count, min or max of `body` for each `var` in `over`, only where `where` holds.

    `count` always has a bool body: it counts the elements for which it is true.
    """

    kind: str
    body: "Tree"
    var: str
    over: Name | Attr
    where: Union["Tree", None] = None


@dataclass(frozen=True)
class In(Node):
    """One value among written-out constants, or among the elements of a list field."""

    item: "Tree"
    among: tuple[Const, ...] | Name | Attr


@dataclass(frozen=True)
class Lookup(Node):
    """The number that a declared table gives for a text."""

    table: str
    entries: Mapping[str, int] = field(hash=False)
    key: "Tree"


Tree = Const | Name | Attr | Call | Compare | Logic | Arith | IfElse | Quantified | In | Lookup


def children(tree: Tree) -> Iterator[Tree]:
    """The parts directly below a node."""
    for value in vars(tree).values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Tree):
                yield part


def path(tree: Name | Attr) -> tuple[str, ...]:
    """The names along a field: ("c", "child", "birth_date")."""
    return (*path(tree.of), tree.name) if isinstance(tree, Attr) else (tree.name,)


def root(tree: Name | Attr) -> Name:
    """The name that a field's path begins with."""
    return root(tree.of) if isinstance(tree, Attr) else tree


def free_variables(tree: Tree) -> Iterator[Name]:
    """Every place inside a node that reads the element of a quantifier around it."""
    if isinstance(tree, Name) and tree.bound:
        yield tree
    own = tree.var if isinstance(tree, Quantified) else None
    yield from (name for part in children(tree) for name in free_variables(part) if name.name != own)
