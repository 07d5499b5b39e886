"""Documents to press: every kind of block, and texts that would break a careless press. All of it is invented."""

import string

from hypothesis import strategies as st

from yakuba.figures.shares import Share
from yakuba.publications.document import (
    Bars,
    Comments,
    Document,
    Heading,
    Note,
    Paragraph,
    Points,
    Roadmap,
    Table,
)
from yakuba.toolbox.text import UNPRINTABLE

# What a spreadsheet, a browser, Typst and Word each take for more than text; a long one; signs outside the main face.
NASTY = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script> &amp; <b>",
    '#import "x": * #set page(width: 1pt) $x^2$ @label *b* _i_ `code` // end',
    r"C:\temp\new \u{41} \\ ~ --- ... <here>",
    "あ" * 3_999 + "終",
    "楽しかった😀👨‍👩‍👧 𠮷野家 髙橋 辻󠄀",
    "- 一つめ\n+ 二つめ\n= 見出し\n\n/ 用語: 説明",
)


def every_block(words: str = "文") -> Document:
    """One of each block, with these words wherever words may stand."""
    return Document(
        title="見本の報告書（架空）",
        subtitle="全種類のブロック",
        facts=(("作成", words),),
        blocks=(
            Heading(1, "はじめに"),
            Paragraph(words),
            Points((words, "二つめ")),
            Points(("一つめ", words), ordered=True),
            Heading(2, "数"),
            Table("出席", ("回", "出席者"), (("午前", "32人"), (words, "25人")), note=words),
            Bars("わかったか", (("はい", Share(23, 32)), (words, Share(9, 32))), base="回答者32人"),
            Roadmap("予定", ("令和8年度", "令和9年度"), (("窓口", ("準備", words)), ("帳簿", ("", "実施")))),
            Heading(1, "ことば"),
            Comments("意見", ((1, words), (2, "二人めの意見"))),
            Note("出典", "source"),
            Note(words, "limit"),
            Note("データがありません", "missing"),
            Note(words, "quote"),
        ),
    )


ALPHABET = st.one_of(st.characters(), st.sampled_from(string.printable + "＝😀𠮷"))
WORDS = st.text(ALPHABET, max_size=30).map(lambda text: UNPRINTABLE.sub("", text.replace("\r", "")))
NAMES = WORDS.filter(bool)
SHARES = st.integers(0, 99).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


def _tables() -> st.SearchStrategy[Table]:
    def of_width(width: int) -> st.SearchStrategy[Table]:
        row = st.lists(WORDS, min_size=width, max_size=width).map(tuple)
        return st.builds(Table, NAMES, row, st.lists(row, max_size=3).map(tuple), WORDS)

    return st.integers(1, 4).flatmap(of_width)


def _roadmaps() -> st.SearchStrategy[Roadmap]:
    def of_years(count: int) -> st.SearchStrategy[Roadmap]:
        cells = st.lists(WORDS, min_size=count, max_size=count).map(tuple)
        return st.builds(Roadmap, NAMES, cells, st.lists(st.tuples(WORDS, cells), max_size=3).map(tuple))

    return st.integers(1, 5).flatmap(of_years)


BLOCKS = st.one_of(
    st.builds(Paragraph, WORDS),
    st.builds(Heading, st.just(1), NAMES),
    st.builds(Points, st.lists(WORDS, max_size=3).map(tuple), st.booleans()),
    _tables(),
    _roadmaps(),
    st.builds(Bars, NAMES, st.lists(st.tuples(WORDS, SHARES), max_size=3).map(tuple), NAMES),
    st.builds(Comments, NAMES, st.lists(st.tuples(st.integers(0, 999), WORDS), max_size=3).map(tuple)),
    st.builds(Note, NAMES, st.sampled_from(("source", "limit", "missing", "quote"))),
)
DOCUMENTS = st.builds(
    Document,
    NAMES,
    WORDS,
    st.lists(st.tuples(NAMES, WORDS), max_size=2).map(tuple),
    st.lists(BLOCKS, max_size=6).map(tuple),
)
