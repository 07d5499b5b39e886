"""From text to the typed tree."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from yakuba.procedures.rules import BOOL, DATE, INT, NUMBER, TEXT, Scope, parse
from yakuba.procedures.rules.fold import fold, name_fault
from yakuba.procedures.rules.tests.child_benefit import SCOPE
from yakuba.procedures.rules.tree import Attr, Call, Compare, Const, In, Logic, Name, Quantified
from yakuba.procedures.rules.types import Scalar, Type, choice, common

BIRTH = Attr(Name("applicant", type=SCOPE.names["applicant"]), "birth_date", type=DATE)
TODAY = Call("today", (), type=DATE)


def age_compared(op: str, years: int, on: Call = TODAY) -> Compare:
    return Compare(op, Call("age", (BIRTH, on), type=INT), Const(years, type=INT), type=BOOL)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("age(applicant.birth_date) <= 18", age_compared("<=", 18)),
        ("18 >= age(applicant.birth_date)", age_compared("<=", 18)),
        ("18 > age(birth=applicant.birth_date, on=today())", age_compared("<", 18)),
        ("18 == age(applicant.birth_date)", age_compared("==", 18)),
        (
            "3 <= age(applicant.birth_date) < 6",
            Logic("and", (age_compared(">=", 3), age_compared("<", 6)), type=BOOL),
        ),
        (
            "age(on=fiscal_year_end(), birth=applicant.birth_date) != 18",
            age_compared("!=", 18, on=Call("fiscal_year_end", (TODAY,), type=DATE)),
        ),
    ],
)
def test_an_age_beside_a_number_has_one_shape_however_it_is_written(text: str, tree: Any) -> None:
    """A compiler for whole populations turns this one shape into a birth date beside a cut-off day."""
    assert parse(text, SCOPE) == tree


def test_each_node_keeps_its_words_and_its_place() -> None:
    tree = parse("１ ＜ copies  and any(c.lives_together for c in children)", SCOPE)
    assert isinstance(tree, Logic)
    compared, quantified = tree.operands
    assert (compared.source, compared.column) == ("1 < copies", 1)
    assert isinstance(quantified, Quantified)
    assert (quantified.body.source, quantified.body.column) == ("c.lives_together", 21)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("copies + 1", INT),
        ("copies * rate", NUMBER),
        ("1.5", NUMBER),
        ("copies if agreed else rate", NUMBER),
        ("delivery", TEXT),
        ("sum(rate for c in children)", NUMBER),
        ("count(children)", INT),
        ("min(c.child.birth_date for c in children)", DATE),
        ("age(moved_on) < 3", BOOL),
    ],
)
def test_a_rule_has_a_type_before_it_is_ever_evaluated(text: str, type_: Type) -> None:
    assert parse(text, SCOPE).type == type_


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'ＡＢＣ　①ｶﾅ'", "ＡＢＣ　①ｶﾅ"),
        ("＂ＡＢＣ＂", "ＡＢＣ"),
        ('"it\'s 𠮷 葛\U000e0100"', "it's 𠮷 葛\U000e0100"),
        ("'≧ # 1,000 、'", "≧ # 1,000 、"),
        ("15_000", 15_000),
        ("１５０００", 15_000),
        ("-5", -5),
        ("+5", 5),
        ("0.10", Decimal("0.10")),
        ("9223372036854775807", 2**63 - 1),
        ("date(2024, 2, 29)", date(2024, 2, 29)),
        ("time(9, 30)", time(9, 30)),
        (" \n 3 \n ", 3),
    ],
)
def test_constants_are_read_as_they_were_meant(text: str, value: Any) -> None:
    tree = parse(text, SCOPE)
    assert isinstance(tree, Const)
    assert tree.value == value
    assert type(tree.value) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "世帯所得 < 6600000",
        "世帯所得＜６６０００００",
        "世帯所得\u3000<\n\t6600000",
        "(世帯所得 < 6600000)",
        "（世帯所得　＜　６６０００００）",
    ],
)
def test_width_and_white_space_do_not_matter(text: str) -> None:
    assert parse(text, SCOPE) == parse("世帯所得 < 6600000", SCOPE)


def test_half_width_and_split_kana_are_the_same_name() -> None:
    scope = Scope({"パパ": INT})
    assert parse("ﾊﾟﾊﾟ > 0", scope) == parse("ハ\u309aハ\u309a > 0", scope) == parse("パパ > 0", scope)


def test_a_place_is_counted_in_the_rule_as_written() -> None:
    folded = fold("ﾊﾟ ㈱ x")
    assert folded.text == "パ (株) x"
    assert folded.column(folded.text.index("x")) == 6


def test_membership_keeps_its_constants_or_its_field() -> None:
    chosen = parse("delivery not in ['post']", SCOPE)
    assert isinstance(chosen, Logic)
    assert isinstance(chosen.operands[0], In)
    ticked = parse("'mail' in wishes", SCOPE)
    assert isinstance(ticked, In)
    assert isinstance(ticked.among, Name)


def test_types_have_in_common_what_both_can_be() -> None:
    assert common(INT, NUMBER) == NUMBER
    assert common(INT, DATE) is None
    mixed = common(choice("a", "b"), choice("b", "c"))
    assert mixed == TEXT
    assert isinstance(mixed, Scalar)
    assert mixed.options == ("a", "b", "c")
    beside = common(choice("a"), TEXT)
    assert isinstance(beside, Scalar)
    assert beside.options == ()


@pytest.mark.parametrize("name", ["copies", "世帯所得", "パパ", "_a1", "date"])
def test_a_name_that_rules_can_use(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize("name", ["", "1a", "a b", "a-b", "if", "None", "ｶﾅ", "ａ", "a.b"])
def test_a_name_that_no_rule_could_use_is_refused_in_words(name: str) -> None:
    assert name in name_fault(name)
    assert "。" in name_fault(name)
