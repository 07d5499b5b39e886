"""Why a rule came to its value."""

from decimal import Decimal
from typing import Any

from yakuba.procedures.rules.tests.child_benefit import decide


def lines(text: str, **changed: Any) -> list[str]:
    return [str(step) for step in decide(text, **changed).because]


def test_every_sub_result_is_told_in_order_with_its_element() -> None:
    assert lines("any(age(c.child.birth_date, on=fiscal_year_end()) <= 18 for c in children)") == [
        "children[0].child.birth_date → 2007-04-01",
        "fiscal_year_end() → 2027-03-31",
        "age(children[0].child.birth_date, on=fiscal_year_end()) → 20",
        "age(children[0].child.birth_date, on=fiscal_year_end()) <= 18 → いいえ",
        "children[1].child.birth_date → 2024-02-29",
        "age(children[1].child.birth_date, on=fiscal_year_end()) → 3",
        "age(children[1].child.birth_date, on=fiscal_year_end()) <= 18 → はい",
        "any(age(c.child.birth_date, on=fiscal_year_end()) <= 18 for c in children) → はい",
    ]


def test_a_condition_shows_both_values() -> None:
    steps = decide("18 >= age(applicant.birth_date) or delivery in ('counter', 'post')").because
    assert [step.with_values for step in steps] == [
        "",
        "1990-05-05、2026-11-21",
        "36 <= 18",
        "",
        "「post」 in (「counter」、「post」)",
    ]


def test_what_was_not_needed_is_not_told() -> None:
    assert lines("copies == 3 or agreed") == ["copies → 3", "copies == 3 → はい"]
    assert lines("1 if agreed else copies") == ["agreed → はい", "1 if agreed else copies → 1"]


def test_a_thing_read_twice_is_told_once() -> None:
    assert lines("copies > 1 and copies < 9") == ["copies → 3", "copies > 1 → はい", "copies < 9 → はい"]


def test_a_missing_answer_is_told_as_such() -> None:
    assert lines("all(age(c.child.birth_date) >= 3 for c in children)", children=[{}]) == [
        "children[0].child.birth_date → 未回答"
    ]
    assert lines("known(note) and note == 'a'") == ["known(note) → いいえ"]


def test_nested_lists_tell_both_places() -> None:
    rows = [{"illnesses": ["100%"]}]
    assert lines("any(any(i == '100%' for i in c.illnesses if copies > 1) for c in children)", children=rows) == [
        "copies → 3",
        "copies > 1 → はい",
        "children[0].illnesses[0] → 「100%」",
        "children[0].illnesses[0] == '100%' → はい",
        "any(i == '100%' for i in children[0].illnesses if copies > 1) → はい",
        "any(any(i == '100%' for i in c.illnesses if copies > 1) for c in children) → はい",
    ]


def test_amounts_show_how_they_were_worked_out() -> None:
    steps = decide("round_half_up(postage[delivery] * copies * rate, 1)").because
    assert [(step.text, step.value, step.with_values) for step in steps] == [
        ("delivery", "post", ""),
        ("postage[delivery]", 110, "「post」"),
        ("copies", 3, ""),
        ("postage[delivery] * copies", 330, "110 * 3"),
        ("rate", Decimal("0.1"), ""),
        ("postage[delivery] * copies * rate", Decimal("33.0"), "330 * 0.1"),
        ("round_half_up(postage[delivery] * copies * rate, 1)", 33, "33.0、1"),
    ]
    assert lines("visit_at < time(9, 0)") == ["visit_at → 09:30", "visit_at < time(9, 0) → いいえ"]


def test_full_width_writing_is_told_as_it_was_understood() -> None:
    assert lines("世帯所得　＜　６６０００００") == ["世帯所得 → 5000000", "世帯所得 < 6600000 → はい"]
