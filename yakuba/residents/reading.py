"""A file of the register read row by row: in any encoding an office writes, whatever a spreadsheet did to its codes."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yakuba.residents.mapping import AttributeColumn, Column, Mapping
from yakuba.toolbox import dates, kana, text

BLOCK = 1 << 20
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# 131000 as Excel shows it once a cell is too narrow; the digits are gone.
RUINED = re.compile(r"[0-9]+(?:[.][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
YES_NO = dict.fromkeys(("1", "有", "はい", "true"), True) | dict.fromkeys(("0", "無", "いいえ", "false"), False)
TEXTS = ("postcode", "prefecture", "city", "town", "block", "building", "phone")
LONGEST = {"number": 20, "household": 20, "relation": 50, "postcode": 7, "prefecture": 10, "city": 50, "phone": 30}


class Unreadable(Exception):
    """The file cannot be read at all; the sentence says what to do."""


@dataclass(frozen=True)
class Record:
    """One row as it is to be: a person's state, when it began, whether it has ended, and what else is known of them."""

    line: int
    number: str
    household: str
    values: dict[str, Any]
    since: date
    ended_on: date | None
    ended_why: str
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken, and why, in the words of whoever mends it."""

    line: int
    cells: dict[str, str]
    why: str


@dataclass
class Notes:
    """What was put right on the way, for the preview."""

    padded: int = 0
    private_use: list[str] = field(default_factory=list)


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-8 where all of it is UTF-8, else CP932 as Windows writes it."""
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in MARKS.items():
            if head.startswith(mark):
                return name
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp932"
    return "utf-8"


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by heading). Raises Unreadable where it is no such file, or its bytes are of no encoding."""
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            reader = csv.reader(file)
            head = [one.strip() for one in next(reader, [])]
            if len(head) < 2 or len(set(head)) != len(head):
                raise Unreadable(_("1行目に、見出しを重なりなく並べてください。"))
            for cells in reader:
                if any(cells):
                    yield reader.line_num, dict(zip(head, [*cells, *[""] * (len(head) - len(cells))], strict=False))
    except UnicodeDecodeError as error:
        raise Unreadable(_("文字の決まりが分かりません。UTF-8かCP932（Shift_JIS）で書き出してください。")) from error
    except csv.Error as error:
        raise Unreadable(_("CSVとして読めません（%(why)s）。") % {"why": error}) from error
    except OSError as error:
        raise Unreadable(_("ファイルが開けません（%(why)s）。") % {"why": error.strerror}) from error


def missing_columns(path: Path, declared: Mapping) -> list[str]:
    """The columns that the mapping names and the file has not."""
    first = next(rows(path), None)
    if first is None:
        raise Unreadable(_("ファイルに行がありません。"))
    return [one.column for one in _columns(declared) if one.column not in first[1]]


def records(path: Path, declared: Mapping, notes: Notes | None = None) -> Iterator[Record | Rejected]:
    """Every row, read or rejected with its reason; a number that comes twice is rejected the second time."""
    seen: dict[str, int] = {}
    notes = notes or Notes()
    for line, cells in rows(path):
        try:
            found = _record(line, cells, declared, notes)
            if found.number in seen:
                raise ValueError(_("宛名番号が%(line)d行目と同じです。") % {"line": seen[found.number]})
            seen[found.number] = line
        except ValueError as error:
            yield Rejected(line, cells, str(error))
        else:
            yield found


def _record(line: int, cells: Dictionary[str, str], declared: Mapping, notes: Notes) -> Record:
    person = declared.person

    def cell(name: str) -> str:
        column: Column | None = getattr(person, name)
        return _cell(cells, column, notes) if column else ""

    values: dict[str, Any] = {name: cell(name) or declared.place.get(name, "") for name in TEXTS}  # type: ignore[call-overload]
    values["family_name"], values["given_name"] = _name(cell("family_name"), cell("given_name"), _("氏名"))
    family, given = _name(cell("family_kana"), cell("given_kana"), _("カナ氏名"))
    values["family_kana"], values["given_kana"] = kana.to_katakana(family), kana.to_katakana(given)
    values["birth_date"] = _day(cell("birth_date"), _("生年月日"))
    values["relation"] = cell("relation")
    values["postcode"] = re.sub(r"[-‐－ー\s〒]", "", unicodedata.normalize("NFKC", values["postcode"]))
    found = Record(
        line=line,
        number=cell("number"),
        household=cell("household"),
        values=values,
        since=_day(cell("since"), _("異動日")),
        ended_on=_day(ended, _("消除日")) if (ended := cell("ended_on")) else None,
        ended_why=cell("ended_why"),
        attributes={name: _known(cells, one, notes) for name, one in declared.attributes.items()},
    )
    _ask(found)
    return found


def _ask(found: Record) -> None:
    """Raises ValueError for what cannot be in a register."""
    for label, said in (
        (_("宛名番号"), found.number),
        (_("世帯番号"), found.household),
        (_("町名"), found.values["town"]),
    ):
        if not said:
            raise ValueError(_("%(label)sが空です。") % {"label": label})
    if found.values["postcode"] and not re.fullmatch("[0-9]{7}", found.values["postcode"]):
        raise ValueError(_("郵便番号が7けたの数字ではありません。"))
    if found.values["birth_date"] > found.since:
        raise ValueError(_("生まれる前の日に、いまの状態になっています。"))
    if found.ended_on and found.ended_on < found.since:
        raise ValueError(_("消除日が、異動日より前です。"))
    for name, said in (("number", found.number), ("household", found.household), *found.values.items()):
        if isinstance(said, str) and len(said) > LONGEST.get(name, 100):
            raise ValueError(_("「%(said)s…」は長すぎます。") % {"said": said[:20]})


def _cell(cells: Dictionary[str, str], column: Column, notes: Notes) -> str:
    raw = cells.get(column.column, "").strip()
    # Signs of the turning of text and the like are of no register; 外字 in the private use area are, and stay.
    said = text.clean(raw) if text.UNPRINTABLE.search(raw) else raw
    if column.width:
        said = _code(said, column.width, notes)
    private = [one for one in said if "\ue000" <= one <= "\uf8ff"]
    notes.private_use += [one for one in private if one not in notes.private_use]
    return column.codes.get(said, said)


def _code(said: str, width: int, notes: Notes) -> str:
    said = unicodedata.normalize("NFKC", said)
    if RUINED.fullmatch(said):
        raise ValueError(
            _("「%(said)s」は、表計算ソフトで壊れた番号です。もとのシステムから出し直してください。") % {"said": said}
        )
    if said and not (said.isascii() and said.isdigit() and len(said) <= width):
        raise ValueError(_("「%(said)s」は、%(width)dけたの番号ではありません。") % {"said": said[:20], "width": width})
    if said and len(said) < width:
        notes.padded += 1
    return said.zfill(width) if said else ""


def _name(family: str, given: str, label: str) -> tuple[str, str]:
    """Both, from two cells or from one with a blank between; who has one name only has it as the family name."""
    if not given:
        family, _blank, given = family.replace("\u3000", " ").strip().partition(" ")
    if not family:
        raise ValueError(_("%(label)sが空です。") % {"label": label})
    return family.strip(), given.strip()


def _day(said: str, label: str) -> date:
    try:
        return dates.parse(said)
    except dates.NotADate as error:
        raise ValueError(_("%(label)s「%(said)s」が日付として読めません。") % {"label": label, "said": said}) from error


def _known(cells: Dictionary[str, str], column: AttributeColumn, notes: Notes) -> Any:
    """The value as its kind has it; None where the file says nothing."""
    said = _cell(cells, column, notes)
    if column.kind == "yes_no":
        folded = said.lower()
        if folded and folded not in YES_NO:
            raise ValueError(
                _("%(column)s「%(said)s」が、はい・いいえとして読めません。") % {"column": column.column, "said": said}
            )
        return YES_NO.get(folded)
    if not said:
        return None
    if column.kind == "number":
        digits = unicodedata.normalize("NFKC", said).replace(",", "")
        if not re.fullmatch("-?[0-9]{1,15}", digits):
            raise ValueError(
                _("%(column)s「%(said)s」が、数として読めません。") % {"column": column.column, "said": said[:20]}
            )
        return int(digits)
    return _day(said, column.column).isoformat() if column.kind == "date" else said


def _columns(declared: Mapping) -> list[Column]:
    own = [getattr(declared.person, name) for name in type(declared.person).model_fields]
    return [*(one for one in own if one), *declared.attributes.values()]
