"""What surveys ask with: a scale, a matrix, and その他 with a text of its own."""

from typing import Any

import pytest
from pydantic import ValidationError

from yakuba.procedures.asking import Sheet
from yakuba.procedures.kinds import Field, Wrong
from yakuba.procedures.loading import Unsound
from yakuba.procedures.tests.forms import around, compiled, field, filler, refusal, take
from yakuba.procedures.tests.test_asking import drawn
from yakuba.procedures.tests.values import COLOURS, ENDS, ROWS

SCALE = field("scale", **ENDS)
MATRIX = field("matrix", rows=ROWS, scale=ENDS)
LENIENT = field("matrix", rows=ROWS, scale=ENDS, required=False)
ONE = field("choice", options=COLOURS, other=True)
SOME = field("choices", options=COLOURS, other=True, max=2)
TICK = "「その他」を選んだときは、その内容を書いてください。"
TEXT = "その他の内容が書かれています。「その他」も選ぶか、書いたものを消してください。"


@pytest.mark.parametrize(
    ("declared", "typed", "value"),
    [
        (SCALE, {"_": "４"}, 4),
        (MATRIX, {"waiting": "1", "words": "5", "案内": "3"}, {"waiting": 1, "words": 5, "案内": 3}),
        (LENIENT, {"waiting": "", "words": "2"}, {"words": 2}),
        (LENIENT, {"waiting": "", "words": ""}, None),
        (field("matrix", rows=ROWS, options=COLOURS, required=False), {"waiting": "みどり"}, {"waiting": "green"}),
        (ONE, {"_": "blue", "other": " "}, {"chosen": "blue"}),
        (ONE, {"_": "その他", "other": "𠮷田さんに聞いた😀"}, {"chosen": "other", "other": "𠮷田さんに聞いた😀"}),
        (SOME, {"_": ["other", "red"], "other": "駅"}, {"chosen": ["red", "other"], "other": "駅"}),
        (field("choices", options=COLOURS, other=True, required=False), {"other": ""}, None),
    ],
)
def test_what_is_taken(declared: Field, typed: dict[str, Any], value: Any) -> None:
    assert take(declared, **typed) == value


@pytest.mark.parametrize(
    ("declared", "typed", "sentences"),
    [
        (SCALE, {}, {"": "答えを選んでください。"}),
        (SCALE, {"_": "6"}, {"": "1から5までの数から選んでください。"}),
        (SCALE, {"_": "2.5"}, {"": "1から5までの数から選んでください。"}),
        (SCALE, {"_": "とても"}, {"": "1から5までの数から選んでください。"}),
        (
            MATRIX,
            {"waiting": "1", "words": "9"},
            {"words": "1から5までの数から選んでください。", "案内": "「案内」の行を選んでください。"},
        ),
        (LENIENT, {"words": "0"}, {"words": "1から5までの数から選んでください。"}),
        (ONE, {"_": "other"}, {"other": TICK}),
        (ONE, {"_": "other", "other": "　"}, {"other": TICK}),
        (ONE, {"other": "駅"}, {"other": TEXT}),
        (ONE, {"_": "red", "other": "駅"}, {"other": TEXT}),
        (ONE, {}, {"": "答えを選んでください。"}),
        (ONE, {"_": "other", "other": "あ" * 501}, {"other": "500文字までで入力してください。いま501文字です。"}),
        (SOME, {"_": ["red", "other"]}, {"other": TICK}),
        (SOME, {"other": "駅"}, {"other": TEXT}),
        (SOME, {"_": ["red", "blue", "other"], "other": "駅"}, {"": "2つまで選べます。いま3つ選ばれています。"}),
    ],
)  # fmt: skip
def test_what_is_sent_back_and_where_it_is_said(
    declared: Field, typed: dict[str, Any], sentences: dict[str, str]
) -> None:
    assert refusal(declared, **typed) == sentences


def test_a_required_matrix_left_half_empty_says_so_beside_each_row() -> None:
    wanted = "「説明」の行を選んでください。", "「案内」の行を選んでください。"
    assert tuple(refusal(MATRIX, waiting="1").values()) == wanted
    assert len(refusal(MATRIX)) == len(ROWS)


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        (SCALE, "4"),
        (SCALE, True),
        (SCALE, 4.5),
        (MATRIX, {"waiting": "4"}),
        (MATRIX, {"nobody": 4}),
        (MATRIX, [4, 4]),
        (ONE, "blue"),
        (ONE, {"chosen": ["blue"]}),
        (SOME, {"chosen": "blue"}),
        (SOME, {"chosen": ["blue"], "more": "x"}),
    ],
)
def test_json_of_another_shape_is_refused(declared: Field, sent: Any) -> None:
    with pytest.raises(Wrong):
        declared.from_json(sent)


