"""Filling in: which pages and fields come, and that the server alone decides what was answered."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Around, Field
from yakuba.procedures.tests.forms import TODAY, UPLOADS, compiled, filler, household, sentences

BRANCHING = """
pages:
  - title: 飼っていますか
    fields:
      - {name: has_dog, kind: yes_no}
      - {name: count, kind: number, min: 1, ask_if: has_dog}
  - title: 犬
    ask_if: has_dog
    fields:
      - {name: law, kind: guide, text: 狂犬病予防法}
      - name: dogs
        kind: group
        repeat: {max: 5}
        fields:
          - {name: called, kind: text}
          - {name: chip, kind: yes_no}
          - {name: chip_number, kind: text, ask_if: chip}
          - {name: chip_photo, kind: file, ask_if: chip, required: later}
  - title: 多頭飼育
    fields:
      - {name: many_law, kind: guide, text: 条例}
      - {name: reason, kind: long_text, ask_if: total >= 3}
      - {name: plan, kind: file, required: later, ask_if: total >= 3}
  - title: 手数料
    ask_if: has_dog
    fields:
      - {name: fee_shown, kind: calculated, value: fee}
values:
  total: count(dogs)
  fee: total * 3000
"""
FORM = compiled(BRANCHING)


def form() -> Filler:
    return Filler(FORM, TODAY, {}, UPLOADS)


def names(fields: list[Field]) -> list[str]:
    return [one.name for one in fields]


def dogs(number: int) -> list[dict[str, Any]]:
    return [{"called": f"ポチ{one}", "chip": False} for one in range(number)]


NO_DOG = {"has_dog": False}
TWO = {"has_dog": True, "count": 2, "dogs": dogs(2)}
THREE = {"has_dog": True, "count": 3, "dogs": dogs(3), "reason": "保護した"}


@pytest.mark.parametrize(
    ("answers", "pages"),
    [({}, [0]), (NO_DOG, [0]), ({"has_dog": True}, [0, 1, 3]), (TWO, [0, 1, 3]), (THREE, [0, 1, 2, 3])],
)
def test_the_pages_follow_the_answers(answers: dict[str, Any], pages: list[int]) -> None:
    assert form().numbers(answers) == pages


def test_a_page_is_not_left_with_nothing_but_its_guide() -> None:
    assert form().fields_of(2, TWO) == []
    assert names(form().fields_of(2, THREE)) == ["many_law", "reason", "plan"]


def test_a_page_that_only_shows_something_comes() -> None:
    assert names(form().fields_of(3, TWO)) == ["fee_shown"]


def test_a_condition_may_read_a_value_of_the_answers_before() -> None:
    around = form().around(THREE, 2)
    assert around.scope.get("total") == 3
    assert around.scope.get("fee") == 9000


def test_a_changed_answer_never_leaves_a_wrong_page() -> None:
    """What was answered before stays typed in the draft, and decides nothing any more."""
    changed = {**THREE, "has_dog": False}
    assert form().numbers(changed) == [0]
    assert form().around(changed, 4).scope.get("dogs") is None
    checked, errors = form().check(changed)
    assert (checked, errors) == (NO_DOG, {})


def test_a_page_drops_what_it_did_not_ask() -> None:
    typed = {"has_dog": ["no"], "count": ["3"], "admin": ["yes"], "law": ["x"]}
    assert form().read_page(0, typed, {}) == ({"has_dog": False}, {})


def test_a_page_takes_its_conditions_from_what_is_typed_on_it() -> None:
    answers, errors = form().read_page(0, {"has_dog": ["yes"]}, NO_DOG)
    assert answers == {"has_dog": True}
    assert sentences(errors) == ["count: countを入力してください。"]


def test_what_follows_a_wrong_answer_is_not_asked_yet() -> None:
    answers, errors = form().read_page(0, {"has_dog": ["たぶん"], "count": ["0"]}, {})
    assert answers == {}
    assert sentences(errors) == ["has_dog: 「はい」か「いいえ」を選んでください。"]


STRICTLY_REFUSED = {
    "an unknown field": ({**NO_DOG, "admin": True}, ["admin: 「admin」という項目はありません。"]),
    "a text": ({**NO_DOG, "law": "x"}, ["law: 「law」という項目はありません。"]),
    "a computed value": ({**TWO, "fee": 0}, ["fee: 「fee」という項目はありません。"]),
    "a calculated field": ({**TWO, "fee_shown": 0}, ["fee_shown: 「fee_shown」という項目はありません。"]),
    "a field that is not asked": ({**NO_DOG, "count": 2}, ["count: この項目は、いまの答えでは聞かれていません。"]),
    "a page that is not asked": (
        {**NO_DOG, "dogs": dogs(1)},
        ["dogs: この項目は、いまの答えでは聞かれていません。"],
    ),
    "a field that is not asked of this item": (
        {**TWO, "dogs": [*dogs(1), {"called": "シロ", "chip": False, "chip_number": "1"}]},
        ["dogs.1.chip_number: この項目は、いまの答えでは聞かれていません。"],
    ),
    "an unknown field of an item": (
        {**TWO, "dogs": [{"called": "シロ", "chip": False, "breed": "柴"}]},
        ["dogs: 「breed」という項目はありません。"],
    ),
    "a wrong answer, and not what follows from it": (
        {"has_dog": "maybe", "count": 2, "dogs": dogs(2)},
        ["has_dog: has_dogの形がちがいます。"],
    ),
}


@pytest.mark.parametrize(("answers", "said"), STRICTLY_REFUSED.values(), ids=STRICTLY_REFUSED)
def test_another_system_is_refused(answers: dict[str, Any], said: list[str]) -> None:
    assert sentences(form().check(answers, strict=True)[1]) == said


def test_null_and_blank_are_no_answers() -> None:
    given = {**NO_DOG, "count": None, "reason": ""}
    assert form().check(given, strict=True) == (NO_DOG, {})


ITEM = st.fixed_dictionaries(
    {"called": st.sampled_from(["ポチ", "", "x\ny"]), "chip": st.booleans() | st.just("?")},
    optional={
        "chip_number": st.sampled_from(["1", ""]),
        "breed": st.just("柴"),
        "chip_photo": st.just([{"id": "file-1"}]),
    },
)
ANYTHING: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"has_dog": st.booleans() | st.none() | st.just("yes")},
    optional={
        "count": st.integers(-1, 3) | st.just("2"),
        "dogs": st.lists(ITEM, max_size=6) | st.just({}),
        "reason": st.sampled_from(["保護した", ""]),
        "plan": st.just([{"id": "file-2"}]) | st.just([{"id": "other"}]),
        "fee": st.just(0),
        "law": st.just("x"),
    },
)


def is_fixed(answers: dict[str, Any]) -> bool:
    """Whether everything that was accepted would be asked for, and accepted, if only that were sent."""
    return form().check(answers, strict=True) == (answers, {})


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_the_server_decides_again_what_was_answered(answers: dict[str, Any]) -> None:
    checked, errors = form().check(answers)
    assert errors or is_fixed(checked)


def test_believing_the_client_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: every field counts as asked while a form is read."""
    sent = {**NO_DOG, "count": 2}
    with monkeypatch.context() as patch:
        patch.setattr(Around, "holds", lambda around, name: True)
        checked, _errors = form().check(sent)
    assert "count" in checked
    assert not is_fixed(checked)


