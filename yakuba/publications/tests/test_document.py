"""A document is the same after JSON, has one digest for the same words, and refuses what could not be pressed."""

import json

import pytest
from hypothesis import given
from pydantic import ValidationError

from yakuba.figures.shares import Share
from yakuba.publications.document import (
    Document,
    Heading,
    Paragraph,
    Roadmap,
    Table,
    as_data,
    from_data,
    from_json,
    number_or_text,
    to_json,
)
from yakuba.publications.tests.documents import DOCUMENTS, NASTY, every_block


@given(DOCUMENTS)
def test_every_document_comes_back_from_json_with_its_digest(document):
    back = from_json(to_json(document))
    assert back == document == from_data(json.loads(json.dumps(as_data(document))))
    assert back.sha256 == document.sha256


@pytest.mark.parametrize("words", NASTY)
def test_no_character_of_a_text_is_changed(words):
    back = from_json(to_json(every_block(words)))
    assert Paragraph(words) in back.blocks


@given(DOCUMENTS, DOCUMENTS)
def test_other_words_have_another_digest(one, other):
    assert (one.sha256 == other.sha256) == (one == other)


@pytest.mark.parametrize(
    "block",
    [
        '{"block": "script", "text": "x"}',
        '{"block": "heading", "level": 4, "text": "x"}',
        '{"block": "heading", "level": 1, "text": ""}',
        '{"block": "paragraph", "text": "x", "html": "<b>"}',
        '{"block": "bars", "caption": "c", "base": "b", "rows": [["a", {"count": 3, "of": 2}]]}',
        '{"block": "table", "caption": "c", "head": ["a", "b"], "rows": [["1"]]}',
        r'{"block": "paragraph", "text": "\u202e"}',
    ],
)
def test_what_is_no_block_is_refused(block):
    with pytest.raises(ValidationError):
        from_json(f'{{"title": "t", "blocks": [{block}]}}')


def test_headings_are_not_skipped():
    with pytest.raises(ValueError, match="2 levels below"):
        Document("t", blocks=(Heading(1, "a"), Heading(3, "c")))
    Document("t", blocks=(Heading(1, "a"), Heading(2, "b"), Heading(3, "c"), Heading(1, "d")))


def test_rows_are_as_wide_as_their_head():
    with pytest.raises(ValueError, match="not as wide"):
        Table("c", ("a",), (("1", "2"),))
    with pytest.raises(ValueError, match="every year"):
        Roadmap("c", ("令和8年度",), (("a", ()),))


def test_a_column_of_numbers_is_known():
    table = Table("c", ("回", "人", "率", "内容"), (("午前", "1,032名", "71.9%", ""), ("午後", "25名", "—", "")))
    assert table.numeric == (False, True, True, False)


@pytest.mark.parametrize("cell", ["71.9%", "007", "=1", "1,032", "", "-"])
def test_what_is_no_bare_number_stays_text(cell):
    assert number_or_text(cell) == cell


def test_a_share_of_nothing_is_kept_as_it_is():
    assert as_data(every_block())["blocks"][6]["rows"][0][1] == {"count": 23, "of": 32}
    assert Share(0, 0).text() == "—"
