"""Tables row by row: the same content as written at once, and no more memory for many rows than for few."""

import io
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from yakuba.toolbox import tables, workbooks
from yakuba.toolbox.long_tables import LongCsv, LongSheet

KINDS = [(LongCsv, "a.csv"), (LongSheet, "a.xlsx")]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
COLUMNS = ["受付番号", "=a", *[f"c{number}" for number in range(30)]]


class OnlyWrites:
    """Takes bytes and can do nothing else; counts them."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, content: bytes) -> int:
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        pass


def written(kind, rows):
    out = io.BytesIO()
    table = kind(out, COLUMNS)
    for row in rows:
        table.add(row)
    table.close()
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), TEXTS, min_size=1), max_size=5))
@example([{"受付番号": "=1+1", "c29": "二行\r\n目"}, {"=a": "_x0041_\x07", "c0": " 前後 "}, {"c1": "𠮷野家<&>"}])
def test_what_is_written_is_read_back(rows) -> None:
    if any(any(row.values()) for row in rows):
        assert tables.read(written(LongCsv, rows), "a.csv") == tables.read(tables.write_csv(rows, COLUMNS), "a.csv")
        assert tables.read(written(LongSheet, rows), "a.xlsx") == tables.read(
            tables.write_xlsx(rows, COLUMNS), "a.xlsx"
        )


def test_excel_is_given_texts_and_no_formula() -> None:
    evil = ["=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(1)", "＝1", "\t=1"]
    sheet = load_workbook(io.BytesIO(written(LongSheet, [{"c0": one} for one in evil]))).worksheets[0]
    assert [cell.value for cell in sheet["C"]][1:] == evil
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    lines = written(LongCsv, [{"受付番号": one} for one in evil]).decode("utf-8-sig").splitlines()
    assert all(line.lstrip('"').startswith("'") for line in lines[1:])
    assert written(LongCsv, []).startswith(b"\xef\xbb\xbf")


def test_a_text_too_long_for_a_cell_is_said() -> None:
    with pytest.raises(workbooks.TooLong, match="CSVで出力"):
        written(LongSheet, [{"c0": "長" * 40_000}])


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_memory_stays_level_however_many_rows(kind, name) -> None:
    def most(rows):
        tracemalloc.start()
        out = OnlyWrites()
        table = kind(out, COLUMNS)
        for number in range(rows):
            table.add({"受付番号": f"2026-{number:05d}", "c3": "見本 はな", "c9": "中央一丁目"})
        table.close()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak, out.size

    few, small = most(300)
    many, large = most(3000)
    assert large > 3 * small
    assert many < few + 200_000
