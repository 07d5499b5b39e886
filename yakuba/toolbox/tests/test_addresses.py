"""Postcodes and town lists, as the house carries them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from yakuba.toolbox import addresses


@pytest.mark.parametrize("typed", ["0260001", "026-0001", "〒026-0001", "０２６－０００１", "026ー0001", " 026 0001 "])
def test_a_postcode_names_its_town_however_it_is_typed(typed: str) -> None:
    (town,) = addresses.by_postcode(typed)
    assert (town.prefecture, town.city, town.town) == ("岩手県", "釜石市", "平田")
    assert (town.prefecture_kana, town.city_kana, town.town_kana) == ("イワテケン", "カマイシシ", "ヘイタ")
    assert town.city_code == "032115"


@pytest.mark.parametrize("typed", ["0000000", "026000", "02600011", "abc", "", "026-0001 平田", "²²²²²²²", "'; DROP--"])
def test_an_unknown_postcode_has_no_town(typed: str) -> None:
    assert addresses.by_postcode(typed) == []


def test_one_postcode_may_stand_for_several_towns() -> None:
    assert [town.town for town in addresses.by_postcode("0288402")] == ["明戸", "北山", "机"]


def test_one_postcode_may_lie_in_two_prefectures() -> None:
    towns = addresses.by_postcode("4980000")
    assert [(town.prefecture, town.town) for town in towns] == [("愛知県", ""), ("三重県", "")]


def test_an_office_with_a_code_of_its_own_is_found() -> None:
    (town,) = addresses.by_postcode("986-8501")
    assert (town.city, town.town, town.block, town.office) == ("石巻市", "穀町", "14番1号", "石巻市役所")


def test_the_reading_of_a_long_entry_is_given_once() -> None:
    assert addresses.by_postcode("6028368")[0].town_kana == "キタマチ"


def test_many_threads_may_ask_at_once() -> None:
    addresses._towns_of.cache_clear()
    codes = [f"98608{number:02}" for number in range(100)]
    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(addresses.by_postcode, codes))
    addresses._towns_of.cache_clear()
    assert at_once == [addresses.by_postcode(code) for code in codes]
    assert {town.city for towns in at_once for town in towns} == {"石巻市"}


@pytest.mark.parametrize(
    ("city", "count", "town"),
    [
        ("042021", 795, "相野谷上川前"),
        ("442101", 45, "大字猪尾中島"),
        ("182079", 153, "旭町一丁目"),
        ("032077", 301, "旭町第七地割"),
        ("401064", 228, "青葉一丁目"),
    ],
)
def test_the_towns_of_a_carried_city_are_known(city: str, count: int, town: str) -> None:
    assert len(addresses.towns(city)) == count
    assert town in addresses.towns(city)


def test_a_city_of_wards_has_the_towns_of_them_all() -> None:
    whole = addresses.towns("401005")
    assert set(addresses.towns("401099")) < set(whole)
    assert len(whole) == len(set(whole)) == 1557


@pytest.mark.parametrize("city", ["131016", "", "042021.csv", "../towns/042021"])
def test_a_city_not_carried_has_no_town_list(city: str) -> None:
    assert addresses.towns(city) == ()


def test_the_code_of_a_city_guards_itself() -> None:
    for five, six in (("44210", "442101"), ("18207", "182079"), ("40100", "401005"), ("03207", "032077")):
        assert addresses._with_check_digit(five) == six
