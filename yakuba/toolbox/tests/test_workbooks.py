"""Excel workbooks, as offices send and ask for them."""

import datetime
import io
import re
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yakuba.toolbox import tables, workbooks

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, part: str, pattern: bytes, by: bytes, packing: int = zipfile.ZIP_STORED) -> bytes:
    """The workbook with something in one of its parts written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", packing) as kept:
        for info in given.infolist():
            body = given.read(info)
            kept.writestr(info.filename, re.sub(pattern, by, body) if info.filename == part else body)
    return out.getvalue()


def why(content: bytes, name: str = "table.xlsx") -> str:
    with pytest.raises(tables.Unreadable) as refused:
        tables.read(content, name)
    return str(refused.value)


SHEET = "xl/worksheets/sheet1.xml"
TOO_LARGE = "表が大きすぎます。使っていない行と列を削除するか、いくつかのファイルに分けてください。"
UNCLEAR = "このExcelのファイルは、そのままでは読めません。Excelで開いて、保存しなおしてください。"


@given(TEXTS.filter(bool))
@example("=1+1")
@example("'=1+1")
@example("_x0041_")
@example("a\r\nb\tc\0")
@example("  ")
@example("12")
@example("\x85\u2028\U0002ffff")
def test_every_text_comes_back_from_a_workbook_as_it_was(text: str) -> None:
    assert tables.read(tables.write_xlsx([{"a": text}], ["a"]), "a.xlsx") == [{"a": text}]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://example.com")', "+1", "@SUM(A1)"])
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.write_xlsx([{text: text}], [text])))
    assert [[cell.data_type for cell in line] for line in book.worksheets[0].iter_rows()] == [["s"], ["s"]]
    assert book.worksheets[0]["A2"].value == text


def test_a_workbook_that_makes_formulas_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_cell", lambda sheet, value: value)
    with pytest.raises(AssertionError):
        test_no_cell_of_a_workbook_is_a_formula("=1+1")


def test_numbers_days_and_nothing_have_cells_of_their_own() -> None:
    moment = datetime.datetime(2026, 11, 20, 23, 30, tzinfo=datetime.UTC)
    row: dict[str, object] = {"a": -5, "b": Decimal("0.5"), "c": datetime.date(2026, 11, 21), "d": moment, "e": None}
    row |= {"f": datetime.time(9, 30), "g": True, "h": datetime.date(1899, 12, 31)}
    (read,) = tables.read(tables.write_xlsx([row], list("abcdefgh")), "a.xlsx")
    assert read == {
        "a": "-5",
        "b": "0.5",
        "c": "2026-11-21",
        "d": "2026-11-21 08:30:00",
        "e": "",
        "f": "09:30",
        "g": "TRUE",
        "h": "1899-12-31",
    }


def test_a_text_longer_than_a_cell_is_refused_instead_of_cut() -> None:
    tables.write_xlsx([{"a": "長" * 32_767}], ["a"])
    with pytest.raises(workbooks.TooLong, match="2行目の文字が多すぎて"):
        tables.write_xlsx([{"a": "𠮷" * 16_384}], ["a"])


def test_a_workbook_is_read_below_its_first_filled_line() -> None:
    content = workbook([], ["名前", "年"], ["見本", 2026], [None, None], ["はな", 2026.5])
    assert tables.read(content, "a.xlsx") == [{"名前": "見本", "年": "2026"}, {"名前": "はな", "年": "2026.5"}]


def test_a_hidden_sheet_is_passed_over() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["見えない"])
    book.create_sheet("見える").append(["名前"])
    book.worksheets[1].append(["はな"])
    book.worksheets[0].sheet_state = "hidden"
    assert tables.read(saved(book), "a.xlsx") == [{"名前": "はな"}]


def test_a_workbook_with_the_name_of_a_csv_is_said_to_be_one() -> None:
    assert why(workbook(["名前"]), "名簿.csv") == (
        "名前は「.csv」で終わりますが、中身はExcelのファイルです。名前の終わりを「.xlsx」になおすか、"
        "Excelで「CSV UTF-8」として保存しなおしてください。"
    )


def test_other_files_with_the_name_of_a_workbook_are_refused() -> None:
    assert "中身が違います" in why(b"a,b\n1,2\n")
    assert "「.xlsx」として保存しなおしてください" in why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    assert "Excelのファイルとして読めません" in why(b"PK\x03\x04rest")


def test_two_columns_of_one_name_are_refused() -> None:
    assert "見出し「名前」が2回あります" in why(workbook(["名前", "名前"]))


def test_two_cells_in_far_corners_do_not_take_the_memory() -> None:
    """Without the check the reader asks for 500 GB and the process ends: this test would not fail, it would die."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "a"
    book.active["XFD1048576"] = "b"
    assert why(saved(book)) == TOO_LARGE


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1000)
    assert why(workbook(["a"])) == TOO_LARGE


def test_a_part_that_lies_about_its_size_does_not_take_the_memory() -> None:
    content = workbook(["a"])
    bomb = bytearray(changed(content, SHEET, rb"(?s)\A.*\Z", b"0" * 32 * 1024**2, zipfile.ZIP_DEFLATED))
    listed = bomb.index(b"PK\x01\x02", bomb.rindex(SHEET.encode()) - 50)
    bomb[listed + 24 : listed + 28] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    sentence = why(bytes(bomb))
    (_now, peak) = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "Excelのファイルとして読めません" in sentence
    assert peak < 4 * 1024**2


def test_a_part_packed_in_a_rare_way_is_not_unpacked() -> None:
    assert why(changed(workbook(["a"]), SHEET, b"", b"", zipfile.ZIP_LZMA)) == UNCLEAR


@pytest.mark.parametrize(
    ("pattern", "by", "sentence"),
    [
        (rb'r="A1"', b"r = 'XFD1048576'", TOO_LARGE),
        (rb'r="A1"', b'x="y" r="XFD1048576"', TOO_LARGE),
        (rb'r="A1"', b'x=\' r="A1"\' r="XFD1048576"', TOO_LARGE),
        (rb'r="A1"', b'r="&#88;FD1048576"', UNCLEAR),
        (rb'r="A1"', b"", UNCLEAR),
        (rb"\Z", b"\0", UNCLEAR),
    ],
)
def test_a_cell_cannot_hide_where_it_stands(pattern: bytes, by: bytes, sentence: str) -> None:
    assert why(changed(workbook(["a"]), SHEET, pattern, by)) == sentence


def test_no_part_beside_the_checked_ones_is_read() -> None:
    elsewhere = changed(workbook(["a"]), "xl/_rels/workbook.xml.rels", rb"worksheets/sheet1\.xml", b"media/a.png")
    assert "Excelのファイルとして読めません" in why(elsewhere)


# Made once: a workbook holds the second of its making, and its length with it.
SOUND = workbook(["名前", "年"], ["見本", 2026])


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found: object = tables.read(bytes(content), "a.xlsx")
    except tables.Unreadable as refused:
        found = str(refused)
    assert isinstance(found, list) or str(found).endswith("。")
