"""The register as a table: read from a file with a preview of what it would change, and written out again."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.systems import registering
from yakuba.systems.asking import Boxes, Wrong
from yakuba.systems.declared import declared
from yakuba.systems.models import WITHHELD, Contract, FitGap, System
from yakuba.systems.standing import Standing
from yakuba.toolbox import tables
from yakuba.toolbox.refused import Refused

MOST = 2000
# What stands in the table, and in which box of the form it would be typed.
OF_SYSTEM = {
    "符号": "code",
    "名前": "name",
    "働き": "functions",
    "担当課": "section",
    "製品": "product",
    "事業者": "vendor",
    "標準化対象": "standard_work",
    "Fit&Gap": "fitgap",
    "移行の月数": "migration_months",
    "調達の月数": "procurement_months",
    "公表しない理由": "withheld",
    "使い始めた日": "valid_from",
}
OF_CONTRACT = {
    "契約": "what",
    "契約の相手": "vendor",
    "契約の始まり": "begins_on",
    "契約の終わり": "ends_on",
    "年額（円）": "yearly_yen",
}
KEPT_IF_EMPTY = ("migration_months", "procurement_months", "valid_from")
MUST = ("符号", "名前", "働き", "担当課")
TOLD = ("決める日", "更新のようす")
COLUMNS = (*OF_SYSTEM, *OF_CONTRACT)
# On which line of the file a row stood: carried along while the preview is looked at.
LINE = "行"


@dataclass(frozen=True)
class Line:
    """One row of the table that can be taken in: what it would do, in words."""

    number: int
    code: str
    name: str
    is_new: bool
    changes: Sequence[str]
    boxes: Mapping[str, str]
    contract: Mapping[str, str] | None

    @property
    def is_same(self) -> bool:
        return not self.is_new and not self.changes


@dataclass(frozen=True)
class Fault:
    number: int
    sentence: str


@dataclass(frozen=True)
class Preview:
    """What the file says: rows to take in, and what is wrong with others. With a fault, nothing is taken in."""

    lines: Sequence[Line]
    faults: Sequence[Fault]

    @property
    def new(self) -> list[Line]:
        return [one for one in self.lines if one.is_new]

    @property
    def changed(self) -> list[Line]:
        return [one for one in self.lines if one.changes and not one.is_new]

    @property
    def same(self) -> int:
        return sum(one.is_same for one in self.lines)


def rows_of(content: bytes, name: str) -> tables.Rows:
    """The rows of a chosen file. Raises tables.Unreadable in words; a workbook with macros is one of those."""
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb")) or _has_macros(content):
        raise tables.Unreadable(
            _(
                "マクロの入ったExcelのファイル（.xlsm）は受け取れません。"
                "Excelで「CSV UTF-8」か「.xlsx」として保存しなおしてください。"
            )
        )
    rows = tables.read(content, name)
    return [{LINE: str(getattr(row, "number", line))} | row for line, row in enumerate(rows, start=2)]


def preview(rows: Sequence[Mapping[str, str]]) -> Preview:
    """What taking them in would do."""
    missing = [column for column in MUST if not rows or column not in rows[0]]
    if missing or len(rows) > MOST:
        told = _("列「%(columns)s」がありません。") % {"columns": "」「".join(missing)}
        return Preview([], [Fault(1, told if missing else _("一度に%(most)d行までにしてください。") % {"most": MOST})])
    reader, lines, faults = _Reader(), [], []
    for place, row in enumerate(rows, start=2):
        number = int(row[LINE]) if row.get(LINE, "").isdecimal() else place
        try:
            lines.append(reader.read(number, row))
        except Refused as refused:
            faults.append(Fault(number, str(refused)))
    return Preview(lines, faults)


@transaction.atomic
def load_register(lines: Iterable[Line], *, by: Actor) -> int:
    """台帳を取り込む: all of them, or none; how many changed anything. Raises Refused, naming the line."""
    count = 0
    for line in lines:
        if line.is_same:
            continue
        try:
            _take_in(line, by)
        except Refused as refused:
            raise Refused(_("%(line)d行目：%(why)s") % {"line": line.number, "why": refused}) from refused
        count += 1
    ledger.write("loaded_register", "systems:register", by=by, facts={"lines": count})
    return count


def as_rows(found: Iterable[Standing]) -> Iterator[dict[str, object]]:
    """The register in the columns that can be read back, with what is worked out beside them."""
    for one in found:
        contract = next(iter(list(one.system.contracts.all())[::-1]), None)
        row: dict[str, object] = {column: _shown(one.system, box) for column, box in OF_SYSTEM.items()}
        row |= {column: _shown(contract, box) if contract else "" for column, box in OF_CONTRACT.items()}
        row["決める日"] = one.renewal.decide_on.isoformat() if one.renewal else ""
        row["更新のようす"] = str(one.state.label)
        yield row


def _take_in(line: Line, by: Actor) -> None:
    section = Boxes(line.boxes).section("section")
    if line.is_new:
        assert section is not None
        system = registering.register_system(line.boxes, section=section, by=by)
    else:
        system = System.objects.get(code=line.code)
        if _differences(system, line.boxes, section):
            system = registering.revise_system(system, line.boxes, seen=system.revision, section=section, by=by)
    if line.contract:
        registering.sign_contract(system, line.contract, by=by)


class _Reader:
    """The register as it stands, read once."""

    def __init__(self) -> None:
        systems = System.objects.select_related("section").prefetch_related("contracts")
        self.systems = {one.code: one for one in systems}
        self.seen: dict[str, int] = {}

    def read(self, number: int, row: Mapping[str, str]) -> Line:
        boxes = {box: _meant(box, row[column]) for column, box in OF_SYSTEM.items() if column in row}
        code, system = boxes["code"], self.systems.get(boxes["code"])
        if system is not None:
            # An empty cell says nothing of what is known: it is no request to forget it.
            boxes = {box: typed for box, typed in boxes.items() if typed or box not in KEPT_IF_EMPTY}
        if code in self.seen:
            raise Wrong({"code": _("%(line)d行目と同じ符号です。") % {"line": self.seen[code]}})
        self.seen[code] = number
        section = self._checked(boxes, system)
        contract = self._contract(row, system)
        changes = _differences(system, boxes, section) if system else []
        if contract and system:
            changes.append(
                _("契約を加えます（%(what)s、%(end)sまで）")
                % {"what": contract["what"], "end": contract["ends_on"] or "—"}
            )
        return Line(number, code, boxes["name"], system is None, changes, boxes, contract)

    def _checked(self, boxes: Mapping[str, str], system: System | None) -> Section | None:
        """Everything wrong with the row at once: what the move itself would say, without doing it."""
        asked = Boxes(boxes)
        section = asked.section("section")
        try:
            registering.check(boxes, system)
        except Wrong as wrong:
            asked.wrong = {**wrong.boxes, **asked.wrong}
        asked.done()
        return section

    def _contract(self, row: Mapping[str, str], system: System | None) -> dict[str, str] | None:
        """The contract of the row, where it names one that is not yet there."""
        boxes = {box: row.get(column, "").strip() for column, box in OF_CONTRACT.items()}
        if not any(boxes.values()):
            return None
        boxes["vendor"] = boxes["vendor"] or row.get("事業者", "").strip()
        asked = registering.contract_of(boxes)
        known = system.contracts.all() if system else []
        return None if any(_is_it(one, asked) for one in known) else boxes


def _is_it(contract: Contract, asked: Contract) -> bool:
    names = ("what", "vendor", "begins_on", "ends_on", "yearly_yen")
    return not contract.is_struck and all(getattr(contract, name) == getattr(asked, name) for name in names)


def _differences(system: System, boxes: Mapping[str, str], section: Section | None) -> list[str]:
    """What the row would change of the system, in words: 「製品：A → B」."""
    asked = Boxes(boxes)
    changes = []
    for column, box in OF_SYSTEM.items():
        if box in ("code", "section") or box not in boxes:
            continue
        before, now = getattr(system, box), _read(asked, box)
        if before != now:
            changes.append(f"{column}：{_word(box, before)} → {_word(box, now)}")
    if section is not None and section.pk != system.section_id:
        changes.append(f"担当課：{system.section} → {section}")
    return changes


def _read(asked: Boxes, box: str) -> Any:
    if box == "functions":
        return asked.words(box)
    if box.endswith("_months"):
        return asked.number(box)
    if box == "valid_from":
        return asked.day(box)
    return asked.text(box)


def _meant(box: str, typed: str) -> str:
    """Words of the table as the codes of the form: 「住民基本台帳」 is resident-register."""
    typed = typed.strip()
    by_word = {
        "standard_work": {one.title: one.code for one in declared().standard.works},
        "fitgap": {str(label): value for value, label in FitGap.choices},
        "withheld": {str(word): code for code, word in WITHHELD.items()},
    }
    return by_word.get(box, {}).get(typed, typed)


def _word(box: str, value: Any) -> str:
    if box == "standard_work":
        return declared().standard.title(value) or "—"
    if box == "fitgap":
        return str(FitGap(value).label) if value in FitGap.values else value or "—"
    if box == "withheld":
        return str(WITHHELD.get(value, value)) or "—"
    return "、".join(value) if isinstance(value, list) else str(value) or "—"


def _shown(row: System | Contract, box: str) -> object:
    value = getattr(row, box)
    if box in ("standard_work", "fitgap", "withheld", "functions"):
        return "" if not value else _word(box, value)
    return value if isinstance(value, int) else tables.as_text(value)


def _has_macros(content: bytes) -> bool:
    """Whatever a workbook calls itself: macros lie in a part of their own."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            return any(name.lower().endswith("vbaproject.bin") for name in whole.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
