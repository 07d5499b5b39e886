"""The rule language: a small typed subset of Python's expressions, read but never run as code.

`parse(text, scope)` gives a typed tree or raises `RuleError`; `compile(tree)` gives a `Rule`; `rule.evaluate(answers,
on=day)` gives an `Outcome` with a value or UNKNOWN, the reasons, and the missing fields. Uses only toolbox.dates.

A comparison of an age with a number always has the one shape
`Compare(op, Call("age", (birth, on)), Const(int))`, however it was written (`18 >= age(b)`, `3 <= age(b) < 6`), so that
each compiler can turn it into a comparison of the birth date with a cut-off day (年齢計算ニ関する法律).
"""

from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.fold import name_fault
from yakuba.procedures.rules.graph import names_read, order
from yakuba.procedures.rules.outcome import UNKNOWN, Outcome, Step
from yakuba.procedures.rules.parse import parse
from yakuba.procedures.rules.rule import Rule, compile
from yakuba.procedures.rules.tree import Tree
from yakuba.procedures.rules.types import BOOL, DATE, INT, NUMBER, TEXT, TIME, ListOf, Record, Scope, Type, choice

__all__ = [
    "BOOL",
    "DATE",
    "INT",
    "NUMBER",
    "TEXT",
    "TIME",
    "UNKNOWN",
    "ListOf",
    "Outcome",
    "Record",
    "Rule",
    "RuleError",
    "Scope",
    "Step",
    "Tree",
    "Type",
    "choice",
    "compile",
    "name_fault",
    "names_read",
    "order",
    "parse",
]
