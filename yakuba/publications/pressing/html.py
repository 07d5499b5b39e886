"""A document as HTML: semantic, everything escaped, each chart beside its numbers; reads well unstyled."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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

STYLE = Path(__file__).with_name("document.css")
BREAK = mark_safe("<br>")
# A short document needs no table of contents.
FEWEST_FOR_CONTENTS = 4
BAR = mark_safe('<span class="hidden">グラフ</span>')


def page(document: Document) -> str:
    """A whole page that needs no other file and no network: for keeping, sending, printing."""
    return format_html(
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}</style></head>\n<body><main><h1>{}</h1>{}</main></body></html>\n",
        document.title,
        mark_safe(STYLE.read_text(encoding="utf-8")),
        document.title,
        part(document),
    )


def part(document: Document) -> SafeString:
    """What stands under the title, for a page whose h1 is the title."""
    blocks, place = [], 0
    for block in document.blocks:
        place += isinstance(block, Heading)
        blocks.append(_heading(block, place) if isinstance(block, Heading) else shown(block))
    return format_html(
        '<div class="document" lang="ja">\n{}{}{}{}\n</div>',
        _paragraph(document.subtitle, "lead") if document.subtitle else "",
        _facts(document),
        _contents(document.headings),
        _together(blocks),
    )


@singledispatch
def shown(block: Block) -> SafeString:
    """One block as HTML."""
    raise TypeError(type(block))


@shown.register
def _(block: Paragraph) -> SafeString:
    return _paragraph(block.text)


@shown.register
def _(block: Points) -> SafeString:
    name = "ol" if block.ordered else "ul"
    items = format_html_join("", "<li>{}</li>", ((_lines(item),) for item in block.items))
    return format_html('<{} class="points">{}</{}>', name, items, name)


@shown.register
def _(block: Table) -> SafeString:
    head = [(_lines(text), "n" if numeric else "") for text, numeric in zip(block.head, block.numeric, strict=True)]
    rows = [_row(block, row) for row in block.rows]
    return _figure(_table(block.caption, head, rows), block.note)


@shown.register
def _(block: Bars) -> SafeString:
    head: list[tuple[SafeString, str]] = [
        (_lines("項目"), ""),
        (BAR, "chart"),
        (_lines("件数"), "n"),
        (_lines("割合"), "n"),
    ]
    rows = [
        format_html(
            '<th scope="row" class="full">{}</th><td class="full chart">{}</td>'
            '<td class="n" data-label="件数">{}</td><td class="n" data-label="割合">{}</td>',
            _lines(label),
            _bar(share.percent() or 0),
            share.count,
            share.text(),
        )
        for label, share in block.rows
    ]
    return _figure(_table(block.caption, head, rows, "bars"), f"割合のもと：{block.base}")


@shown.register
def _(block: Comments) -> SafeString:
    items = format_html_join("", '<li value="{}">{}</li>', ((number, _lines(text)) for number, text in block.items))
    return format_html(
        '<figure class="comments"><figcaption><b>{}</b></figcaption><ol>{}</ol></figure>', _lines(block.caption), items
    )


@shown.register
def _(block: Note) -> SafeString:
    match block.kind:
        case "source":
            return format_html('<p class="quiet"><small>出典：{}</small></p>', _lines(block.text))
        case "quote":
            return format_html('<blockquote class="quoted"><p>{}</p></blockquote>', _lines(block.text))
        case "missing":
            return format_html('<p class="missing"><b>データなし</b> {}</p>', _lines(block.text))
        case "limit":
            return format_html('<p class="limit"><b>読むときの注意</b> {}</p>', _lines(block.text))


@shown.register
def _(block: Roadmap) -> SafeString:
    head = [(_lines(text), "") for text in ("取組", *block.columns)]
    rows = [
        format_html(
            '<th scope="row" class="full">{}</th>{}',
            _lines(label),
            format_html_join(
                "",
                '<td class="{}" data-label="{}">{}</td>',
                (
                    ("planned" if cell else "free", year, _lines(cell) or "—")
                    for year, cell in zip(block.columns, cells, strict=True)
                ),
            ),
        )
        for label, cells in block.rows
    ]
    return _figure(_table(block.caption, head, rows, "roadmap"), "")


def _heading(heading: Heading, place: int) -> SafeString:
    name = f"h{heading.level + 1}"
    return format_html('<{} id="part-{}">{}</{}>', name, place, _lines(heading.text), name)


def _contents(headings: Sequence[Heading]) -> SafeString:
    if len(headings) < FEWEST_FOR_CONTENTS:
        return SafeString()
    chapters = ((place, one) for place, one in enumerate(headings, 1) if one.level == 1)
    items = format_html_join("", '<li><a href="#part-{}">{}</a></li>', ((n, _lines(one.text)) for n, one in chapters))
    return format_html('<nav class="contents" aria-label="目次"><ul>{}</ul></nav>', items)


def _facts(document: Document) -> SafeString:
    if not document.facts:
        return SafeString()
    pairs = ((_lines(label), _lines(text)) for label, text in document.facts)
    return format_html(
        '<dl class="facts dense">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", pairs)
    )


def _figure(table: SafeString, note: str) -> SafeString:
    below = format_html('<figcaption class="quiet"><small>{}</small></figcaption>', _lines(note)) if note else ""
    return format_html("<figure>{}{}</figure>", table, below)


def _table(
    caption: str, head: Iterable[tuple[SafeString, str]], rows: Iterable[SafeString], more: str = ""
) -> SafeString:
    return format_html(
        '<table class="table fold {}"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        more,
        _lines(caption),
        format_html_join("", '<th scope="col" class="{1}">{0}</th>', head),
        format_html_join("", "<tr>{}</tr>", ((row,) for row in rows)),
    )


def _row(table: Table, row: Sequence[str]) -> SafeString:
    """The first cell names the row."""
    names = [_width(*one) for one in zip(table.numeric, table.longest, strict=True)]
    first = format_html('<th scope="row" class="full {}">{}</th>', names[0], _lines(row[0]))
    rest = zip(names[1:], table.head[1:], map(_lines, row[1:]), strict=True)
    return format_html("{}{}", first, format_html_join("", '<td class="{}" data-label="{}">{}</td>', rest))


def _width(is_numeric: bool, longest: int) -> str:
    if is_numeric:
        return "n"
    return "short" if longest < SHORT else ""


def _bar(percent: object) -> SafeString:
    return format_html(
        '<svg class="bar-chart" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="10"/></svg>',
        percent,
    )


def _paragraph(text: str, name: str = "") -> SafeString:
    return format_html('<p class="{}">{}</p>', name, _lines(text)) if name else format_html("<p>{}</p>", _lines(text))


def _lines(text: str) -> SafeString:
    """Escaped, its line ends kept."""
    return format_html_join(BREAK, "{}", ((line,) for line in text.split("\n")))


def _together(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((part,) for part in parts))
