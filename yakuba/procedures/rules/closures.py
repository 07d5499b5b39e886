"""Each kind of node as a function of a run. Three results, never two: a missing answer is `Unknown` and goes upwards
through everything that needs it; only where the rest already decides (`False and …`) does it not matter."""

import operator
from collections.abc import Callable, Mapping
from decimal import Context, DecimalException, Inexact, InvalidOperation, Overflow
from typing import Any

from yakuba.procedures.rules.answers import Unreadable, is_answered, reader
from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.functions import FUNCTIONS
from yakuba.procedures.rules.outcome import Unknown
from yakuba.procedures.rules.run import Build, Builder, Code, Run, noting, placing, unknown
from yakuba.procedures.rules.tree import (
    Arith,
    Attr,
    Call,
    Compare,
    Const,
    IfElse,
    Logic,
    Name,
    Tree,
    path,
    root,
)
from yakuba.procedures.rules.types import INT, LARGEST, NUMBER, ListOf

_EXACT = Context(prec=38, traps=[Inexact, InvalidOperation, Overflow])
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WHOLE: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_DECIMAL: dict[str, Callable[[Any, Any], Any]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
}
ADDING = {"int": _WHOLE["+"], "number": _DECIMAL["+"]}


def calculating(tree: Tree, work: Callable[..., Any]) -> Callable[..., Any]:
    """The function that works something out within int64 and exact decimals, or says why that cannot be."""
    bounded = tree.type in (INT, NUMBER)

    def calculate(*values: Any) -> Any:
        try:
            value = work(*values)
        except (ArithmeticError, ValueError) as wrong:
            raise RuleError(_why_not(tree, wrong), tree.column) from None
        if bounded and not -LARGEST <= value <= LARGEST:
            raise RuleError(f"「{tree.source}」の値が大きすぎます。", tree.column)
        return value

    return calculate


def _why_not(tree: Tree, wrong: Exception) -> str:
    if isinstance(wrong, ZeroDivisionError):
        return f"「{tree.source}」は 0 で割ることになります。"
    if isinstance(wrong, DecimalException):
        return f"「{tree.source}」の桁が多くなりすぎました。"
    return f"「{tree.source}」の答えになる{tree.type.words}がありません。"


def _const(tree: Const, build: Build) -> Code:
    value = tree.value
    return lambda run: value


def raw(tree: Name | Attr) -> Code:
    """The function that fetches an answer as it is stored, None where there is none."""
    first, *rest = path(tree)
    bound = root(tree).bound

    def fetch(run: Run) -> Any:
        value = run.elements[first] if bound else run.answers.get(first)
        for name in rest:
            if value.__class__ is dict or isinstance(value, Mapping):
                value = value.get(name)
            elif value is None or value == "" or isinstance(value, Unknown):
                return value
            else:
                raise Unreadable
        return value

    return fetch


def field(tree: Name | Attr, build: Build) -> Code:
    """One answer, read as its type and noted; a missing one becomes Unknown with its path."""
    fetch, answer, note, place = raw(tree), reader(tree.type), noting(tree), placing(tree)
    is_list = isinstance(tree.type, ListOf)

    def read(run: Run) -> Any:
        try:
            value = answer(fetch(run))
        except Unreadable:
            message = f"「{place(run)}」の答えが{tree.type.words}として読めません。"
            raise RuleError(message, tree.column) from None
        if value.__class__ is Unknown:
            value = value if value.missing else Unknown((place(run),))
        elif is_list:
            return value
        note(run, value)
        return value

    return read


def _call(tree: Call, build: Build) -> Code:
    if tree.function == "today":
        return lambda run: run.on
    if tree.function == "filed_on":
        return lambda run: run.filed_on
    if tree.function == "known":
        return _known(tree)
    work = {"min": min, "max": max}.get(tree.function) or FUNCTIONS[tree.function].run
    codes, note, calculate = [build(arg) for arg in tree.args], noting(tree), calculating(tree, work)

    def call(run: Run) -> Any:
        values = [code(run) for code in codes]
        for value in values:
            if value.__class__ is Unknown:
                return unknown(*values)
        result = calculate(*values)
        note(run, result, tuple(values))
        return result

    return call


def _known(tree: Call) -> Code:
    field_ = tree.args[0]
    assert isinstance(field_, (Name, Attr))
    fetch, note = raw(field_), noting(tree)

    def known(run: Run) -> bool:
        try:
            value = is_answered(fetch(run))
        except Unreadable:
            value = False
        note(run, value)
        return value

    return known


def _compare(tree: Compare, build: Build) -> Code:
    left, right, holds, note = build(tree.left), build(tree.right), _COMPARE[tree.op], noting(tree, tree.op)

    def compare(run: Run) -> Any:
        one, other = left(run), right(run)
        if one.__class__ is Unknown or other.__class__ is Unknown:
            return unknown(one, other)
        value = holds(one, other)
        note(run, value, (one, other))
        return value

    return compare


def _logic(tree: Logic, build: Build) -> Code:
    codes = [build(operand) for operand in tree.operands]
    if tree.op == "not":
        return _not(codes[0])
    # False settles an `and`, True an `or`, whatever is unknown beside it.
    settling = tree.op == "or"

    def logic(run: Run) -> Any:
        missing: list[Unknown] = []
        for code in codes:
            value = code(run)
            if value is settling:
                return settling
            if value.__class__ is Unknown:
                missing.append(value)
        return unknown(*missing) if missing else not settling

    return logic


def _not(code: Code) -> Code:
    def not_(run: Run) -> Any:
        value = code(run)
        return value if value.__class__ is Unknown else not value

    return not_


def _arith(tree: Arith, build: Build) -> Code:
    left, right, note = build(tree.left), build(tree.right), noting(tree, tree.op)
    calculate = calculating(tree, (_WHOLE if tree.type == INT else _DECIMAL)[tree.op])

    def arith(run: Run) -> Any:
        one, other = left(run), right(run)
        if one.__class__ is Unknown or other.__class__ is Unknown:
            return unknown(one, other)
        value = calculate(one, other)
        note(run, value, (one, other))
        return value

    return arith


def _if_else(tree: IfElse, build: Build) -> Code:
    test, then, otherwise, note = build(tree.test), build(tree.then), build(tree.otherwise), noting(tree)

    def if_else(run: Run) -> Any:
        holds = test(run)
        if holds.__class__ is Unknown:
            return holds
        value = (then if holds else otherwise)(run)
        if value.__class__ is not Unknown:
            note(run, value)
        return value

    return if_else


BUILDERS: dict[type, Builder] = {
    Const: _const,
    Name: field,
    Attr: field,
    Call: _call,
    Compare: _compare,
    Logic: _logic,
    Arith: _arith,
    IfElse: _if_else,
}
