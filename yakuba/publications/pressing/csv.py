"""The tables of a document as one CSV: the first column names the table, each table has its own columns after it."""

from collections.abc import Iterator

from yakuba.publications.document import Bars, Block, Comments, Document, Roadmap, Table, number_or_text
from yakuba.toolbox import tables

NAME = "表の名前"


def press(document: Document) -> bytes:
    """UTF-8 with its mark; nothing in it is a formula; bare numbers stay numbers."""
    found = [table for block in document.blocks for table in _tables(block)]
    columns = dict.fromkeys([NAME, *(column for table in found for column in _columns(table))])
    return tables.write_csv([row for table in found for row in _rows(table)], list(columns))


def _tables(block: Block) -> Iterator[Table]:
    """What of a block is a table, in the words of a table."""
    match block:
        case Table():
            yield block
        case Bars():
            rows = tuple((label, str(share.count), str(share.of), share.text()) for label, share in block.rows)
            yield Table(block.caption, ("項目", "件数", "割合のもと", "割合"), rows)
        case Comments():
            yield Table(block.caption, ("番号", "内容"), tuple((str(number), text) for number, text in block.items))
        case Roadmap():
            yield Table(block.caption, ("取組", *block.columns), tuple((label, *cells) for label, cells in block.rows))


def _columns(table: Table) -> list[str]:
    """Names that a row can be read by: no two alike, none empty."""
    names: list[str] = []
    for place, name in enumerate(table.head, 1):
        is_free = name and name != NAME and name not in names
        names.append(name if is_free else f"{name}（{place}列目）")
    return names


def _rows(table: Table) -> Iterator[dict[str, object]]:
    columns = _columns(table)
    for row in table.rows:
        yield {NAME: table.caption} | dict(zip(columns, map(number_or_text, row), strict=True))
