"""Tables as files: what offices send is read into rows, and rows are written so that nothing in them is a formula.

Everything read is text: what a number or a day means is for the caller to decide.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yakuba.toolbox import workbooks
from yakuba.toolbox.workbooks import Unreadable

# Spreadsheets take a cell that starts so for a formula (＝ and its like when the keyboard is Japanese).
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
GUARDED = re.compile("'" + FORMULA.pattern)
LONGEST_CELL = 1_000_000
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Row(dict[str, str]):
    """One row; of a CSV or a workbook it knows on which line it stood, empty lines counted."""

    number: int


Rows = list[dict[str, str]]


def read(content: bytes | Path, name: str = "") -> Rows:
    """The rows of a CSV, XLSX or JSON file, with the column names of its first filled line as keys.

    Empty lines are left out, missing cells are "". Raises Unreadable with a sentence for whoever chose the file.
    """
    if isinstance(content, Path):
        name = name or content.name
        content = content.read_bytes()
    if not content.strip():
        raise Unreadable(_("ファイルが空です。中身のあるファイルを選んでください。"))
    kind = Path(name).suffix.lower()
    if content.startswith(workbooks.MAGIC):
        if kind not in {".xlsx", ".xlsm", ""}:
            raise Unreadable(
                _(
                    "名前は「%(kind)s」で終わりますが、中身はExcelのファイルです。名前の終わりを「.xlsx」になおすか、"
                    "Excelで「CSV UTF-8」として保存しなおしてください。"
                )
                % {"kind": kind}
            )
        return _rows([as_text(cell) for cell in line] for line in workbooks.lines(content))
    if content.startswith(workbooks.OLD_MAGIC):
        raise Unreadable(
            _("古い形式か、パスワードのかかったExcelのファイルです。Excelで「.xlsx」として保存しなおしてください。")
        )
    if kind in {".xlsx", ".xlsm", ".xls"}:
        raise Unreadable(_("名前はExcelのファイルですが、中身が違います。Excelで開いて、保存しなおしてください。"))
    text = _text(content)
    if kind == ".json" or (not kind and text.lstrip()[:1] in {"[", "{"}):
        return _json_rows(text)
    return _rows(_csv_lines(text))


def write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """The columns of the rows as a CSV that Excel opens as it is: UTF-8 with its mark, CRLF.

    A text that a spreadsheet could take for a formula gets a ' in front, which `read` takes off again. Numbers
    stay numbers: give them as int or Decimal, not as text.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_guarded(column) for column in columns])
    for row in rows:
        writer.writerow([csv_cell(row.get(column)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """The columns of the rows as a workbook in which every text is a text, never a formula; `read` gives it back.

    Raises workbooks.TooLong where a text does not fit into a cell.
    """
    return workbooks.write(columns, ([_xlsx_cell(row.get(column)) for column in columns] for row in rows))


def as_text(value: object) -> str:
    """One cell as text: 5.0 is "5", a day is 2026-11-21, a time 09:30, nothing is ""."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime():
            moment = _local(value)
            at_midnight = moment.time() == datetime.time.min
            return moment.date().isoformat() if at_midnight else moment.isoformat(sep=" ", timespec="seconds")
        case datetime.time() if not value.second:
            return value.isoformat("minutes")
        case _:
            return str(value)


def _guarded(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def csv_cell(value: object) -> object:
    """As a CSV holds it: a number, or a text that is no formula."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    return _guarded(as_text(value))


def _xlsx_cell(value: object) -> object:
    return _local(value) if isinstance(value, datetime.datetime) else value


def _local(moment: datetime.datetime) -> datetime.datetime:
    """The same moment as the clock on the wall shows it: no cell knows time zones."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _text(content: bytes) -> str:
    # With its mark only, and before the others: as Shift_JIS those two bytes would be characters.
    codings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS) else ("utf-8-sig", "cp932")
    for coding in codings:
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        _("文字の形式が読み取れません。Excelで開いて「CSV UTF-8（コンマ区切り）」として保存しなおしてください。")
    )


def _csv_lines(text: str) -> Iterator[list[str]]:
    first = next(iter(text.lstrip("\r\n").splitlines()), "")
    if "\0" in first or first.lstrip().startswith(("<", "%PDF")):
        raise Unreadable(_("表のファイルではないようです。CSVかExcel（.xlsx）のファイルを選んでください。"))
    csv.field_size_limit(LONGEST_CELL)
    tabs = "\t" in first and "," not in first
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True)
    try:
        for line in reader:
            yield [_unguarded(cell) for cell in line]
    except csv.Error as error:
        raise Unreadable(
            _('%(line)d行目のあたりで、引用符（"）の使い方が正しくないか、1マスの文字が多すぎます。')
            % {"line": reader.line_num}
        ) from error


def _rows(lines: Iterable[list[str]]) -> Rows:
    """Rows under the names of the first line that is not empty."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if any(line))
    header: list[str] = []
    rows: Rows = []
    for number, line in numbered:
        if not header:
            header = _header(line)
            continue
        cells, beyond = line[: len(header)], line[len(header) :]
        if any(beyond) or any(cell for name, cell in zip(header, cells, strict=False) if not name):
            raise Unreadable(
                _("%(number)d行目に、見出しのない列の値があります。1行目に見出しを書くか、その値を消してください。")
                % {"number": number}
            )
        cells += [""] * (len(header) - len(cells))
        row = Row((name, cell) for name, cell in zip(header, cells, strict=True) if name)
        row.number = number
        rows.append(row)
    if not header:
        raise Unreadable(_("ファイルに表がありません。1行目に見出しのある表を選んでください。"))
    return rows


def _header(line: list[str]) -> list[str]:
    names = [name.strip() for name in line]
    for name in names:
        if name and names.count(name) > 1:
            raise Unreadable(
                _("見出し「%(name)s」が%(count)d回あります。1回になるように、どちらかの名前を変えてください。")
                % {"name": name, "count": names.count(name)}
            )
    return names


def _json_rows(text: str) -> Rows:
    try:
        found = json.loads(
            text, object_pairs_hook=_json_row, parse_int=str, parse_float=str, parse_constant=_not_a_number
        )
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("JSONとして読めません。形をたしかめてください。")) from error
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Unreadable(_("JSONは、行のリスト（[{…}, {…}]）にしてください。"))
    columns = list(dict.fromkeys(name for row in found for name in row))
    return [{name: row.get(name, "") for name in columns} for row in found]


def _json_row(pairs: list[tuple[str, Any]]) -> dict[str, str]:
    names = _header([name for name, value in pairs])
    for name, value in pairs:
        if isinstance(value, dict | list):
            raise Unreadable(
                _("「%(name)s」の値が文字や数ではありません。1つの行には、文字と数だけを書いてください。")
                % {"name": name}
            )
    return dict(zip(names, (as_text(value) for name, value in pairs), strict=True))


def _not_a_number(word: str) -> str:
    raise ValueError(word)
