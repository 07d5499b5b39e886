"""Whatever people wrote stands in every format as they wrote it, runs nowhere, and is the same each time."""

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from typing import cast

import docx as word
import pytest
from django.utils.safestring import mark_safe
from docx.oxml.ns import qn
from hypothesis import given, settings
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from yakuba.figures.shares import Share
from yakuba.publications.document import Bars, Comments, Document, Heading, Paragraph, Table
from yakuba.publications.pressing import csv, docx, html, pdf
from yakuba.publications.tests.documents import DOCUMENTS, NASTY, every_block
from yakuba.toolbox import glyphs, tables

# How often `every_block` says the words.
TIMES = 11


class Read(HTMLParser):
    """The words of a page as a reader gets them, and the names of its elements and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.text += "\n" if tag == "br" else "\0"

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("words", NASTY)
def test_html_says_the_words_and_runs_nothing(words):
    read = Read(html.part(every_block(words)))
    assert read.text.count(words) == TIMES
    assert not read.elements & {"script", "iframe", "style", "link", "here"}
    assert read.attributes <= {
        *("class", "id", "href", "lang", "scope", "data-label", "value", "aria-label", "aria-hidden"),
        *("viewbox", "preserveaspectratio", "focusable", "width", "height"),
    }


def test_a_press_that_forgets_to_escape_is_noticed(monkeypatch):
    monkeypatch.setattr(html, "_lines", mark_safe)
    assert "script" in Read(html.part(every_block(NASTY[1]))).elements


def test_html_has_headings_in_order_contents_and_the_numbers_of_each_chart():
    page = html.page(every_block())
    assert re.findall(r"<(h\d)", page) == ["h1", "h2", "h3", "h2"]
    assert '<rect width="71.9" height="10"/>' in page
    assert "71.9%" in page
    assert "割合のもと：回答者32人" in page
    assert 'class="contents"' not in page
    longer = Document("t", blocks=tuple(Heading(1, f"第{n}章") for n in range(4)))
    assert '<a href="#part-3">第2章</a>' in html.page(longer)


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS)
def test_any_document_is_html(document):
    html.page(document)
    csv.press(document)
    docx.press(document)


@settings(max_examples=15, deadline=None)
@given(DOCUMENTS)
def test_any_document_is_a_pdf(document):
    assert pdf.press(document).startswith(b"%PDF")


@pytest.mark.parametrize("words", NASTY)
def test_pdf_says_the_words(words):
    """What the faces cannot draw stands as a mark with its code; everything else as it was written."""
    printed = pdf.printed(every_block(words), city="見本市", day=date(2026, 11, 26))
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages)
    assert _packed(read).count(_packed(glyphs.fit(words).text)[:40]) >= TIMES
    assert bool(printed.replaced) == ("😀" in words)


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_long_table_goes_on_overleaf_under_its_head():
    rows = tuple((f"{n}番", "内容" * 20) for n in range(200))
    reader = PdfReader(io.BytesIO(pdf.press(Document("長い表", blocks=(Table("表", ("番号のらん", "内容"), rows),)))))
    assert len(reader.pages) > 3
    assert all("番号のらん" in page.extract_text() for page in reader.pages)


def test_the_pdf_is_tagged_and_in_japanese():
    reader = PdfReader(io.BytesIO(pdf.press(every_block(), city="見本市", day=date(2026, 11, 26))))
    root = cast(DictionaryObject, reader.trailer["/Root"].get_object())
    assert cast(DictionaryObject, root["/MarkInfo"])["/Marked"]
    assert str(root["/Lang"]).startswith("ja")
    assert reader.xmp_metadata
    assert "pdfaid" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.metadata
    assert reader.metadata.title == "見本の報告書（架空）"


@pytest.mark.parametrize("words", NASTY)
def test_docx_says_the_words(words):
    book = word.Document(io.BytesIO(docx.press(every_block(words))))
    texts = [paragraph.text for paragraph in book.paragraphs]
    texts += [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert sum(text.count(words) for text in texts) == TIMES


def test_docx_has_real_headings_marked_heads_japanese_faces_and_its_language():
    book = word.Document(io.BytesIO(docx.press(every_block())))
    headings = [one.text for one in book.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    assert headings == ["はじめに", "数", "ことば"]
    assert all(table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None for table in book.tables)
    assert book.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "BIZ UDMincho"
    assert book.styles.element.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "ja-JP"
    assert book.core_properties.language == "ja-JP"
    assert "71.9%" in [cell.text for table in book.tables for cell in table.column_cells(len(table.columns) - 1)]


@pytest.mark.parametrize("words", NASTY)
def test_csv_says_the_words_and_holds_no_formula(words):
    content = csv.press(every_block(words))
    assert content.startswith("\ufeff".encode())
    assert b"\n=cmd" not in content.replace(b",", b"\n")
    rows = tables.read(content, "t.csv")
    assert sum(list(row.values()).count(words) for row in rows) == 4
    assert {row["表の名前"] for row in rows} == {"出席", "わかったか", "予定", "意見"}


def test_csv_keeps_columns_apart_that_share_a_name():
    [row] = tables.read(csv.press(Document("t", blocks=(Table("表", ("人", "人", ""), (("1", "2", "3"),)),))), "t.csv")
    assert row == {"表の名前": "表", "人": "1", "人（2列目）": "2", "（3列目）": "3"}


@pytest.mark.parametrize("press", [html.page, csv.press, docx.press, pdf.press], ids=["html", "csv", "docx", "pdf"])
def test_the_same_document_gives_the_same_bytes(press):
    assert press(every_block()) == press(every_block())


def test_no_clock_reaches_a_docx():
    with zipfile.ZipFile(io.BytesIO(docx.press(every_block()))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_at_all_is_a_document_too():
    empty = Document(
        "空",
        blocks=(Paragraph(""), Bars("b", (("なし", Share(0, 0)),), "0人"), Comments("c", ()), Table("t", ("a",), ())),
    )
    assert "—" in html.page(empty)
    for press in (csv.press, docx.press, pdf.press):
        assert press(empty)
