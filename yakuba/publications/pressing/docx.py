"""A document as DOCX, to be worked on further: real styles, marked head rows, Japanese faces, the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any

import docx
from docx.document import Document as Book
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line

from yakuba.publications.document import (
    SHORT,
    Bars,
    Block,
    Comments,
    Document,
    Heading,
    Note,
    Paragraph,
    Points,
    Roadmap,
    Table,
)

MINCHO, GOTHIC = "BIZ UDMincho", "BIZ UDGothic"
STYLES = {
    "Normal": (MINCHO, 10.5),
    "Title": (GOTHIC, 21),
    "Subtitle": (GOTHIC, 11),
    "Heading 1": (GOTHIC, 15),
    "Heading 2": (GOTHIC, 12),
    "Heading 3": (GOTHIC, 10.5),
    "Caption": (GOTHIC, 9.5),
    "Quote": (MINCHO, 10.5),
}
LABELS = {"source": "出典", "limit": "読むときの注意", "missing": "データなし"}
# Word calls a file broken whose parts stand in another order than in the standard (ECMA-376, CT_PPr and CT_TcPr).
AFTER_SHADE = (
    *("w:noWrap", "w:tcMar", "w:vAlign"),
    *("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"),
)
NO_CLOCK = datetime(1980, 1, 1, tzinfo=UTC)
TEXT_WIDTH = Mm(162)
CELL_MARGINS = Mm(3.8)
BAR_COLUMNS = (5, 6, 2, 2)


def press(document: Document, *, city: str = "") -> bytes:
    """The same document and city give the same bytes."""
    book = docx.Document()
    _set_up(book, document, city)
    book.add_paragraph(document.title, "Title")
    if document.subtitle:
        book.add_paragraph(document.subtitle, "Subtitle")
    if document.facts:
        _grid(book, ("項目", "内容"), document.facts, widths=(1, 4))
    for block in document.blocks:
        added(block, book)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


@singledispatch
def added(block: Block, book: Book) -> None:
    """One block at the end of the book."""
    raise TypeError(type(block))


@added.register
def _(block: Heading, book: Book) -> None:
    book.add_paragraph(block.text, f"Heading {block.level}")


@added.register
def _(block: Paragraph, book: Book) -> None:
    book.add_paragraph(block.text)


@added.register
def _(block: Points, book: Book) -> None:
    # Numbers as text: a numbered list of Word goes on counting from the list before it.
    for number, item in enumerate(block.items, 1):
        if block.ordered:
            _hanging(book.add_paragraph(f"{number}.\t{item}"))
        else:
            book.add_paragraph(item, "List Bullet")


@added.register
def _(block: Table, book: Book) -> None:
    _caption(book, block.caption)
    _grid(book, block.head, block.rows, widths=_widths(block), numeric=block.numeric)
    _below(book, block.note)


@added.register
def _(block: Bars, book: Book) -> None:
    _caption(book, block.caption)
    rows = [(label, "", str(share.count), share.text()) for label, share in block.rows]
    table = _grid(
        book, ("項目", "グラフ", "件数", "割合"), rows, widths=BAR_COLUMNS, numeric=(False, False, True, True)
    )
    for place, (_label, share) in enumerate(block.rows, 1):
        _bar(table.cell(place, 1).paragraphs[0], float(share.percent() or 0) / 100)
    _below(book, f"割合のもと：{block.base}")


@added.register
def _(block: Comments, book: Book) -> None:
    _caption(book, block.caption)
    _grid(book, ("NO", "内容"), [(str(number), text) for number, text in block.items], (1, 14), (True, False))


@added.register
def _(block: Note, book: Book) -> None:
    if block.kind == "quote":
        book.add_paragraph(block.text, "Quote")
    elif block.kind == "source":
        _below(book, f"{LABELS['source']}　{block.text}")
    else:
        paragraph = book.add_paragraph()
        paragraph.add_run(f"{LABELS[block.kind]}　").bold = True
        paragraph.add_run(block.text)
        _fill(paragraph._p.get_or_add_pPr(), "F0F0F3")


@added.register
def _(block: Roadmap, book: Book) -> None:
    _caption(book, block.caption)
    rows = [(label, *cells) for label, cells in block.rows]
    table = _grid(book, ("取組", *block.columns), rows, widths=(2, *[1] * len(block.columns)))
    for down, (_label, cells) in enumerate(block.rows, 1):
        for right, cell in enumerate(cells, 1):
            if cell:
                _fill(table.cell(down, right)._tc.get_or_add_tcPr(), "E8F1FE")


def _widths(table: Table) -> list[float]:
    """Short columns as wide as they must be, in millimetres; the texts share the rest by what is in them."""
    longest = table.longest
    fixed = [4.5 + 3.6 * most if most < SHORT else 0 for most in longest]
    shares = [0 if most < SHORT else min(most, 70) for most in longest]
    rest = max(TEXT_WIDTH.mm - sum(fixed), 40.0)
    return [width or rest * share / sum(shares) for width, share in zip(fixed, shares, strict=True)]


def _set_up(book: Book, document: Document, city: str) -> None:
    """Faces, language, sheet, and what the file says about itself."""
    for name, (face, size) in STYLES.items():
        _set_style(book.styles[name], face, size)
    _space(book)
    language = _child(
        book.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")), "w:lang"
    )
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), "ja-JP")
    sheet = book.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = Mm(24)
    sheet.top_margin = sheet.bottom_margin = Mm(25)
    _page_number(sheet.footer.paragraphs[0])
    about = book.core_properties
    about.title, about.author, about.language = document.title[:255], city[:255], "ja-JP"
    about.comments, about.keywords, about.last_modified_by = "", "", ""
    about.created = about.modified = NO_CLOCK


def _space(book: Book) -> None:
    """The distances of the sheet; the line that the stock title has under it goes."""
    styles = {name: book.styles[name].paragraph_format for name in STYLES}
    styles["Normal"].line_spacing, styles["Normal"].space_after = 1.35, Pt(7)
    styles["Caption"].space_before, styles["Caption"].space_after = Pt(8), Pt(3)
    styles["Quote"].left_indent = Mm(7)
    properties = book.styles["Title"].element.pPr
    if (border := properties.find(qn("w:pBdr"))) is not None:
        properties.remove(border)


def _set_style(style: Any, face: str, size: float) -> None:
    style.font.size, style.font.color.rgb, style.font.italic = Pt(size), RGBColor(0, 0, 0), False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        # A theme's face would win over the one that is named.
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def _grid(
    book: Book,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[float],
    numeric: Sequence[bool] = (),
) -> Any:
    """A table whose head is repeated overleaf and whose rows are not torn apart."""
    rows = list(rows)
    table = book.add_table(len(rows) + 1, len(head), "Table Grid")
    table.autofit = False
    columns = [int(TEXT_WIDTH * width / sum(widths)) for width in widths]
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
    for line, (texts, row) in enumerate(zip([head, *rows], table._tbl.tr_lst, strict=True)):
        _child(row.get_or_add_trPr(), "w:cantSplit")
        if not line:
            _child(row.get_or_add_trPr(), "w:tblHeader")
        for place, (text, cell) in enumerate(zip(texts, row.tc_lst, strict=True)):
            cell.width = columns[place]
            _write(cell, book, text, is_head=not line, is_number=bool(numeric) and numeric[place])
    return table


def _write(cell: Any, book: Book, text: str, *, is_head: bool, is_number: bool) -> None:
    paragraph = Line(cell.p_lst[0], book)
    run = paragraph.add_run(text)
    run.font.size = Pt(9.5)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.15
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if is_head:
        run.bold = True
        _fill(cell.get_or_add_tcPr(), "F4F4F4")


def _caption(book: Book, text: str) -> None:
    book.add_paragraph(text, "Caption").paragraph_format.keep_with_next = True


def _below(book: Book, text: str) -> None:
    run = book.add_paragraph().add_run(text)
    run.font.size = Pt(8.5)


def _bar(paragraph: Any, part: float) -> None:
    """A strip of colour as long as its share: nothing to be read aloud, the number stands beside it."""
    inner = TEXT_WIDTH * BAR_COLUMNS[1] / sum(BAR_COLUMNS) - CELL_MARGINS
    paragraph.paragraph_format.right_indent = int(inner * (1 - part))
    if part:
        _fill(paragraph._p.get_or_add_pPr(), "0017C1")


def _hanging(paragraph: Any) -> None:
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(8), Mm(-8)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(8))


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = _child(paragraph._p, "w:fldSimple")
    field.set(qn("w:instr"), "PAGE")


def _fill(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    properties.insert_element_before(shade, *AFTER_SHADE)


def _child(parent: Any, name: str) -> Any:
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found


def _timeless(content: bytes) -> bytes:
    """The same parts, each dated to the first day that a ZIP knows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6])
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            kept.writestr(part, made.read(name))
    return out.getvalue()
