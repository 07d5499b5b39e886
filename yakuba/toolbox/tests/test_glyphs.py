"""What a resident typed is on the paper: drawn, or marked with its code, and never simply gone."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yakuba.toolbox import glyphs, press
from yakuba.toolbox.tests.papers import SHORT, short

ODD = "見本Aか゚\u3099𠮷髙﨑辻邉\U000e0100\U000e0104\U000e01ef😀👩\u200d⚕\ufe0f☎🇯🇵🏽\u202e\u200b\ue000\t\n\ud800\x00ễ﨎"


def read_back(printed: str) -> str:
    """The text that was typed, from the text on paper: the codes of each mark, and the plain form before it dropped."""
    drawn = glyphs.drawn_by(glyphs.MAIN) | glyphs.drawn_by(glyphs.RARE)

    def typed(match: re.Match[str]) -> str:
        codes = "".join(chr(int(code[2:], 16)) for code in match[2].split())
        shown_before = len(codes) > 1 and codes[0] in drawn
        return codes if shown_before else match[1] + codes

    return re.sub(r"(?s)(.?)〓\(([^)]*)\)", typed, printed)


def nothing_is_lost(text: str) -> bool:
    # A tab may become a wide space, and a sign may lose the wish for its coloured form.
    same = str.maketrans("\t", "\u3000", "\ufe0e\ufe0f")
    return read_back(glyphs.fit(text).text).translate(same) == text.translate(same)


@given(st.text(st.sampled_from(ODD)) | st.text())
@example("辻辻\U000e01ef")
@settings(max_examples=300, deadline=None)
def test_no_character_is_lost_on_the_way_to_paper(text):
    assert nothing_is_lost(text)


def test_planted_a_mark_that_prints_nothing_is_noticed(monkeypatch):
    monkeypatch.setattr(glyphs, "mark", lambda cluster: "")
    assert not nothing_is_lost("見本😀")


@given(st.text(st.sampled_from(ODD), max_size=40) | st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_can_be_printed(text):
    printed = press.printed(SHORT, {"text": text})
    assert printed.pdf.startswith(b"%PDF")
    assert printed.replaced == glyphs.fit(text).replaced


@pytest.mark.parametrize(
    "text", ["見本 はな", "髙﨑 徳仁", "𠮷野家", "辻\U000e0100 辻\U000e0101", "渡邉\U000e0104", "Nguyễn", "﨎"]
)
def test_names_are_drawn_as_they_are_written(text):
    assert press.printed(SHORT, {"text": text}).replaced == ()


@pytest.mark.parametrize(
    ("text", "on_paper"),
    [
        ("祝😀祝", "祝〓(U+1F600)祝"),
        ("👩\u200d👧", "〓(U+1F469 U+200D U+1F467)"),
        ("🇯🇵", "〓(U+1F1EF U+1F1F5)"),
        ("辻\U000e01ef", "辻〓(U+8FBB U+E01EF)"),
        ("外字\ue000", "外字〓(U+E000)"),
        ("逆\u202eさ", "逆〓(U+202E)さ"),
    ],
)
def test_what_no_face_draws_is_marked_and_named(text, on_paper):
    printed = press.printed(SHORT, {"text": text})
    assert "".join(printed.replaced) in text
    assert printed.replaced
    assert short(text) == on_paper


def test_a_variant_of_the_fallback_face_is_drawn_by_it():
    # The plain 邉 is in the main face; left to itself that face would draw it in place of its variant.
    plain, variant = (press.pdf(SHORT, {"text": text}) for text in ("邉", "邉\U000e0104"))
    assert b"YakubaRareMincho" not in plain
    assert b"YakubaRareMincho" in variant


def test_bold_text_draws_all_that_plain_text_does():
    assert glyphs.drawn_by("BIZUDGothic-Bold.ttf") >= glyphs.drawn_by(glyphs.MAIN)


def test_all_of_jis_x_0213_is_drawn_but_for_four():
    rows = [bytes([a, b]) for a in range(0xA1, 0xFF) for b in range(0xA1, 0xFF)]
    plain = [row.decode("euc_jis_2004", "ignore") for row in rows]
    second = [(b"\x8f" + row).decode("euc_jis_2004", "ignore") for row in rows]
    characters = [c for c in plain + second if len(c) == 1]
    assert len(characters) > 11_000
    assert {c for c in characters if glyphs.fit(c).replaced} == {"\xad", "ǵ", "⦅", "⦆"}
