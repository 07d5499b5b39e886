"""Excel workbooks: the lines of the first visible sheet, and a sheet of texts written."""

import datetime
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MAGIC, OLD_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 200 * 1024**2
MOST_CELLS = 2_000_000
LONGEST_CELL = 32_767
CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*)")
REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
# What a damaged file makes of the two readers: zipfile has no error of its own for half of it.
DAMAGED = (CalamineError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
# Cells of their own kind; everything else is text.
PLAIN = (type(None), bool, int, float, Decimal, datetime.date, datetime.time)
# What XML cannot hold is written _x0001_ in a workbook, and so is the underscore of a text that looks like it.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Unreadable(Exception):
    """The file is not a table that can be read. The message is a sentence that says the way out."""


class TooLong(Exception):
    """A text is longer than a cell may be. The message is a sentence that says the way out."""


def lines(content: bytes) -> Sequence[Sequence[object]]:
    """The cells of the first visible sheet, from its first line on. Raises Unreadable."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(bounded(content)))
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                return workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except DAMAGED as error:
        raise Unreadable(
            _("Excelのファイルとして読めません。Excelで開いて「.xlsx」として保存しなおしてください。")
        ) from error
    raise Unreadable(_("表のあるシートが見つかりません。1枚目のシートに表を置いてください。"))


def write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with one sheet; every text in it is stored as text. Raises TooLong."""
    # All of them before the first is written: openpyxl leaves a half-written workbook open.
    checked = [[_checked(value, number) for value in row] for number, row in enumerate([columns, *rows], 1)]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("1")
    sheet.freeze_panes = "A2"
    for row in checked:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _checked(value: object, number: int) -> object:
    """The value as a workbook can hold it."""
    # Excel knows no day before 1900 and one too many in it.
    is_too_early = isinstance(value, datetime.date) and value.year <= 1900
    if isinstance(value, PLAIN) and not is_too_early:
        return value
    return writable(str(value), number)


def writable(text: str, number: int) -> str:
    """The text of line `number` as a cell can hold it. Raises TooLong."""
    text = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(text.encode("utf-16-le")) > 2 * LONGEST_CELL:
        # openpyxl would cut it off without a word.
        raise TooLong(
            _("%(number)d行目の文字が多すぎて、Excelの1マスに入りません。CSVで出力してください。") % {"number": number}
        )
    return text


def _cell(sheet: Any, value: object) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def bounded(content: bytes) -> bytes:
    """The same workbook, its parts unpacked once and known to be small.

    A reader makes room for the whole area of a sheet: two cells in far corners, 5 kB as a file, ask for 500 GB and
    end the process. What was measured here is what is handed on, so that no second reading can differ.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as kept:
        parts = {part.filename: part for part in given.infolist() if part.filename.endswith((".xml", ".rels"))}
        if sum(part.file_size for part in parts.values()) > MOST_BYTES:
            raise _too_large()
        for name, part in parts.items():
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _unclear()
            with given.open(part) as packed:
                # To the size it claims: read() without one unpacks whatever is there, up to 2 GB.
                body = packed.read(part.file_size)
            _check_area(body)
            kept.writestr(name, body)
    return out.getvalue()


def _check_area(body: bytes) -> None:
    right = bottom = 0
    for column, line in _references(body):
        right, bottom = max(right, column), max(bottom, line)
        if right * bottom > MOST_CELLS:
            raise _too_large()


def _references(body: bytes) -> Iterator[tuple[int, int]]:
    """Column and line of each cell in a part of a workbook. Raises Unreadable where a cell does not say them."""
    if b"\0" in body:
        raise _unclear()
    for cell in CELL.finditer(body):
        found = REFERENCE.findall(cell[1])
        if not found:
            raise _unclear()
        for letters, digits in found:
            column = 0
            for letter in letters.upper():
                column = column * 26 + letter - 64
            yield column, int(digits)


def _too_large() -> Unreadable:
    return Unreadable(_("表が大きすぎます。使っていない行と列を削除するか、いくつかのファイルに分けてください。"))


def _unclear() -> Unreadable:
    return Unreadable(_("このExcelのファイルは、そのままでは読めません。Excelで開いて、保存しなおしてください。"))
