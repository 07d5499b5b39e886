"""Sheets of the four-field form (概要・現状と課題・取組内容・スケジュール), read from Markdown or a workbook."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.programme import items
from yakuba.programme.models import Change, Item, State, Tier
from yakuba.programme.plans import Plan, plan, year_in_words
from yakuba.toolbox import clock, dates, workbooks

FIELDS = {"概要": "overview", "現状と課題": "problem", "取組内容": "work", "数値目標": "kpi", "効果": "effect"}
FACTS = {"区分": "tier", "章": "chapter", "担当": "section", "根拠": "law", "根拠となる法令": "law"}
SCHEDULE, LOST = "スケジュール", "不明"
FACT = re.compile(r"[-*]\s*([^:：]+)[:：]\s*(.+)")
MOST = 300
EXAMPLE = """## 書かない窓口
- 区分: 国の重点
- 章: フロントヤード改革の推進
- 担当: 市民課

### 概要
引っ越しの届を、聞き取りだけで書き上げます。

### 現状と課題
同じことを三つの窓口で書いています。

### 取組内容
窓口の端末から、届をまとめて作ります。

### スケジュール
| 令和8年度 | 令和9年度 |
|---|---|
| 聞き取りの順を決める | 全部の届に広げる |
"""


class Unreadable(Exception):
    """The file holds no sheets that can be read. The message is a sentence that says the way out."""


@dataclass(frozen=True)
class Sheet:
    """One item as it was written down, and what is wrong with it; `tier`, `chapter`, `section` in the city's words."""

    title: str
    line: int
    texts: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    stages: list[items.Line] = field(default_factory=list)
    schedule_lost: bool = False
    faults: list[str] = field(default_factory=list)
    section: Section | None = None

    @property
    def typed(self) -> dict[str, str]:
        known = {name: self.facts.get(name, "") for name in ("tier", "chapter", "law")}
        return {"title": self.title, **known, **self.texts}


def as_markdown(content: bytes, name: str) -> str:
    """The text of a file: Markdown as it is, of a workbook each visible sheet as one item. Raises Unreadable."""
    ending = name.lower().rpartition(".")[2]
    if ending in ("xlsm", "xlsb", "xls", "docm") or b"vbaProject" in content:
        raise Unreadable(_("マクロの付いたファイルや古い形式は受け取れません。「.xlsx」で保存しなおしてください。"))
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字コードが読めません。UTF-8で保存しなおしてください。"))


def read_markdown(text: str) -> list[Sheet]:
    """The sheets of a text: `##` begins one, `###` its fields, `- 区分: …` its facts, a table its schedule."""
    found: list[Sheet] = []
    part = ""
    tables: dict[int, list[list[str]]] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith("## "):
            found.append(Sheet(line[3:].strip(), number))
            part = ""
        elif not found:
            continue
        elif line.startswith("### "):
            part = line[4:].strip()
        elif part == SCHEDULE:
            if line.strip().startswith("|"):
                tables.setdefault(len(found) - 1, []).append(_cells(line))
            elif line.strip().startswith(LOST):
                found[-1] = replace(found[-1], schedule_lost=True)
        elif part in FIELDS:
            name = FIELDS[part]
            found[-1].texts[name] = f"{found[-1].texts.get(name, '')}\n{line}".strip("\n")
        elif (fact := FACT.match(line)) and (name := FACTS.get(fact[1].strip(), "")):
            found[-1].facts[name] = fact[2].strip()
    for at, rows in tables.items():
        _read_schedule(found[at], rows)
    return [replace(one, texts={name: text.strip() for name, text in one.texts.items()}) for one in found[:MOST]]


