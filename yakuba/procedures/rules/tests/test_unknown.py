"""Three results, never two: what a missing answer does to a rule."""

from itertools import product
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from yakuba.procedures.rules import BOOL, UNKNOWN, ListOf, Record, RuleError, Scope, closures, compile, parse, rule
from yakuba.procedures.rules.outcome import Unknown
from yakuba.procedures.rules.run import Build, Builder, Code, Run
from yakuba.procedures.rules.tests import expressions
from yakuba.procedures.rules.tests.child_benefit import SCOPE, TODAY, answers, decide
from yakuba.procedures.rules.tree import Logic, Name


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("copies", ("copies",)),
        ("copies > 1", ("copies",)),
        ("1 < copies + 1", ("copies",)),
        ("-copies", ("copies",)),
        ("not agreed", ("agreed",)),
        ("agreed and rate > 0.01", ("agreed",)),
        ("rate < 0.01 or agreed", ("agreed",)),
        ("agreed and copies > 1", ("agreed", "copies")),
        ("agreed == (copies > 1)", ("agreed", "copies")),
        ("1 if agreed else 2", ("agreed",)),
        ("copies if 世帯所得 > 1 else 2", ("copies",)),
        ("copies in (1, 2)", ("copies",)),
        ("delivery in ('post',)", ("delivery",)),
        ("postage[delivery]", ("delivery",)),
        ("applicant.kana == note", ("applicant.kana", "note")),
        ("age(applicant.birth_date) >= 18", ("applicant.birth_date",)),
        ("days_between(moved_on, applicant.birth_date)", ("moved_on", "applicant.birth_date")),
        ("min(copies, 2)", ("copies",)),
        ("copies + copies", ("copies",)),
        ("'letter' in wishes", ("wishes",)),
    ],
)
def test_a_missing_answer_leaves_the_rule_open_and_is_named(text: str, missing: tuple[str, ...]) -> None:
    gone: dict[str, Any] = dict.fromkeys(("applicant", "agreed", "copies", "delivery", "moved_on", "wishes"))
    outcome = decide(text, **gone)
    assert (outcome.value, outcome.missing, outcome.is_unknown) == (UNKNOWN, missing, True)


@pytest.mark.parametrize("empty", [None, ""])
def test_none_and_empty_and_absent_are_all_missing(empty: Any) -> None:
    assert decide("copies > 1", copies=empty).missing == ("copies",)
    assert decide("applicant.kana == 'a'", applicant=empty).missing == ("applicant.kana",)
    assert decide("applicant.kana == 'a'", applicant={"kana": empty}).missing == ("applicant.kana",)
    assert compile(parse("applicant.kana == 'a'", SCOPE)).evaluate({}, on=TODAY).missing == ("applicant.kana",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("agreed and copies == 0", False),
        ("copies == 0 and agreed", False),
        ("agreed or copies == 3", True),
        ("not (agreed and copies == 0)", True),
        ("1 if copies == 3 else postage[delivery]", 1),
        ("known(agreed)", False),
        ("known(delivery) and delivery == 'post'", False),
        ("not known(agreed) or agreed", True),
    ],
)
def test_what_is_settled_anyway_needs_no_answer(text: str, value: Any) -> None:
    assert decide(text, agreed=None, delivery=None).value is value or decide(text, agreed=None).value == value


def children(*rows: tuple[str | None, bool | None]) -> list[dict[str, Any]]:
    return [{"child": {"birth_date": birth}, "lives_together": together} for birth, together in rows]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("any(age(c.child.birth_date) < 18 for c in children)", True),
        ("all(age(c.child.birth_date) < 1 for c in children)", False),
        ("any(c.lives_together for c in children if age(c.child.birth_date) < 18)", True),
        ("sum(1 for c in children if known(c.child.birth_date))", 2),
        ("count(children)", 3),
    ],
)
def test_one_element_settles_it_whatever_the_others_are(text: str, value: Any) -> None:
    rows = children((None, True), ("2020-01-01", True), ("2021-01-01", False))
    assert decide(text, children=rows).value == value


@pytest.mark.parametrize(
    "text",
    [
        "any(age(c.child.birth_date) > 18 for c in children)",
        "all(age(c.child.birth_date) < 18 for c in children)",
        "sum(age(c.child.birth_date) for c in children)",
        "count(age(c.child.birth_date) < 3 for c in children)",
        "count(c for c in children if age(c.child.birth_date) < 3)",
        "sum(1 for c in children if age(c.child.birth_date) < 3)",
        "min(c.child.birth_date for c in children)",
        "max(c.child.birth_date for c in children)",
        "any(not c.lives_together for c in children if age(c.child.birth_date) < 3)",
        "all(c.lives_together for c in children if age(c.child.birth_date) < 3)",
    ],
)
def test_an_undecided_element_is_named_with_its_place(text: str) -> None:
    rows = children(("2020-01-01", True), ("2021-01-01", True), (None, False))
    outcome = decide(text, children=rows)
    assert (outcome.value, outcome.missing) == (UNKNOWN, ("children[2].child.birth_date",))


