"""A document as PDF/A and PDF/UA: set by the press that sets the papers, in its child process and within its time."""

from datetime import date
from pathlib import Path

from yakuba.publications.document import Bars, Document, Table, as_data
from yakuba.toolbox import press as typesetting

TEMPLATE = Path(__file__).with_name("document.typ")
# A hundred pages take some seconds; a paper has ten.
LONGEST = 60


def press(document: Document, *, city: str = "", day: date | None = None) -> bytes:
    """The same document, city and day give the same bytes. Raises press.Failed or press.Stalled."""
    return printed(document, city=city, day=day).pdf


def printed(document: Document, *, city: str = "", day: date | None = None) -> typesetting.Printed:
    """With the signs that no carried face draws: each stands as 〓 with its code."""
    values = as_data(document) | {"city": city, "day": day.isoformat() if day else None}
    for values_of, block in zip(values["blocks"], document.blocks, strict=True):
        # Worked out here: what a share is in words, and which columns are numbers, is said in one place.
        match block:
            case Bars():
                values_of["rows"] = [
                    [label, share.count, share.text(), float(share.percent() or 0)] for label, share in block.rows
                ]
            case Table():
                values_of["numeric"] = list(block.numeric)
    return typesetting.printed(TEMPLATE.read_text(encoding="utf-8"), values, timeout=LONGEST)