def test_what_may_come_later_is_named_until_it_came() -> None:
    assert form().missing_later(NO_DOG) == []
    assert form().missing_later(THREE) == ["plan"]
    assert form().missing_later({**THREE, "plan": [UPLOADS["file-1"]]}) == []


def test_what_may_come_later_is_looked_for_in_every_item() -> None:
    chipped = {"called": "ポチ", "chip": True, "chip_number": "1"}
    assert form().missing_later({**TWO, "dogs": [*dogs(1), chipped]}) == ["dogs"]
    assert form().missing_later({**TWO, "dogs": [{**chipped, "chip_photo": [UPLOADS["file-1"]]}]}) == []


def test_a_row_reads_like_a_form() -> None:
    row = {"has_dog": "はい", "count": "2", "dogs.0.called": "ポチ", "dogs.0.chip": "no", "dogs.1.called": ""}
    answers, errors = form().read_all(form().from_row(row))
    assert errors == {}
    assert answers == {"has_dog": True, "count": 2, "dogs": [{"called": "ポチ", "chip": False}]}


def test_columns_that_nobody_knows_are_named() -> None:
    row = ["has_dog", "dogs.0.called", "dogs.0.breed", "dogs.called", "fee", "law", "dog", "has_dog.x", ""]
    assert form().unknown_columns(row) == sorted(["dogs.0.breed", "dogs.called", "fee", "law", "dog", "has_dog.x", ""])


def test_a_condition_that_cannot_be_worked_out_asks() -> None:
    shop = filler(
        """
pages:
  - title: 品
    fields:
      - {name: item, kind: text}
      - {name: size, kind: number, required: false}
      - {name: why, kind: text, ask_if: "fees[item] > 100"}
      - {name: more, kind: text, ask_if: "price > 100", required: false}
tables: {fees: {sofa: 500}}
values: {price: "fees[item] * size"}
"""
    )
    read = {"item": "sofa", "size": 10**15}
    assert names(shop.fields_of(0, {**read, "item": "bed"})) == ["item", "size", "why"]
    assert names(shop.fields_of(0, {"item": "sofa", "size": 10**15})) == ["item", "size", "why", "more"]


def test_the_register_decides_too() -> None:
    body = """
pages:
  - title: 家族
    fields:
      - {name: sure, kind: yes_no, ask_if: any(m.relation == "子" for m in household)}
      - {name: note, kind: text, required: false}
"""
    assert names(filler(body).fields_of(0, {})) == ["note"]
    assert names(filler(body, household("妻")).fields_of(0, {})) == ["note"]
    assert names(filler(body, household("妻", "子")).fields_of(0, {})) == ["sure", "note"]


def test_a_form_of_many_pages_replays_its_answers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    replays = []
    start = Filler._start

    def counted(filling: Filler) -> Around:
        replays.append(filling)
        return start(filling)

    monkeypatch.setattr(Filler, "_start", counted)
    filling = form()
    filling.numbers(THREE)
    filling.fields_of(1, dict(THREE))
    filling.missing_later(THREE)
    assert len(replays) == 1
    assert filling.numbers(TWO) == [0, 1, 3]
