"""What the rules find in a case, why, and what the values come to."""

import json
from datetime import date
from typing import Any

from yakuba.procedures.examples import stops_at
from yakuba.procedures.review import Finding, Reviewed, review
from yakuba.procedures.tests.dogs import PROCEDURE
from yakuba.procedures.tests.forms import TODAY, compiled

DOGS = compiled(PROCEDURE, head="")
PUPPY = {"called": "タロ", "born_on": "2026-11-01", "vaccinated": False}
GROWN = {"called": "ポチ", "born_on": "2026-01-01", "vaccinated": True, "vaccinated_on": "2026-05-01"}


def reviewed(*dogs: dict[str, Any], on: date = TODAY, **answers: Any) -> Reviewed:
    given = {"delivery": "counter"} | answers | ({"dogs": list(dogs)} if dogs else {})
    return review(DOGS, given, {}, on=on)


def results(found: Reviewed) -> list[str]:
    return [finding.result for finding in found.findings]


def test_a_condition_that_is_met_and_a_doubt_that_is_clear_are_not_open() -> None:
    found = reviewed(GROWN)
    assert results(found) == ["met", "clear"]
    assert found.is_without_doubt


def test_a_condition_that_is_not_met_says_which_law_and_why() -> None:
    [finding, doubt] = reviewed(GROWN, PUPPY).findings
    assert (finding.result, doubt.result) == ("not_met", "doubt")
    assert finding.said == "生後90日以内の犬は登録できません（法第4条）。"
    assert finding.basis == "狂犬病予防法 第4条"
    assert finding.fields == ("dogs",)
    assert "days_between(dogs[1].born_on, today()) >= 91 → いいえ" in finding.because


def test_an_answer_that_is_missing_is_named() -> None:
    found = reviewed({"called": "シロ", "born_on": "2026-01-01"})
    assert results(found) == ["met", "needs"]
    assert found.findings[1].missing == ("dogs[0].vaccinated",)
    assert not found.is_without_doubt


def test_values_are_what_json_can_keep() -> None:
    kinds = compiled(
        """
pages: [{title: 日, fields: [{name: day, kind: date}, {name: weight, kind: number, decimals: 1}]}]
values: {next_day: "add_days(day, 1)", opens: "time(9, 30)", heavier: weight + 1, late: day > today(), who: "'犬'"}
"""
    )
    found = review(kinds, {"day": "2026-12-31", "weight": "2.5"}, {}, on=TODAY)
    assert found.values == {"next_day": "2027-01-01", "opens": "09:30", "heavier": "3.5", "late": True, "who": "犬"}
    assert json.loads(json.dumps(found.values)) == found.values


def test_a_value_without_its_answers_is_left_out() -> None:
    assert reviewed(delivery="post").values == {}
    assert reviewed(GROWN, delivery=None).values == {"dog_count": 1}


OVERFLOWING = compiled(
    """
pages: [{title: 額, fields: [{name: amount, kind: money}, {name: item, kind: text}]}]
tables: {fees: {sofa: 500}}
values: {huge: amount * 1000000, listed: "fees[item]", both: huge + listed}
rules:
  - {name: 上限, require: huge < 5, otherwise: 多すぎます。}
  - {name: 合計, doubt: both > 5, say: 合計を見てください。}
  - {name: 直に, doubt: amount * 1000000 > 5, say: 見てください。}
  - {name: ほか, doubt: amount > 5, say: 額を見てください。}
"""
)


def test_what_cannot_be_worked_out_is_for_a_person_to_look_at() -> None:
    found = review(OVERFLOWING, {"amount": 10**15, "item": "bed"}, {}, on=TODAY)
    assert results(found) == ["needs", "needs", "needs", "doubt"]
    limit, total, direct, _other = found.findings
    assert limit.because == ("huge：「amount * 1000000」の値が大きすぎます。",)
    assert total.because == (
        "both → 未回答",
        "huge：「amount * 1000000」の値が大きすぎます。",
        "listed：表「fees」に「bed」がありません。",
    )
    assert direct.because == ("「amount * 1000000」の値が大きすぎます。",)
    assert total.fields == ("amount", "item")
    assert found.values == {}


def test_a_finding_goes_into_the_case_and_comes_back() -> None:
    for finding in reviewed(PUPPY).findings:
        kept = json.loads(json.dumps(finding.as_json()))
        again: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in kept.items()}
        assert Finding(**again) == finding


def test_the_day_of_filing_may_be_another_than_the_day_of_the_rules() -> None:
    late = compiled(
        """
pages: [{title: 日, fields: [{name: day, kind: date}]}]
rules: [{name: 期限, require: "filed_on() <= day", otherwise: 期限を過ぎました。}]
"""
    )
    found = review(late, {"day": "2026-11-21"}, {}, on=date(2026, 12, 1), filed_on=TODAY)
    assert results(found) == ["met"]


def test_an_automatic_case_waits_for_nobody_only_without_doubt() -> None:
    assert stops_at(DOGS.declaration, reviewed(GROWN), False) == "end"
    assert stops_at(DOGS.declaration, reviewed(GROWN), True) == "review"
    assert stops_at(DOGS.declaration, reviewed(PUPPY), False) == "review"
