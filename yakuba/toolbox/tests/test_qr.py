"""QR codes fit pages that allow no style of their own, and papers."""

import re

import pytest
import segno

from yakuba.toolbox import qr


def test_a_code_brings_no_style_and_no_script():
    drawn = qr.svg("https://mihon.example.lg.jp/verify/7QK4")
    assert drawn.startswith("<svg ")
    assert not any(word in drawn for word in ("style", "script", "class=", "href", "<!", "<?"))


def test_what_the_code_says_never_becomes_part_of_the_drawing():
    assert "alert" not in qr.svg("</svg><script>alert(1)</script>")


def test_each_dark_module_is_drawn_where_it_belongs():
    modules = segno.make("見本", error="m", micro=False, mask=qr.MASK).matrix
    dark = set()
    for left, row, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", qr.svg("見本", border=3)):
        dark |= {(int(row) - 3, int(left) - 3 + step) for step in range(int(length))}
    assert dark == {(row, column) for row, line in enumerate(modules) for column, bit in enumerate(line) if bit}


def test_another_text_is_another_code_and_the_same_text_the_same():
    assert qr.svg("a") == qr.svg("a") != qr.svg("b")


def test_too_long_a_text_is_refused():
    with pytest.raises(ValueError, match="too large"):
        qr.svg("長" * 3000)
