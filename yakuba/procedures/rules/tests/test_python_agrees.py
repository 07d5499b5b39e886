"""Where the language means what Python means, both come to the same."""

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume

from yakuba.procedures.rules import RuleError, closures, compile, parse, quantifiers, rule
from yakuba.procedures.rules.run import Build, Code
from yakuba.procedures.rules.tests import expressions
from yakuba.procedures.rules.tests.child_benefit import TODAY
from yakuba.procedures.rules.tree import Quantified


def _half_up(a: int, b: int) -> int:
    size = math.floor(abs(Fraction(a, b)) + Fraction(1, 2))
    return size if a >= 0 else -size


FUNCTIONS: dict[str, Any] = {
    "date": date,
    "count": sum,
    "fees": expressions.SCOPE.tables["fees"],
    "days_between": lambda a, b: (b - a).days,
    "round_down": lambda a, b: math.trunc(Fraction(a, b)),
    "round_up": lambda a, b: math.ceil(Fraction(a, b)) if a >= 0 else math.floor(Fraction(a, b)),
    "round_half_up": _half_up,
    "floor_to": lambda a, unit: math.trunc(Fraction(a, unit)) * unit,
}


def _element(row: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{**row, "ys": [_element(y) for y in row["ys"]]} if "ys" in row else row)


def by_python(case: expressions.Case) -> Any:
    """What Python itself makes of the text."""
    values = {
        **case.answers,
        "d": date.fromisoformat(case.answers["d"]),
        "e": date.fromisoformat(case.answers["e"]),
        "xs": [_element(x) for x in case.answers["xs"]],
    }
    return eval(case.text, FUNCTIONS | values)


def we_agree_with_python(case: expressions.Case) -> None:
    try:
        outcome = compile(parse(case.text, expressions.SCOPE)).evaluate(case.answers, on=TODAY)
    except RuleError as wrong:
        assume("大きすぎ" not in wrong.message)
        raise
    assert outcome.value == by_python(case)
    assert not outcome.missing
    # The explanation can be written whatever the rule is, and says the same.
    assert all(step.text and step.shown for step in outcome.because)
    assert outcome.because == () or outcome.because[-1].value is not None


def test_we_agree_with_python() -> None:
    expressions.hold(we_agree_with_python)


@pytest.mark.parametrize(("sign", "wrong"), [("<=", "<"), (">", ">="), ("==", "!="), ("<", "!=")])
def test_a_wrong_comparison_is_noticed(sign: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(closures._COMPARE, sign, closures._COMPARE[wrong])
    with pytest.raises(AssertionError):
        expressions.hold(we_agree_with_python, shrink=False)


def test_a_forgotten_filter_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(tree: Quantified, build: Build) -> Code:
        return quantifiers.BUILDERS[Quantified](replace(tree, where=None), build)

    monkeypatch.setitem(rule._BUILDERS, Quantified, forgetful)
    with pytest.raises(AssertionError):
        expressions.hold(we_agree_with_python, shrink=False)
