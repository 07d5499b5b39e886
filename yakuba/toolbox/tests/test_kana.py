"""Readings in every width and script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.toolbox import kana


@pytest.mark.parametrize("typed", ["みほん はな", "ミホン ハナ", "ﾐﾎﾝ ﾊﾅ"])
def test_a_reading_becomes_full_width_katakana(typed: str) -> None:
    assert kana.to_katakana(typed) == "ミホン ハナ"
    assert kana.to_hiragana(typed) == "みほん はな"


def test_voicing_marks_join_their_kana_and_small_kana_stay_small() -> None:
    assert kana.to_katakana("ｼﾞｮﾝｿﾝ･ﾎﾟｯﾌﾟ") == "ジョンソン・ポップ"
    assert kana.to_hiragana("ヴァイオリン") == "ゔぁいおりん"
    assert kana.to_katakana("すゞき") == "スヾキ"


def test_what_is_not_kana_is_left_alone() -> None:
    assert kana.to_katakana("髙橋Ａ1ー") == "髙橋Ａ1ー"


@pytest.mark.parametrize("reading", ["ミホン", "ミホン　ハナ", "ジョン・スミス", "ヴィー", "アイヌㇰル"])
def test_katakana_is_recognised(reading: str) -> None:
    assert kana.is_katakana(reading)


@pytest.mark.parametrize("reading", ["", " ", "・", "みほん", "ﾐﾎﾝ", "見本", "ミホン1", "Mihon", "ミホン\n"])
def test_everything_else_is_not_katakana(reading: str) -> None:
    assert not kana.is_katakana(reading)


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("ﾐﾎﾝ ﾊﾅ", "ミホン ハナ"),
        ("ﾐﾎﾝ  ﾊﾅ ", "ミホン ハナ"),
        ("みほん　はな", "ミホン ハナ"),
        ("ﾐﾎﾝ ｼﾖｰｺ", "ミホン シヨーコ"),
        ("ｽｰﾊﾟｰﾐﾎﾝ", "スーパーミホン"),
        ("ｽ-ﾊﾟ-ﾐﾎﾝ", "スーパーミホン"),
        ("ｶ)ﾐﾎﾝｼﾖｳｼﾞ", "カ)ミホンシヨウジ"),
        ("ﾕ)ａｂｃ", "ユ)ABC"),
    ],
)
def test_a_bank_holder_is_written_in_full_width(printed: str, full: str) -> None:
    assert kana.bank_kana(printed) == full
    assert kana.is_bank_kana(full)


def test_a_name_no_bank_prints_is_noticed() -> None:
    assert not kana.is_bank_kana("見本 ハナ")
    assert not kana.is_bank_kana("()")


@pytest.mark.parametrize(
    ("a", "b"),
    [("ﾐﾎﾝ", "みほん"), ("ＡＢＣ", "abc"), ("ガ", "か\u3099"), ("辻\U000e0101", "辻"), ("㈱", "(株)"), ("ﾀﾞﾑ", "だむ")],
)
def test_two_spellings_are_one_to_the_search(a: str, b: str) -> None:
    assert kana.fold(a) == kana.fold(b)


@pytest.mark.parametrize(("a", "b"), [("ビョウイン", "ビヨウイン"), ("オーノ", "オノ"), ("はは", "ばば")])
def test_two_words_stay_two_to_the_search(a: str, b: str) -> None:
    assert kana.fold(a) != kana.fold(b)


@given(st.text())
def test_a_search_key_is_its_own_key(text: str) -> None:
    assert kana.fold(kana.fold(text)) == kana.fold(text)


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096)))
def test_hiragana_survives_the_way_to_katakana_and_back(text: str) -> None:
    assert kana.to_hiragana(kana.to_katakana(text)) == text
