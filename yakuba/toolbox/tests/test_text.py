"""What people type is kept to the character, or refused with a sentence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.toolbox import text

KEPT = [
    "髙橋 﨑田 𠮷野 \ufa19",
    "辻\U000e0101 葛\U000e0100",
    "👨\u200d👩\u200d👧 🇯🇵 1\ufe0f\u20e3",
    "か\u3099と が",
    "\ue000",
    " 前後の空白 ",
    "タブ\tと\n改行",
]


@pytest.mark.parametrize("typed", KEPT)
def test_no_character_of_a_name_is_changed(typed: str) -> None:
    assert text.clean(typed) == typed


def test_line_ends_become_one() -> None:
    assert text.clean("a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"


@pytest.mark.parametrize(
    "bad",
    ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud842", "\u202e", "\u2066", "\ufdd0", "\ufffe", "\U0010ffff"],
)
def test_what_is_no_character_is_refused_with_its_place(bad: str) -> None:
    with pytest.raises(text.Unprintable) as refused:
        text.clean(f"見本{bad}はな")
    assert str(refused.value) == (
        f"3文字目に、目に見えない記号（U+{ord(bad):04X}）が入っています。消してから入力してください。"
    )


@given(st.text(st.characters()))
def test_what_passes_is_what_was_typed_and_can_be_stored(typed: str) -> None:
    try:
        kept = text.clean(typed)
    except text.Unprintable:
        return
    assert kept.split("\n") == typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept.encode("utf-8")
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in kept if letter not in "\t\n")


@pytest.mark.parametrize(
    "inside", ["見本 はな", "﨑", "\ufa19", "𠮟", "鷗", "㈱①Ⅰ", "か\u3099", "か\u309a", "～－¥￠", "ﾐﾎﾝ", "a\tb\n", "é"]
)
def test_what_jisx0213_has_is_not_flagged(inside: str) -> None:
    assert text.outside_jisx0213(inside) == []


@pytest.mark.parametrize(
    ("typed", "flagged"),
    [
        ("髙橋𠮷", ["髙", "𠮷"]),
        ("𠮷𠮷𠮷", ["𠮷"]),
        ("辻\U000e0101さん", ["辻\U000e0101"]),
        ("\ufa18", ["\ufa18"]),
        ("外字\ue000", ["\ue000"]),
        ("😀と👨\u200d👩\u200d👧", ["😀", "👨\u200d👩\u200d👧"]),
        ("🇯🇵", ["🇯🇵"]),
        ("♥\ufe0f", ["♥\ufe0f"]),
        ("が\u200b", ["\u200b"]),
    ],
)
def test_what_other_systems_may_not_keep_is_flagged(typed: str, flagged: list[str]) -> None:
    assert text.outside_jisx0213(typed) == flagged


@given(st.text())
def test_flagging_never_fails_and_names_only_what_is_there(typed: str) -> None:
    assert all(flagged in typed for flagged in text.outside_jisx0213(typed))
