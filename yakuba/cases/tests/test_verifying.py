"""Whoever holds a paper is told whether it is genuine, and nothing that is not on it."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from yakuba.cases import issuing, verifying
from yakuba.cases.tests.samples import PAPER, QUICK, declare, file_form

pytestmark = pytest.mark.django_db
LINKED = PAPER + "#link(v.paper.verify_url)[たしかめる]\n"


@pytest.fixture
def paper(cast):
    case = file_form(declare(QUICK, paper=LINKED), user=cast.hana)
    issuing.work()
    return case.papers.get()


def verdict_of(content):
    return verifying.by_file(content).verdict


def test_a_paper_is_known_by_its_code_and_by_its_file(paper):
    for found in (verifying.by_code(paper.code), verifying.by_file(bytes(paper.blob.content))):
        assert (found.verdict, found.paper) == ("genuine", paper)


def test_one_turned_bit_anywhere_is_not_genuine(paper):
    content = bytes(paper.blob.content)
    for place in range(0, len(content), len(content) // 50):
        turned = bytearray(content)
        turned[place] ^= 1
        assert verdict_of(bytes(turned)) in ("altered", "unknown")


def test_a_paper_that_was_saved_anew_is_altered(paper):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(bytes(paper.blob.content))))
    writer.add_metadata({"/Author": "somebody else"})
    saved = io.BytesIO()
    writer.write(saved)
    assert verifying.by_file(saved.getvalue()) == verifying.Verified("altered", paper)


def test_a_withdrawn_paper_is_no_longer_good(cast, paper):
    issuing.withdraw_paper(paper, by=cast.ken, reason="住所の誤り")
    assert verifying.by_code(paper.code).verdict == "withdrawn"
    assert verdict_of(bytes(paper.blob.content)) == "withdrawn"


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"\x00" * 1000, b"%PDF-1.7\n%%EOF", b"<svg/>", b"%PDF-1.4\n" * 500])
def test_what_we_never_issued_is_unknown(paper, content):
    assert verifying.by_file(content) == verifying.Verified("unknown")


@pytest.mark.parametrize("code", ["", "x" * 22, "' OR 1=1 --", "\ud800", "\x00" * 22])
def test_a_code_we_never_gave_is_unknown(paper, code):
    assert verifying.by_code(code) == verifying.Verified("unknown")


def test_a_code_is_known_however_it_was_typed(paper):
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in paper.code)
    for typed in (wide, f" {paper.code[:11]}　{paper.code[11:]}\n", paper.code.replace("-", "−")):
        assert verifying.by_code(typed).verdict == "genuine"
