"""Every format a document is handed out in, and the one call that presses it."""

from datetime import date

from yakuba.publications.document import Document, to_json
from yakuba.publications.pressing import csv, docx, html, pdf

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def press(document: Document, kind: str, *, city: str = "", day: date | None = None) -> bytes:
    """The same document, city and day give the same bytes. Raises KeyError for a format that there is not."""
    match kind:
        case "pdf":
            return pdf.press(document, city=city, day=day)
        case "docx":
            return docx.press(document, city=city)
        case "html":
            return html.page(document).encode()
        case "json":
            return to_json(document).encode()
        case "csv":
            return csv.press(document)
    raise KeyError(kind)
