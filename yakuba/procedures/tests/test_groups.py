"""Groups of fields: once or repeated, with gaps, blanks, and conditions inside."""

from typing import Any

import pytest
from pydantic import ValidationError

from yakuba.procedures.kinds import Field, GroupField, Wrong
from yakuba.procedures.tests.forms import around, field, refusal, take

DOG = [{"name": "called", "kind": "text", "title": "名前"}, {"name": "age", "kind": "number", "required": False}]
DOGS = field("group", repeat={"min": 1, "max": 2}, fields=DOG)


def group(declared: Field) -> GroupField:
    assert isinstance(declared, GroupField)
    return declared


def test_a_removed_item_leaves_no_gap() -> None:
    assert take(DOGS, **{"3__called": "ポチ", "12__called": "タロ"}) == [{"called": "ポチ"}, {"called": "タロ"}]


def test_an_item_left_blank_counts_for_nothing() -> None:
    assert take(DOGS, **{"0__called": "", "0__age": " ", "1__called": "ポチ"}) == [{"called": "ポチ"}]


def test_errors_stand_where_the_item_stands_on_the_page() -> None:
    assert refusal(DOGS, **{"0__called": "", "4__age": "三"}) == {
        "4.called": "名前を入力してください。",
        "4.age": "数字で入力してください。例：3",
    }


@pytest.mark.parametrize(
    ("count", "said"), [(0, {"": "答えを1件以上入力してください。"}), (1, {}), (2, {}), (3, {"": "2件までです。"})]
)
def test_as_many_items_as_declared(count: int, said: dict[str, str]) -> None:
    assert refusal(DOGS, **{f"{number}__called": "ポチ" for number in range(count)}) == said


def test_too_few_items_are_sent_back() -> None:
    pair = field("group", repeat={"min": 2, "max": 2}, fields=DOG)
    assert refusal(pair, **{"0__called": "ポチ"}) == {"": "2件以上入力してください。"}


@pytest.mark.parametrize("number", ["-1", "٣", "01", "9" * 5_000, "0x1", ""])
def test_what_is_no_item_number_is_passed_over(number: str) -> None:
    assert refusal(DOGS, **{f"{number}__called": "ポチ"}) == {"": "答えを1件以上入力してください。"}


def test_a_single_group_asks_at_each_of_its_fields() -> None:
    dog = field("group", fields=DOG)
    assert refusal(dog) == {"called": "名前を入力してください。"}
    assert take(dog, called="ポチ", age="3") == {"called": "ポチ", "age": 3}


def test_an_optional_group_may_stay_blank() -> None:
    assert take(field("group", required=False, fields=DOG)) is None
    assert take(field("group", required=False, repeat={"min": 0}, fields=DOG), **{"0__called": ""}) is None


def test_a_group_of_nothing_but_blanks_has_no_value() -> None:
    loose = field("group", fields=[{"name": "age", "kind": "number", "required": False}])
    assert take(loose, age="") is None


def test_a_group_that_may_be_empty_says_so_itself() -> None:
    with pytest.raises(ValidationError, match="required: false"):
        field("group", repeat={"min": 0}, fields=DOG)


def test_line_ends_are_refused_in_a_line_and_kept_in_a_text() -> None:
    both = [{"name": "line", "kind": "text"}, {"name": "lines", "kind": "long_text"}]
    story = field("group", fields=both)
    assert take(story, line="一", lines="一\n二") == {"line": "一", "lines": "一\n二"}
    assert list(refusal(story, line="一\n二", lines="一")) == ["line"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"called": "ポチ"}, {"": "答えの形がちがいます。"}),
        (["ポチ"], {"": "答えの形がちがいます。"}),
        ([{"called": "ポチ", "breed": "柴"}], {"": "「breed」という項目はありません。"}),
        (
            [{"called": "ポチ"}, {"called": 3, "age": "x"}],
            {"1.called": "名前の形がちがいます。", "1.age": "ageの形がちがいます。"},
        ),
    ],
)
def test_json_of_another_shape_is_refused_where_it_stands(value: Any, said: dict[str, str]) -> None:
    with pytest.raises(Wrong) as refused:
        DOGS.from_json(value)
    assert refused.value.messages == said


def test_null_inside_an_item_is_no_answer() -> None:
    assert DOGS.take(DOGS.from_json([{"called": "ポチ", "age": None}]), around()) == [{"called": "ポチ"}]


def test_what_stands_in_a_group_without_being_asked_takes_no_value() -> None:
    fields = [*DOG, {"name": "law", "kind": "guide", "text": "狂犬病予防法"}]
    told = field("group", fields=fields)
    assert take(told, called="ポチ", law="x") == {"called": "ポチ"}
    with pytest.raises(Wrong, match="law"):
        told.from_json({"called": "ポチ", "law": "x"})


def test_columns_of_a_row_are_known_by_number_name_and_part() -> None:
    people = field("group", repeat={}, fields=[{"name": "who", "kind": "person"}])
    assert people.has_cell("0.who.family")
    assert people.has_cell("12.who.birth_date")
    assert not people.has_cell("0.who.age")
    assert not people.has_cell("who.family")
    assert not people.has_cell("x.who.family")


def test_shown_and_printed_item_by_item() -> None:
    value = [{"called": "ポチ", "age": 3}, {"called": "タロ"}]
    assert DOGS.show(value) == "ポチ、3／タロ"
    assert group(DOGS).print(value) == [{"called": "ポチ", "age": "3"}, {"called": "タロ"}]
