"""A survey is declared as one: who may answer, until when, what each question is for; and nobody is known by it."""

from datetime import date

import pytest

from yakuba.procedures.loading import Unsound
from yakuba.procedures.tests.forms import HEAD, compiled

SURVEY = """\
survey:
  audience: residents
  anonymous: true
  opens_on: 2026-10-01
  closes_on: 2026-10-31
  aims: {q1: 使いやすさを知る, q2: 直すところを知る}
  classes: age
  comments: [q2]
"""
PAGES = """\
pages:
  - title: 設問
    fields:
      - {name: age, kind: choice, options: [若い, 若くない]}
      - {name: q1, kind: scale, low: いいえ, high: はい}
      - {name: q2, kind: long_text, required: false}
"""


def broken(old: str, new: str) -> list[str]:
    """What is said once `old` has become `new`."""
    assert old in SURVEY + PAGES
    with pytest.raises(Unsound) as refused:
        compiled((SURVEY + PAGES).replace(old, new, 1))
    return [f"{fault.line}: {fault.message} → {fault.remedy}" for fault in refused.value.faults]


FAULTS = {
    "no audience": (
        "  audience: residents\n",
        "",
        "5: 「audience」がありません。 → 「audience:」を書いてください。docs/catalogue.md に全部の項目があります。",
    ),
    "an audience that there is not": (
        "audience: residents",
        "audience: resident",
        "6: 「audience」に「resident」は書けません。 → もしかして：residents",
    ),
    "an audience of nobody": (
        "audience: residents",
        "audience: {}",
        "6: audience には sections（課の符号）か posts（職の段階）を書いてください。 → ",
    ),
    "a rank that there is not": (
        "audience: residents",
        "audience: {posts: [heads]}",
        "6: 「posts」に「heads」は書けません。 → もしかして：head",
    ),
    "steps": (
        "pages:",
        "steps: [{check: rules}]\npages:",
        "13: survey のある手続きに steps は書けません。アンケートには手順がありません。 → steps を消してください。",
    ),
    "the days in the other order": (
        "2026-10-31",
        "2026-09-30",
        "9: closes_on が opens_on より前です。 → 日付を直してください。",
    ),
    "an aim of no question": (
        "{q1: 使いやすさを知る",
        "{q3: なし, q1: 使いやすさを知る",
        "10: 「q3」は pages にありません。 → 書けるもの：age、q1、q2",
    ),
    "a question without an aim": (
        ", q2: 直すところを知る",
        "",
        "10: 設問「q2」のねらいがありません。 → 「q2: 」に、何を知るための設問かを書いてください。",
    ),
    "classes that cannot be crossed": (
        "classes: age",
        "classes: q2",
        "10: 設問「age」のねらいがありません。 → 「age: 」に、何を知るための設問かを書いてください。",
        "11: 「q2」は pages の choice にありません。 → 書けるもの：age",
    ),
    "a comment that is no text": (
        "comments: [q2]",
        "comments: [q1]",
        "12: 「q1」は pages の text・long_text にありません。 → 書けるもの：q2",
    ),
    "a name in an anonymous survey": (
        "kind: long_text",
        "kind: email",
        "12: 「q2」は pages の text・long_text にありません。 → まだ一つもありません。",
        "18: 無記名のアンケートで、email の項目「q2」は聞けません。だれの回答かわかります。"
        " → 項目を消すか、anonymous を消してください。",
    ),
    "what the register tells": (
        "required: false}",
        'required: false, ask_if: me.relation == "世帯主"}',
        "7: 無記名のアンケートの式で、市の登録（me・household）は読めません。"
        " → me と household を使わない式にしてください。",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), [(o, n, list(said)) for o, n, *said in FAULTS.values()], ids=FAULTS)
def test_every_fault_of_a_survey_is_told_with_its_line(old: str, new: str, said: list[str]) -> None:
    assert broken(old, new) == said


def test_a_name_inside_a_group_is_found_too() -> None:
    group = "{name: q2, kind: group, fields: [{name: who, kind: person, prefill: me}]}"
    said = broken("{name: q2, kind: long_text, required: false}", group)
    assert any("person の項目「who」は聞けません" in one for one in said)
    assert any("「who」に prefill は使えません" in one for one in said)


def test_a_survey_is_open_on_its_days_and_belongs_to_its_audience() -> None:
    declared = compiled(SURVEY + PAGES).declaration
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [declared.is_open_on(day) for day in days] == [False, True, True, False]
    assert declared.is_anonymous
    assert declared.survey is not None
    assert declared.survey.is_for_public
    among = compiled((SURVEY + PAGES).replace("residents", "{sections: [dx], posts: [head]}", 1)).declaration
    assert among.survey is not None
    assert not among.survey.is_for_public


def test_the_head_is_that_of_an_ordinary_procedure() -> None:
    assert "survey" not in HEAD
