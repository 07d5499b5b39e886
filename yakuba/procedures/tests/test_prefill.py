"""What the city knows stands there already, and what it does not know stays blank."""

from typing import Any

import pytest

from yakuba.procedures.prefill import known_value, prefilled
from yakuba.procedures.tests.forms import around, field, household

FAMILY = household("妻", "子", "子", "母")


def names(filled: dict[str, list[str]]) -> list[str]:
    return [entries[0] for part, entries in sorted(filled.items()) if part.endswith(".given")]


def group(prefill: str, **options: Any) -> dict[str, Any]:
    inner = [{"name": "who", "kind": "person", "prefill": prefill}]
    return {"fields": inner, "repeat": {"max": 9}, **options}


def test_the_applicant_stands_there_with_name_and_birth_date() -> None:
    person = field("person", prefill="me")
    filled = prefilled(person, FAMILY)
    assert filled["given"] == ["一"]
    assert filled["birth_date.month"] == ["4"]
    assert person.show(known_value(person, FAMILY)) == "見本 一（ミホン ハナ）　1990年4月2日（平成2年）生まれ"
    assert person.take(filled, around())["given"] == "一"


def test_the_address_stands_there() -> None:
    assert prefilled(field("address", prefill="me"), FAMILY)["town"] == ["中央一丁目"]


def test_what_the_register_does_not_tell_stays_blank() -> None:
    person = field("person", prefill="me", sex=True)
    assert "sex" not in prefilled(person, FAMILY)
    assert "女" not in person.show(known_value(person, FAMILY))


def test_a_guest_starts_with_a_blank_form() -> None:
    assert prefilled(field("person", prefill="me"), {}) == {}
    assert known_value(field("person", prefill="me"), {}) is None


def test_nothing_is_filled_in_where_nobody_asked_for_it() -> None:
    assert prefilled(field("person"), FAMILY) == {}
    assert prefilled(field("text", prefill="me"), FAMILY) == {}


def test_the_household_stands_there_one_by_one() -> None:
    assert names(prefilled(field("group", **group("household")), FAMILY)) == ["二", "三", "四", "五"]


def test_the_children_stand_there_one_by_one() -> None:
    assert names(prefilled(field("group", **group("children")), FAMILY)) == ["三", "四"]


@pytest.mark.parametrize(("relations", "found"), [(["子の子", "子"], ["二"]), (["妻の子", "子の妻"], [])])
def test_the_children_of_a_grown_up_child_are_the_grandchildren_of_the_head(
    relations: list[str], found: list[str]
) -> None:
    family = household(*relations)
    grown_up = {**family["me"], "relation": "子"}
    others = [one for one in family["household"][1:] if one["relation"] != "子"]
    snapshot = {"me": grown_up, "household": [grown_up, *others]}
    assert names(prefilled(field("group", **group("children")), snapshot)) == found


def test_one_person_stands_there_only_where_it_can_be_nobody_else() -> None:
    assert prefilled(field("person", prefill="spouse"), FAMILY)["given"] == ["二"]
    assert known_value(field("person", prefill="children"), FAMILY) is None
    assert known_value(field("person", prefill="children"), household("妻", "子"))["given"] == "三"
    wife = FAMILY["household"][1]
    assert known_value(field("person", prefill="spouse"), {**FAMILY, "me": wife})["relation"] == "世帯主"
    assert known_value(field("person", prefill="spouse"), household("子")) is None


def test_no_more_than_the_group_takes() -> None:
    assert names(prefilled(field("group", **group("household", repeat={"max": 2})), FAMILY)) == ["二", "三"]
    assert prefilled(field("group", **group("household", repeat=None)), FAMILY) == {}
