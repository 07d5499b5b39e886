"""Tables: every text comes back as it was, nothing in them is a formula, and a wrong file is refused with a way out."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yakuba.toolbox import tables

# A lone half character cannot be encoded; NUL and its like are refused where people type.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FORMULAS = st.builds(str.__add__, st.text("'"), st.builds(str.__add__, st.sampled_from("=+-@\t\r\n＝＋－＠"), TEXTS))
ROWS = st.lists(
    st.fixed_dictionaries({"名前": TEXTS | FORMULAS, "備考": TEXTS | FORMULAS}).filter(lambda row: any(row.values()))
)


def why(content: bytes, name: str = "table.csv") -> str:
    with pytest.raises(tables.Unreadable) as refused:
        tables.read(content, name)
    return str(refused.value)


def cells(content: bytes) -> list[list[str]]:
    """What a spreadsheet sees."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(ROWS)
@example([{"名前": "'=1+1", "備考": "''=1+1"}])
@example([{"名前": "=1+1", "備考": "'普通"}])
@example([{"名前": '"', "備考": "\ufeff"}])
@example([{"名前": "a,b\r\nc", "備考": "\r"}])
@example([{"名前": "\0", "備考": "\x85\u2028"}])
def test_every_text_comes_back_from_a_csv_as_it_was(rows: list[dict[str, str]]) -> None:
    assert tables.read(tables.write_csv(rows, ["名前", "備考"]), "rows.csv") == rows


@given(ROWS)
def test_no_cell_of_a_csv_is_a_formula(rows: list[dict[str, str]]) -> None:
    for line in cells(tables.write_csv(rows, ["名前", "備考"])):
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in line)


def test_a_guard_that_forgets_apostrophes_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_guarded", lambda text: f"'{text}" if text[:1] in tuple("=+-@\t\r") else text)
    with pytest.raises(AssertionError):
        test_every_text_comes_back_from_a_csv_as_it_was()


def test_a_csv_without_guard_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_guarded", lambda text: text)
    with pytest.raises(AssertionError):
        test_no_cell_of_a_csv_is_a_formula()


def test_a_csv_is_what_excel_opens_as_it_is() -> None:
    written = tables.write_csv([{"名前": "見本 はな", "金額": -5, "余計": "x"}, {"名前": None}], ["名前", "金額"])
    assert written == "\ufeff名前,金額\r\n見本 はな,-5\r\n,\r\n".encode()


def test_column_names_are_guarded_too() -> None:
    written = tables.write_csv([{"=1+1": "a"}], ["=1+1"])
    assert cells(written)[0] == ["'=1+1"]
    assert tables.read(written, "a.csv") == [{"=1+1": "a"}]


def test_numbers_stay_numbers_and_days_are_iso() -> None:
    moment = datetime.datetime(2026, 11, 20, 23, 30, tzinfo=datetime.UTC)
    values = [-5, -1.5, Decimal("-0.50"), True, datetime.date(2026, 11, 21), moment, datetime.time(9, 30)]
    written = cells(tables.write_csv([{str(n): value for n, value in enumerate(values)}], list("0123456")))[1]
    assert written == ["-5", "-1.5", "-0.50", "TRUE", "2026-11-21", "2026-11-21 08:30:00", "09:30"]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encodings_offices_send_are_read(coding: str) -> None:
    assert tables.read("名前,備考\r\n髙橋,①\r\n".encode(coding), "a.csv") == [{"名前": "髙橋", "備考": "①"}]


def test_the_unicode_text_of_excel_is_separated_by_tabs() -> None:
    assert tables.read("名前\t備考\r\n見本\ta,b\r\n".encode("utf-16"), "a.txt") == [{"名前": "見本", "備考": "a,b"}]


def test_empty_lines_are_left_out_and_missing_cells_are_empty() -> None:
    assert tables.read(b"\n\n a ,b\n1\n,\n\n2,3,\n", "a.csv") == [{"a": "1", "b": ""}, {"a": "2", "b": "3"}]


