"""Tables of any length, written row by row into something that only takes bytes; nothing of them stays in memory.

As in `tables` and `workbooks`: nothing in them is a formula, and `tables.read` gives every text back.
"""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from yakuba.toolbox import tables, workbooks

MOST_ROWS = 1_048_575  # of a sheet, below its heading
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView '
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
)


class LongCsv:
    """A CSV that Excel opens as it is."""

    def __init__(self, out: Any, columns: Sequence[str]) -> None:
        self._out, self._columns = out, list(columns)
        self._lines = csv.writer(self, lineterminator="\r\n")
        out.write(b"\xef\xbb\xbf")
        self._lines.writerow([tables.csv_cell(column) for column in columns])

    def write(self, text: str) -> None:
        self._out.write(text.encode())

    def add(self, row: Mapping[str, object]) -> None:
        self._lines.writerow([tables.csv_cell(row.get(column)) for column in self._columns])

    def close(self) -> None:
        """Nothing follows the last row."""


class LongSheet:
    """A workbook with one sheet of texts."""

    def __init__(self, out: Any, columns: Sequence[str]) -> None:
        self._columns, self._number = list(columns), 0
        self._names = [_letters(index) for index in range(len(self._columns))]
        self._book = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        for name, content in PARTS.items():
            self._book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{content}')
        self._sheet = self._book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{SHEET}'.encode())
        self.add({column: column for column in columns})

    def add(self, row: Mapping[str, object]) -> None:
        """Raises workbooks.TooLong."""
        self._number += 1
        cells = []
        for column, letters in zip(self._columns, self._names, strict=True):
            if text := workbooks.writable(tables.as_text(row.get(column)), self._number):
                said = escape(text, {"\r": "&#13;"})
                cells.append(
                    f'<c r="{letters}{self._number}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
                )
        self._sheet.write(f'<row r="{self._number}">{"".join(cells)}</row>'.encode())

    def close(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._book.close()


def _letters(index: int) -> str:
    """A, B … Z, AA …: how a sheet counts its columns."""
    letters = ""
    while index >= 0:
        letters, index = chr(65 + index % 26) + letters, index // 26 - 1
    return letters
