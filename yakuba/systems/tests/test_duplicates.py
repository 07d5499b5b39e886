"""What is the same thing twice, however it is written; and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.systems.declared import declared
from yakuba.systems.duplicates import By, Names, Thing, matches, pairs, vendor_key

NAMES = Names(declared().same_products)


WRITTEN = ["LoGoフォーム", "ロゴホーム", "LOGOフォーム", "Logoフォーム", "ＬｏＧｏフォーム", "LoGo フォーム", "ﾛｺﾞﾌｫｰﾑ"]


@pytest.mark.parametrize("name", [*WRITTEN, "LoGoフォーム Ver.2", "LoGoフォーム（2025年版）"])
def test_a_product_is_one_however_it_is_written(name):
    assert NAMES.product(name) == NAMES.product("LoGoフォーム")


@pytest.mark.parametrize(
    "name", ["ぴったりサービス", "ピッタリサービス", "ﾋﾟｯﾀﾘｻｰﾋﾞｽ", "マイナポータル ぴったりサービス"]
)
def test_so_is_the_one_of_the_state(name):
    assert NAMES.product(name) == NAMES.product("ぴったりサービス")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LoGoフォーム", "マイホーム"),
        ("LoGoフォーム", "フォーム"),
        ("LoGoフォーム", "LoGoチャット"),
        ("ぴったりサービス", "ぴたりサービス"),
        ("介護保険システム", "介護予防システム"),
        ("みほん2", "みほん3"),
        ("Conv2", "Conv3"),
    ],
)
def test_near_misses_stay_two(one, other):
    assert NAMES.product(one) != NAMES.product(other)


@pytest.mark.parametrize(
    "name",
    ["株式会社みほん", "(株)みほん", "（株）みほん", "㈱ミホン", "みほん株式会社", "ﾐﾎﾝ(株)", " 株式会社　みほん "],
)
def test_a_vendor_is_one_whatever_its_legal_form(name):
    assert vendor_key(name) == vendor_key("みほん")


@pytest.mark.parametrize(
    ("one", "other"),
    [("株式会社みほん", "みほん工業株式会社"), ("Mihon Co., Ltd.", "Mihon Works"), ("株式会社", "有限会社A")],
)
def test_other_vendors_stay_two(one, other):
    assert vendor_key(one) != vendor_key(other)


def test_a_latin_vendor_is_one():
    assert {vendor_key(name) for name in ("Mihon Co., Ltd.", "MIHON", "Mihon Inc")} == {"mihon"}


def thing(key, product="", vendor="", *functions):
    return Thing(key, key, product, vendor, functions)


def test_it_says_why_and_how_each_writes_it():
    ours = thing("a", "LoGoフォーム", "(株)みほん", "申請フォーム", "予約")
    [found] = matches(ours, [thing("b", "ロゴホーム", "株式会社みほん", "ヨヤク"), ours], NAMES)
    assert [(why.by, why.here, why.there) for why in found.whys] == [
        (By.PRODUCT, "LoGoフォーム", "ロゴホーム"),
        (By.VENDOR, "(株)みほん", "株式会社みほん"),
    ]
    [found] = matches(ours, [thing("c", "別の品", "", "予 約")], NAMES)
    assert [(why.by, why.here, why.there) for why in found.whys] == [(By.FUNCTION, "予約", "予 約")]
    assert not found.whys[0].is_written_alike


def test_who_sells_two_different_things_sells_no_duplicate():
    one, other = thing("a", "会計", "みほん", "会計"), thing("b", "図書", "株式会社みほん", "蔵書")
    [found] = matches(one, [other], NAMES)
    assert (found.by, found.is_look_alike) == (By.VENDOR, False)
    assert pairs([one, other], NAMES) == []


def test_what_is_not_written_is_not_shared():
    assert matches(thing("a"), [thing("b")], NAMES) == []
    assert matches(thing("a", "株式会社", "株式会社", "、"), [thing("b", "", "(株)", "・")], NAMES) == []


WORDS = st.sampled_from(["LoGoフォーム", "ロゴホーム", "予約", "よやく", "会計", "", "株式会社みほん", "㈱ミホン", "X"])
THINGS = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=8)


@given(THINGS)
def test_two_match_both_ways_and_each_pair_once(drawn):
    things = [thing(f"{number:02}", *words) for number, words in enumerate(drawn)]
    found = {(one.one.key, one.other.key) for one in pairs(things, NAMES)}
    each = {(a.key, m.other.key) for a in things for m in matches(a, things, NAMES) if m.is_look_alike}
    assert {tuple(sorted(pair)) for pair in each} == found
    assert {(b, a) for a, b in each} == each
    assert len(pairs(things, NAMES)) == len(found)


def test_names_that_are_compared_letter_by_letter_are_noticed():
    """The planted weakness: no known other names, so that LoGo and ロゴ stay two."""
    with pytest.raises(AssertionError):
        assert Names().product("LoGoフォーム") == Names().product("ロゴホーム")