def looked_at(slug: str, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Each with its section, tier and chapter found, and every fault in words; nothing is kept yet."""
    declared = plan(slug)
    titles = set(Item.objects.of_plan(slug).values_list("title", flat=True))
    sections = {name: one for one in Section.objects.valid_on(clock.today()) for name in (one.name, one.code)}
    found = []
    for sheet in sheets:
        said = sheet.facts
        known = {"tier": _tier(said.get("tier", "")), "chapter": _chapter(declared, said.get("chapter", ""))}
        sheet = replace(sheet, facts={**said, **known}, section=sections.get(said.get("section", "")))
        faults = [*sheet.faults, *items.faults_of(declared, sheet.typed)]
        if sheet.section is None and not declared.source:
            faults.append(_("担当の課が分かりません。いまある課の名前を書いてください。"))
        if sheet.title in titles:
            faults.append(_("同じ名前の取組が、もうあります。"))
        titles.add(sheet.title)
        found.append(replace(sheet, faults=faults))
    return found


@transaction.atomic
def take_in(slug: str, sheets: Sequence[Sheet], *, by: Actor) -> int:
    """Registers every sheet; how many. Raises Wrong where one of them has a fault, or there is none."""
    if not sheets:
        raise items.Wrong({"text": _("取組が見つかりません。「## 取組の名前」から書いてください。")})
    faulty = [sheet.title for sheet in sheets if sheet.faults]
    if faulty:
        raise items.Wrong({"text": _("直すところが残っています：%(titles)s") % {"titles": "、".join(faulty[:5])}})
    for sheet in sheets:
        assert sheet.section is not None  # looked_at() has said so
        items.register(slug, sheet.typed, section=sheet.section, by=by, stages=sheet.stages)
    return len(sheets)


@transaction.atomic
def take_over(slug: str, text: str, *, keeper: Section, by: Actor) -> int:
    """The plan that another city published, as its document has it; `keeper` answers for it here. How many items."""
    declared = plan(slug)
    assert declared.source, "a plan of our own is registered item by item"
    sheets = looked_at(slug, read_markdown(text))
    now = clock.now()
    for number, sheet in enumerate(sheets, 1):
        if sheet.faults:
            raise items.Wrong({"text": f"{sheet.title}: {sheet.faults[0]}"})
        item = Item.objects.create(
            plan=slug, number=number, section=keeper, registered_at=now, changed_at=now, confirmed_at=None,
            schedule_lost=sheet.schedule_lost, state=State.NOT_SAID, **sheet.typed
        )  # fmt: skip
        Change.objects.create(item=item, state=State.NOT_SAID, changed_at=now, changed_by=by.actor_name)
        items.lay_out(item, sheet.stages)
        items.ledger.write("registered_item", item.ledger_key, by=by, facts={"plan": slug, "number": number})
    return len(sheets)


def _read_schedule(sheet: Sheet, rows: list[list[str]]) -> None:
    """A table with fiscal years as its heads; a cell runs on over the empty ones marked 〃 behind it."""
    years = [_year(cell) for cell in rows[0]]
    if None in years:
        sheet.faults.append(_("スケジュールの見出しを「令和8年度」のように書いてください。"))
        return
    for lane, row in enumerate(one for one in rows[1:] if not all(re.fullmatch("[-: ]*", cell) for cell in one)):
        for at, cell in enumerate(row[: len(years)]):
            if cell and cell != "〃":
                until = at
                while until + 1 < len(years) and until + 1 < len(row) and row[until + 1] == "〃":
                    until += 1
                begin, end = years[at], years[until]
                assert begin is not None  # asked above
                sheet.stages.append(items.Line(begin, cell[:100], lane, until_year=end))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _year(text: str) -> int | None:
    """令和8年度, R8, 2026年度: the fiscal year; None where it is none."""
    found = re.fullmatch(r"(.+?)(?:年度|年)?", text.strip())
    try:
        return dates.read(found[1], "12", "1").year if found and found[1] else None
    except dates.NotADate:
        return None


def _tier(text: str) -> str:
    return next((one.value for one in Tier if text in (one.value, str(one.label), str(one.label)[:1])), text)


def _chapter(declared: Plan, text: str) -> str:
    return next((one.code for one in declared.chapters if text in (one.code, str(one.title))), text)


def _of_workbook(content: bytes) -> str:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbooks.bounded(content)))
        sheets = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return "\n\n".join(_of_sheet(name, book.get_sheet_by_name(name).to_python()) for name in sheets[:MOST])
    except (workbooks.Unreadable, *workbooks.DAMAGED) as error:
        raise Unreadable(_("Excelのファイルとして読めません。「.xlsx」で保存しなおしてください。")) from error


def _of_sheet(name: str, rows: Sequence[Sequence[object]]) -> str:
    """A sheet whose first column names the fields; the schedule is its table below that word."""
    cells = [[_cell(one) for one in row] for row in rows]
    said = {row[0]: " ".join(cell for cell in row[1:] if cell) for row in cells if row and row[0]}
    lines = [f"## {said.get('取組') or said.get('取組の名前') or name}"]
    lines += [f"- {fact}: {said[fact]}" for fact in FACTS if said.get(fact)]
    lines += [line for title in FIELDS if said.get(title) for line in (f"### {title}", said[title])]
    return "\n".join([*lines, *_schedule_of(cells)])


def _schedule_of(cells: list[list[str]]) -> Iterator[str]:
    at = next((at for at, row in enumerate(cells) if row and row[0] == SCHEDULE), None)
    if at is None:
        return
    yield f"### {SCHEDULE}"
    for row in cells[at:]:
        if row is not cells[at] and row[0]:
            return
        yield "|" + "|".join(row[1:]) + "|"


def _cell(value: object) -> str:
    if isinstance(value, date):
        return year_in_words(dates.fiscal_year(value))
    return " ".join(str(value).split()) if value not in (None, "") else ""