def test_an_element_that_would_not_count_anyway_may_stay_undecided() -> None:
    rows = children(("2020-01-01", True), (None, False))
    together = "c.lives_together for c in children if age(c.child.birth_date)"
    assert decide(f"any({together} > 50)", children=rows).value is False
    assert decide(f"count({together} < 50)", children=rows).value == 1
    rows = children(("2020-01-01", True), (None, True))
    assert decide(f"all({together} < 50)", children=rows).value is True


def test_paths_of_nested_lists_name_both_places() -> None:
    rows = [{"illnesses": ["卵"]}, {"illnesses": ["乳", ""]}, {}]
    outcome = decide("all(any(i == '卵' for i in c.illnesses) for c in children)", children=rows)
    assert outcome.missing == ("children[1].illnesses[1]", "children[2].illnesses")


def test_the_smallest_of_none_is_not_known() -> None:
    assert decide("min(c.child.birth_date for c in children)", children=[]).missing == ("children",)


def test_a_ticked_option_is_found_beside_an_unreadable_gap() -> None:
    assert decide("'mail' in wishes", wishes=[None, "mail"]).value is True
    assert decide("'mail' in wishes", wishes=[None, "letter"]).missing == ("wishes[0]",)


def test_an_open_value_passes_on_what_it_is_missing() -> None:
    fee = decide("copies * postage[delivery]", copies=None)
    scope = SCOPE.plus(fee=parse("copies", SCOPE).type)
    rule = compile(parse("fee > 800", scope))
    assert rule.evaluate(answers(fee=fee), on=TODAY).missing == ("copies",)
    assert rule.evaluate(answers(fee=UNKNOWN), on=TODAY).missing == ("fee",)
    assert compile(parse("known(fee)", scope)).evaluate(answers(fee=fee), on=TODAY).value is False


def test_nobody_mistakes_an_unknown_for_yes_or_no() -> None:
    with pytest.raises(TypeError):
        bool(decide("agreed", agreed=None).value)


@pytest.mark.parametrize(
    "text",
    [
        "p",
        "not p",
        "p and q",
        "p or q",
        "p and q and r",
        "p or (q and not r)",
        "not (p or q) and r",
        "any(x.ok for x in xs)",
        "all(x.ok for x in xs)",
        "any(x.ok for x in xs if x.counts)",
        "all(x.ok for x in xs if x.counts)",
        "any(not x.ok for x in xs) or p",
    ],
)
def test_a_rule_is_left_open_exactly_when_an_answer_could_change_it(text: str) -> None:
    """Every answer is read at one place only in these rules, so three results lose nothing; all cases are tried."""
    row = Record({"ok": BOOL, "counts": BOOL})
    ready = compile(parse(text, Scope({"p": BOOL, "q": BOOL, "r": BOOL, "xs": ListOf(row)})))
    count = 4 if "xs" in text else 3

    def result(known: tuple[bool | None, ...]) -> Any:
        p, q, r, s = (*known, True)[:4]
        rows = [{"ok": q, "counts": p}, {"ok": r, "counts": s}]
        return ready.evaluate({"p": p, "q": q, "r": r, "xs": rows}, on=TODAY).value

    for known in product((True, False, None), repeat=count):
        filled = product(*[(True, False) if value is None else (value,) for value in known])
        possible = {result(each) for each in filled}
        assert result(known) == (possible.pop() if len(possible) == 1 else UNKNOWN), known


def gaps_never_change_a_decision(case: expressions.Case, data: st.DataObject) -> None:
    """If a rule is decided although answers are missing, those answers could not have changed it; if it is left open,
    what it names is truly missing."""
    gone = frozenset(path for path in expressions.paths(case.answers) if data.draw(st.booleans()))
    rule = compile(parse(case.text, expressions.SCOPE))
    try:
        full = rule.evaluate(case.answers, on=TODAY)
        gapped = rule.evaluate(expressions.without(case.answers, gone), on=TODAY)
    except RuleError as wrong:
        assume("大きすぎ" not in wrong.message)
        raise
    assert not full.is_unknown
    if gapped.is_unknown:
        assert gapped.missing
        assert set(gapped.missing) <= gone
    else:
        assert gapped.value == full.value


def test_gaps_never_change_a_decision() -> None:
    expressions.hold(gaps_never_change_a_decision, st.data())


def _missing_means_no(tree: Name, build: Build) -> Code:
    read = closures.field(tree, build)
    no = {"bool": False, "int": 0}

    def careless(run: Run) -> Any:
        value = read(run)
        return no.get(tree.type.code, value) if isinstance(value, Unknown) else value

    return careless


def _or_skips_what_is_open(tree: Logic, build: Build) -> Code:
    codes = [build(operand) for operand in tree.operands]
    if tree.op == "not":
        return closures.BUILDERS[Logic](tree, build)
    together = all if tree.op == "and" else any
    return lambda run: together(value for code in codes if not isinstance(value := code(run), Unknown))


@pytest.mark.parametrize(("node", "careless"), [(Name, _missing_means_no), (Logic, _or_skips_what_is_open)])
def test_a_gap_taken_for_an_answer_is_noticed(node: type, careless: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rule._BUILDERS, node, careless)
    with pytest.raises(AssertionError):
        expressions.hold(gaps_never_change_a_decision, st.data(), shrink=False)