def test_columns_without_a_name_and_without_values_are_left_out() -> None:
    assert tables.read(b"a,,b,\n1,,2,\n", "a.csv") == [{"a": "1", "b": "2"}]


def test_a_header_alone_has_no_rows() -> None:
    assert tables.read("名前,備考\r\n".encode(), "a.csv") == []


def test_a_long_answer_fits() -> None:
    rows = [{"a": "長" * 200_000}]
    assert tables.read(tables.write_csv(rows, ["a"]), "a.csv") == rows


def test_a_path_brings_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1}]')
    assert tables.read(path) == [{"a": "1"}]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ファイルが空です。中身のあるファイルを選んでください。"),
        (b"\r\n \r\n", "ファイルが空です。中身のあるファイルを選んでください。"),
        (b"\xef\xbb\xbf", "ファイルに表がありません。1行目に見出しのある表を選んでください。"),
        (b"\xff\xfe", "ファイルに表がありません。1行目に見出しのある表を選んでください。"),
        (
            "郵便番号,名前,郵便番号\n1,2,3\n".encode(),
            "見出し「郵便番号」が2回あります。1回になるように、どちらかの名前を変えてください。",
        ),
        (b"a\n1\n2,3\n", "3行目に、見出しのない列の値があります。1行目に見出しを書くか、その値を消してください。"),
        (b"a,\n1,2\n", "2行目に、見出しのない列の値があります。1行目に見出しを書くか、その値を消してください。"),
        (b'a\n"x\n', '2行目のあたりで、引用符（"）の使い方が正しくないか、1マスの文字が多すぎます。'),
        (
            b"a\n\x81\xff\xfe\n",
            "文字の形式が読み取れません。Excelで開いて「CSV UTF-8（コンマ区切り）」として保存しなおしてください。",
        ),
        (b"%PDF-1.7\n", "表のファイルではないようです。CSVかExcel（.xlsx）のファイルを選んでください。"),
        (b"<html>", "表のファイルではないようです。CSVかExcel（.xlsx）のファイルを選んでください。"),
        (
            "名前,a\n".encode("utf-16-le"),
            "表のファイルではないようです。CSVかExcel（.xlsx）のファイルを選んでください。",
        ),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_a_way_out(content: bytes, sentence: str) -> None:
    assert why(content) == sentence


@given(st.binary() | st.binary().map(lambda rest: b"\xff\xfe" + rest))
def test_whatever_is_sent_is_a_table_or_a_sentence(content: bytes) -> None:
    for name in ("a.csv", "a.json", "a.xlsx", "a"):
        try:
            found: object = tables.read(content, name)
        except tables.Unreadable as refused:
            found = str(refused)
        assert isinstance(found, list) or str(found).endswith("。")


def test_json_rows_keep_their_digits() -> None:
    content = b'[{"a": 1.10, "b": 131025000000, "c": "x"}, {"c": null, "d": true}]'
    assert tables.read(content, "a.json") == [
        {"a": "1.10", "b": "131025000000", "c": "x", "d": ""},
        {"a": "", "b": "", "c": "", "d": "TRUE"},
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"a": 1}', "JSONは、行のリスト（[{…}, {…}]）にしてください。"),
        ("[1]", "JSONは、行のリスト（[{…}, {…}]）にしてください。"),
        ('[{"a": 1, "a": 2}]', "見出し「a」が2回あります。1回になるように、どちらかの名前を変えてください。"),
        (
            '[{"a": [1]}]',
            "「a」の値が文字や数ではありません。1つの行には、文字と数だけを書いてください。",
        ),
        ("[{", "JSONとして読めません。形をたしかめてください。"),
        ('[{"a": NaN}]', "JSONとして読めません。形をたしかめてください。"),
        ("[" * 100_000, "JSONとして読めません。形をたしかめてください。"),
    ],
)
def test_json_that_is_no_table_is_refused(content: str, sentence: str) -> None:
    assert why(content.encode(), "a.json") == sentence


@given(TEXTS.filter(bool))
def test_json_texts_come_back_as_they_were(text: str) -> None:
    assert tables.read(json.dumps([{"a": text}]).encode(), "a.json") == [{"a": text}]
