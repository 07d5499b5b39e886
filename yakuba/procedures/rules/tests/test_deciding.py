"""What a rule comes to when everything it needs is known."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from yakuba.procedures.rules import RuleError, Scope, compile, parse
from yakuba.procedures.rules.tests.child_benefit import SCOPE, answers, decide


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("copies", 3),
        ("copies + 2 * 10 - 1", 22),
        ("-copies", -3),
        ("copies * rate", Decimal("0.3")),
        ("rate + rate + rate == 0.3", True),
        ("2 <= copies < 4", True),
        ("4 > copies > 3", False),
        ("agreed and copies == 3", True),
        ("not agreed or copies != 3", False),
        ("'express' if copies > 5 else delivery", "post"),
        ("世帯所得 < 6_600_000", True),
        ("delivery in ('post', 'counter')", True),
        ("copies not in (1, 2)", True),
        ("'mail' in wishes", True),
        ("'letter' in wishes", False),
        ("postage[delivery] * copies", 330),
        ("postage['counter']", 0),
        ("min(copies, 10) + max(copies, 10, 7)", 13),
        ("visit_at < time(10, 0)", True),
        ("moved_on == date(2026, 10, 1)", True),
        ("moved_on < today()", True),
        ("moved_on < applicant.birth_date", False),
        ("len(applicant.kana)", 6),
        ("starts_with(applicant.kana, 'ミホン')", True),
        ("contains(applicant.kana, 'ハナ')", True),
        ("same_kana(applicant.kana, account.holder_kana)", True),
        ("known(applicant.family) and known(children) and known(applicant)", True),
        ("True", True),
    ],
)
def test_a_rule_comes_to_its_value(text: str, value: Any) -> None:
    outcome = decide(text)
    assert (outcome.value, outcome.missing, outcome.is_unknown) == (value, (), False)
    assert type(outcome.value) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("any(c.lives_together for c in children)", True),
        ("all(c.lives_together for c in children)", False),
        ("any(c.lives_together for c in children if age(c.child.birth_date) < 10)", False),
        ("all(not c.lives_together for c in children if age(c.child.birth_date) < 10)", True),
        ("sum(15000 if age(c.child.birth_date) < 3 else 10000 for c in children)", 25_000),
        ("sum(1000 for c in children if c.lives_together)", 1_000),
        ("sum(rate for c in children)", Decimal("0.2")),
        ("count(children)", 2),
        ("count(wishes)", 1),
        ("count(c for c in children if c.lives_together)", 1),
        ("count(age(c.child.birth_date) < 3 for c in children)", 1),
        ("count(c.lives_together for c in children if age(c.child.birth_date) < 3)", 0),
        ("min(c.child.birth_date for c in children)", date(2007, 4, 1)),
        ("max(age(c.child.birth_date) for c in children)", 19),
        ("any(any(i == '卵' for i in c.illnesses) for c in children)", True),
        ("sum(count(c.illnesses) for c in children)", 1),
        ("any('卵' in c.illnesses for c in children if c.lives_together if copies > 1)", False),
        ("any(w == delivery for w in wishes)", False),
    ],
)
def test_a_rule_goes_through_a_list(text: str, value: Any) -> None:
    assert decide(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("any(True for c in children)", False), ("all(False for c in children)", True), ("count(children)", 0)],
)
def test_a_list_without_rows_is_known(text: str, value: Any) -> None:
    assert decide(text, children=[]).value is value or decide(text, children=[]).value == value
    assert decide("sum(1 for c in children)", children=[]).value == 0


@pytest.mark.parametrize(
    ("on", "text", "value"),
    [
        # Born on 1 April: 18 is completed on the eve, so in the school year before.
        (date(2025, 3, 30), "age(children_born)", 17),
        (date(2025, 3, 31), "age(children_born)", 18),
        (date(2025, 4, 1), "age(children_born)", 18),
        (date(2025, 4, 1), "age(children_born, on=fiscal_year_end()) <= 18", False),
        (date(2025, 3, 1), "age(children_born, on=fiscal_year_end()) <= 18", True),
        (date(2026, 3, 31), "fiscal_year()", 2025),
        (date(2026, 4, 1), "fiscal_year(today())", 2026),
        (date(2026, 3, 31), "fiscal_year_start()", date(2025, 4, 1)),
        (date(2026, 3, 31), "fiscal_year_end(add_days(today(), 1))", date(2027, 3, 31)),
        (date(2026, 3, 31), "days_between(fiscal_year_start(), today())", 364),
        (date(2026, 3, 31), "add_months(today(), -1)", date(2026, 2, 28)),
        (date(2024, 2, 29), "add_years(today(), 1)", date(2025, 2, 28)),
        (date(2026, 3, 31), "date(fiscal_year(), 12, 31)", date(2025, 12, 31)),
        (date(2026, 3, 31), "date(year(today()), month(today()), 1)", date(2026, 3, 1)),
    ],
)
def test_days_follow_the_law(on: date, text: str, value: Any) -> None:
    scope = Scope({"children_born": SCOPE.names["moved_on"]})
    assert compile(parse(text, scope)).evaluate({"children_born": "2007-04-01"}, on=on).value == value


def test_the_day_of_filing_is_not_the_day_of_deciding() -> None:
    text = "days_between(filed_on(), today())"
    assert decide(text, on=date(2026, 5, 10), filed_on=date(2026, 5, 1)).value == 9
    assert decide(text, on=date(2026, 5, 10)).value == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("round_down(7, 2)", 3),
        ("round_up(7, 2)", 4),
        ("round_half_up(7, 2)", 4),
        ("round_half_up(5, 2)", 3),
        ("round_half_up(249, 100)", 2),
        ("round_down(-7, 2)", -3),
        ("round_up(-7, 2)", -4),
        ("round_half_up(-5, 2)", -3),
        ("round_up(6, 2)", 3),
        ("round_down(copies * rate, 0.1)", 3),
        ("floor_to(12_345, 100)", 12_300),
        ("floor_to(-150, 100)", -100),
        ("round_down(9_007_199_254_740_993 * 1, 1)", 9_007_199_254_740_993),
    ],
)
def test_fractions_are_rounded_only_by_name(text: str, value: int) -> None:
    assert decide(text).value == value


@pytest.mark.parametrize(
    ("text", "changed", "message"),
    [
        ("copies * 9_000_000_000_000_000_000", {}, "「copies * 9_000_000_000_000_000_000」の値が大きすぎます。"),
        ("sum(9_000_000_000_000_000_000 for c in children)", {}, "の値が大きすぎます。"),
        ("rate * rate", {"rate": "1234567890.1234567891"}, "桁が多く"),
        ("round_down(1, copies)", {"copies": 0}, "「round_down(1, copies)」は 0 で割ることになります。"),
        ("date(2026, copies, 1) == today()", {"copies": 13}, "「date(2026, copies, 1)」の答えになる日付がありません。"),
        ("add_days(today(), copies) == today()", {"copies": 10**18}, "の答えになる日付がありません。"),
        ("add_months(today(), copies) == today()", {"copies": 10**18}, "の答えになる日付がありません。"),
        ("add_years(today(), copies) == today()", {"copies": -3000}, "の答えになる日付がありません。"),
        ("copies > 1", {"copies": "many"}, "「copies」の答えが数として読めません。"),
        ("copies > 1", {"copies": 2**63}, "「copies」の答えが数として読めません。"),
        ("copies > 1", {"copies": True}, "「copies」の答えが数として読めません。"),
        ("copies > 1", {"copies": 1.5}, "「copies」の答えが数として読めません。"),
        ("rate > 1", {"rate": "NaN"}, "「rate」の答えが小数のある数として読めません。"),
        ("rate > 1", {"rate": "1e999999"}, "「rate」の答えが小数のある数として読めません。"),
        ("agreed", {"agreed": "yes"}, "「agreed」の答えがはい・いいえとして読めません。"),
        ("moved_on < today()", {"moved_on": "2026-02-30"}, "「moved_on」の答えが日付として読めません。"),
        ("visit_at < time(9, 0)", {"visit_at": "25:00"}, "「visit_at」の答えが時刻として読めません。"),
        ("note == 'a'", {"note": ["a"]}, "「note」の答えが文字として読めません。"),
        ("applicant.kana == 'a'", {"applicant": "Hana"}, "「applicant.kana」の答えが文字として読めません。"),
        ("count(children)", {"children": {"0": {}}}, "「children」の答えが一覧として読めません。"),
        ("any(c.lives_together for c in children)", {"children": [3]}, "「children[0].lives_together」の答えが"),
        ("'mail' in wishes", {"wishes": [3]}, "「wishes[0]」の答えが読めません。"),
        ("postage[delivery]", {"delivery": "pigeon"}, "表「postage」に「pigeon」がありません。"),
    ],
)
def test_what_cannot_be_worked_out_is_said_and_not_guessed(text: str, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError) as wrong:
        decide(text, **changed)
    assert message in wrong.value.message


def test_values_of_python_are_read_like_answers_of_json() -> None:
    outcome = decide(
        "moved_on < today() and visit_at < time(9, 0) and rate > 0.4 and 'mail' in wishes",
        moved_on=date(2026, 1, 1),
        visit_at=time(8, 0),
        rate=Decimal("0.5"),
        wishes=("mail",),
    )
    assert outcome.value is True


def test_a_computed_value_can_be_read_by_the_next_rule() -> None:
    scope = SCOPE.plus(fee=parse("copies * 300", SCOPE).type)
    fee = decide("copies * 300")
    assert compile(parse("fee > 800", scope)).evaluate(answers(fee=fee), on=date(2026, 1, 1)).value is True
    assert compile(parse("fee + 1", scope)).evaluate(answers(fee=900), on=date(2026, 1, 1)).value == 901


def test_one_compiled_rule_decides_many_cases() -> None:
    rule = compile(parse("any(c.lives_together for c in children)", SCOPE))
    assert rule.evaluate(answers(), on=date(2026, 1, 1)).value is True
    assert rule.evaluate(answers(children=[]), on=date(2026, 1, 1)).value is False
    assert rule.evaluate(answers(), on=date(2026, 1, 1)).value is True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ﾐﾎﾝ ﾊﾅ", "みほん　はな", True),
        ("キョウ　シュッパン", "キヨウ シユツパン", True),
        ("ﾀﾛｰ", "タロー", True),
        ("タロ−", "タロー", True),
        ("タロウ", "タロー", False),
        ("ハナ", "バナ", False),
        ("ﾊﾞﾅ", "バナ", True),
        ("abc", "ＡＢＣ", True),
    ],
)
def test_a_reading_is_the_same_however_a_bank_writes_it(one: str, other: str, same: bool) -> None:
    assert decide("same_kana(applicant.kana, note)", applicant={"kana": one}, note=other).value is same
