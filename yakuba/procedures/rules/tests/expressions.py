"""Random well-typed rules with random answers, for the laws that must hold for every rule there is."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import BOOL, DATE, INT, ListOf, Record, Scope, choice

SCOPE = Scope(
    names={
        "n": INT,
        "金額": INT,
        "p": BOOL,
        "q": BOOL,
        "t": choice("a", "b", "c"),
        "d": DATE,
        "e": DATE,
        "xs": ListOf(Record({"k": INT, "ok": BOOL, "ys": ListOf(Record({"j": INT}))})),
    },
    tables={"fees": {"a": 0, "b": 110, "c": 1200}},
)


@dataclass(frozen=True)
class Case:
    """One rule, and answers that leave nothing out."""

    text: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class _Sight:
    """How deep the expression may still grow, and the elements in sight."""

    depth: int
    numbers: tuple[str, ...] = ("n", "金額")
    conditions: tuple[str, ...] = ("p", "q")
    lists: tuple[str, ...] = ("xs",)

    def deeper(self) -> "_Sight":
        return _Sight(self.depth - 1, self.numbers, self.conditions, self.lists)

    def within(self, listing: str, variable: str) -> "_Sight":
        if listing == "xs":
            return _Sight(
                self.depth - 1,
                (*self.numbers, f"{variable}.k"),
                (*self.conditions, f"{variable}.ok"),
                (f"{variable}.ys",),
            )
        return _Sight(self.depth - 1, (*self.numbers, f"{variable}.j"), self.conditions, ())


@st.composite
def _over(draw: st.DrawFn, sight: _Sight, kinds: str, body: Any) -> str:
    listing = draw(st.sampled_from(sight.lists))
    variable = "x" if listing == "xs" else "y"
    inside = sight.within(listing, variable)
    where = f" if {draw(condition(inside))}" if draw(st.booleans()) else ""
    return f"{draw(st.sampled_from(kinds.split()))}({draw(body(inside))} for {variable} in {listing}{where})"


@st.composite
def number(draw: st.DrawFn, sight: _Sight) -> str:
    """A whole number."""
    forms = ["name", "constant"]
    if sight.depth > 0:
        forms += ["arithmetic", "negative", "if", "round", "table", "pick", "days"] + ["total"] * bool(sight.lists)
    deeper = sight.deeper()
    match draw(st.sampled_from(forms)):
        case "name":
            return draw(st.sampled_from(sight.numbers))
        case "constant":
            return str(draw(st.sampled_from([0, 1, 2, 3, 4, 100])))
        case "arithmetic":
            return f"({draw(number(deeper))} {draw(st.sampled_from('+-*'))} {draw(number(deeper))})"
        case "negative":
            return f"-{draw(number(deeper))}"
        case "if":
            return f"({draw(number(deeper))} if {draw(condition(deeper))} else {draw(number(deeper))})"
        case "round":
            name = draw(st.sampled_from(["round_down", "round_up", "round_half_up", "floor_to"]))
            return f"{name}({draw(number(deeper))}, {draw(st.integers(1, 30))})"
        case "table":
            return "fees[t]"
        case "pick":
            return f"{draw(st.sampled_from(['min', 'max']))}({draw(number(deeper))}, {draw(number(deeper))})"
        case "days":
            return "days_between(d, e)"
        case _:
            if draw(st.booleans()):
                return draw(_over(sight, "count", condition))
            return draw(_over(sight, "sum", number))


@st.composite
def condition(draw: st.DrawFn, sight: _Sight) -> str:
    """A yes or no."""
    forms = ["name", "compare", "compare"]
    if sight.depth > 0:
        forms += ["logic"] * 3 + ["not", "chain", "in", "text", "dates", "if"] + ["list"] * 2 * bool(sight.lists)
    deeper = sight.deeper()
    sign = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    match draw(st.sampled_from(forms)):
        case "name":
            return draw(st.sampled_from(sight.conditions))
        case "compare":
            return f"({draw(number(deeper))} {draw(sign)} {draw(number(deeper))})"
        case "logic":
            return f"({draw(condition(deeper))} {draw(st.sampled_from(['and', 'or']))} {draw(condition(deeper))})"
        case "not":
            return f"(not {draw(condition(deeper))})"
        case "chain":
            return f"({draw(number(deeper))} {draw(sign)} {draw(number(deeper))} {draw(sign)} {draw(number(deeper))})"
        case "in":
            return f"({draw(number(deeper))} {draw(st.sampled_from(['in', 'not in']))} (0, 1, 3, -1))"
        case "text":
            return draw(st.sampled_from(["t == 'a'", "t != 'b'", "t in ('a', 'c')", "'b' == t"]))
        case "dates":
            return draw(st.sampled_from(["d < e", "d == e", "d <= date(2026, 4, 1) < e", "date(2024, 2, 29) >= d"]))
        case "if":
            return f"({draw(condition(deeper))} if {draw(condition(deeper))} else {draw(condition(deeper))})"
        case _:
            return draw(_over(sight, "any all", condition))


# Few numbers and few days: only those that meet can show a `<` where `<=` should be.
_NUMBERS = st.integers(-2, 4)
_DAYS = st.sampled_from(["2024-02-28", "2024-02-29", "2026-03-31", "2026-04-01"])
_ANSWERS = st.fixed_dictionaries(
    {
        "n": _NUMBERS,
        "金額": _NUMBERS,
        "p": st.booleans(),
        "q": st.booleans(),
        "t": st.sampled_from("abc"),
        "d": _DAYS,
        "e": _DAYS,
        "xs": st.lists(
            st.fixed_dictionaries(
                {
                    "k": _NUMBERS,
                    "ok": st.booleans(),
                    "ys": st.lists(st.fixed_dictionaries({"j": _NUMBERS}), max_size=2),
                }
            ),
            max_size=3,
        ),
    }
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A rule with the answers it reads, all of them given."""
    sight = _Sight(draw(st.integers(2, 4)))
    return Case(draw(st.one_of(condition(sight), number(sight))), draw(_ANSWERS))


def hold(law: Callable[..., None], *further: st.SearchStrategy[Any], shrink: bool = True) -> None:
    """Try a law on many random cases; a planted fault need not be made small."""
    phases = [Phase.explicit, Phase.generate] + [Phase.shrink] * shrink
    chosen = settings(
        max_examples=500,
        deadline=None,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        derandomize=not shrink,
        suppress_health_check=[HealthCheck.too_slow],
    )
    chosen(given(cases(), *further)(law))()


def paths(answers: dict[str, Any], before: str = "") -> list[str]:
    """Every answer there is, by the path that names it when it is missing."""
    found = []
    for name, value in answers.items():
        found.append(before + name)
        for index, row in enumerate(value if isinstance(value, list) else ()):
            found += paths(row, f"{before}{name}[{index}].")
    return found


def without(answers: dict[str, Any], gone: frozenset[str], before: str = "") -> dict[str, Any]:
    """The same answers with some of them missing."""
    left = copy.deepcopy(answers)
    for name, value in answers.items():
        if before + name in gone:
            left[name] = None
        elif isinstance(value, list):
            left[name] = [without(row, gone, f"{before}{name}[{index}].") for index, row in enumerate(value)]
    return left