def test_each_is_shown_with_its_base_and_its_words() -> None:
    assert SCALE.show(4) == "4／5"
    assert LENIENT.show({"waiting": 1, "案内": 5}) == "待ち時間：1／5、案内：5／5"
    assert SOME.show({"chosen": ["blue", "other"], "other": "駅"}) == "あお、その他（駅）"


def test_rules_read_points_rows_and_codes() -> None:
    body = f"""
pages:
  - title: 一
    fields:
      - {{name: s, kind: scale, low: 低, high: 高}}
      - {{name: m, kind: matrix, required: false, rows: [待ち, 説明], scale: {{low: 低, high: 高}}}}
      - {{name: q, kind: choices, options: {["a", "b"]}, other: true}}
      - {{name: one, kind: choice, options: {["a", "b"]}, other: true}}
      - {{name: why, kind: text, ask_if: 's <= 2 or m.待ち <= 2 or "other" in q or one == "other"'}}
"""
    form = filler(body)
    calm = {"s": 4, "m": {"待ち": 3}, "q": {"chosen": ["a"]}, "one": {"chosen": "b"}}
    assert [one.name for one in form.fields_of(0, calm)] == ["s", "m", "q", "one"]
    for cross in (
        {"s": 1},
        {"m": {"待ち": 2}},
        {"q": {"chosen": ["other"], "other": "x"}},
        {"one": {"chosen": "other"}},
    ):
        assert "why" in [one.name for one in form.fields_of(0, calm | cross)]


def test_a_row_of_a_file_names_its_columns_by_row() -> None:
    form = filler(
        "pages: [{title: 一, fields: [{name: m, kind: matrix, rows: [待ち, 説明], scale: {low: 低, high: 高}}]}]"
    )
    assert form.read_all(form.from_row({"m.待ち": "3", "m.説明": "５"})) == ({"m": {"待ち": 3, "説明": 5}}, {})
    assert form.unknown_columns(["m.待ち", "m.案内", "m"]) == ["m", "m.案内"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "matrix", "rows": ROWS}, "scale か options のどちらか一つ"),
        ({"kind": "matrix", "rows": ROWS, "scale": ENDS, "options": COLOURS}, "scale か options のどちらか一つ"),
        ({"kind": "matrix", "rows": ["a", "a"], "scale": ENDS}, "二度書かれています"),
        ({"kind": "matrix", "rows": ["待ち 時間"], "scale": ENDS}, "name と label を書いてください"),
        ({"kind": "choice", "options": ["a", "other"], "other": True}, "options の other は消してください"),
    ],
)
def test_a_declaration_that_nobody_could_answer_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        field(**options)


def test_a_fault_names_its_line() -> None:
    with pytest.raises(Unsound) as refused:
        compiled("pages:\n  - title: 一\n    fields:\n      - {name: m, kind: matrix, rows: [a, b]}\n")
    assert [fault.line for fault in refused.value.faults] == [8]


def test_a_matrix_is_a_table_whose_every_button_says_its_row_and_its_answer() -> None:
    typed = {"answer.waiting": ["2"]}
    errors = {"answer": {"words": ["「説明」の行を選んでください。"]}}
    [html] = Sheet(around(), typed, errors).questions([MATRIX])
    assert '<th scope="row" id="answer-words-row">' in html
    assert html.count('scope="col"') == 5
    assert 'aria-label="待ち時間：5 はい"' in html
    assert html.count('aria-describedby="answer-words-error" aria-invalid="true"') == 5
    page = drawn(Sheet(around(), typed, errors), MATRIX)
    assert page.values == {"answer.waiting": ["2"]}
    assert "answer-words" in page.ids  # where the summary of the errors leads


def test_other_keeps_its_text_beside_its_error() -> None:
    typed = {"answer": ["red"], "answer.other": ["駅で"]}
    page = drawn(Sheet(around(), typed, {"answer": {"other": [TEXT]}}), SOME)
    assert page.values == {"answer": ["red"], "answer.other": ["駅で"]}
    assert TEXT in page.text
    assert "answer-other-error" in page.ids
