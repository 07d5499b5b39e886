"""What is found inside a PDF before it is taken."""

import io
import time
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from yakuba.toolbox import pdfs, press

ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def blank() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def object_stream(body: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    packed = zlib.compress(body) if b"Flate" in entries else body
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + entries + b" >>\nstream\r\n" + packed
        + b"\nendstream\nendobj\n%%EOF"
    )  # fmt: skip


def test_a_plain_paper_passes() -> None:
    assert pdfs.finding(written(blank())) == ""


def test_our_own_papers_pass() -> None:
    assert pdfs.finding(press.pdf("#set document(title: [見本])\n= 見本", {})) == ""


def test_what_runs_when_opened_is_found() -> None:
    writer = blank()
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    assert pdfs.finding(written(writer)) == "acts"


def test_a_file_inside_is_found() -> None:
    writer = blank()
    writer.add_attachment("a.exe", b"MZ")
    assert pdfs.finding(written(writer)) == "acts"


def test_a_file_inside_without_its_type_is_found() -> None:
    assert pdfs.finding(b"%PDF-1.7\n<< /Type /Filespec /F (a.exe) /EF << /F 3 0 R >> >>") == "acts"
    assert pdfs.finding(b"%PDF-1.7\n<< /F (a.exe) /EF % x\n 3 0 R >>") == "acts"


@pytest.mark.parametrize(
    "action", [b"/Launch", b"/J#61vaScript", b"/#4Aava#53cript", b"/RichMedia", b"/FileAttachment"]
)
def test_other_spellings_and_other_actions_are_found(action: bytes) -> None:
    assert pdfs.finding(b"%PDF-1.7\n<< /S " + action + b" >>") == "acts"


def test_a_word_that_only_begins_so_is_nothing() -> None:
    assert pdfs.finding(b"%PDF-1.7\n<< /LaunchPad /JavaScripts2 /EFX << >> /EncryptMetadata false >>") == ""


def test_what_is_packed_is_unpacked() -> None:
    assert pdfs.finding(object_stream(b"1 0 " + ACTION)) == "acts"
    assert pdfs.finding(object_stream(b"1 0 << /S /Launc#68 >>")) == "acts"
    assert pdfs.finding(object_stream(b"1 0 << /Type /Page >>")) == ""
    assert pdfs.finding(object_stream(b"1 0 << /Type /Page >>", b"")) == ""


def test_a_look_that_does_not_unpack_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "_inflated", lambda thing, room: [b"1 0"])
    with pytest.raises(AssertionError):
        test_what_is_packed_is_unpacked()


def test_what_cannot_be_unpacked_is_unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pdfs.finding(object_stream(b"xxxx", b"/Filter /LZWDecode")) == "unclear"
    monkeypatch.setattr(pdfs, "MOST_INFLATED", 1000)
    assert pdfs.finding(object_stream(b"1 0 " + b" " * 2000)) == "unclear"


def test_a_locked_paper_is_found() -> None:
    writer = blank()
    writer.encrypt("", "owner", algorithm="AES-256")
    content = written(writer)
    assert PdfReader(io.BytesIO(content)).is_encrypted
    assert pdfs.finding(content) == "locked"


def test_an_action_on_a_page_is_found() -> None:
    writer = blank()
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    assert pdfs.finding(written(writer)) == "acts"


def test_words_of_a_compressed_page_are_nothing() -> None:
    writer = blank()
    page = StreamObject()
    page.set_data(b"BT (/JavaScript) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(page.flate_encode())
    assert pdfs.finding(written(writer)) == ""


@pytest.mark.parametrize(
    "piece",
    [b"/EF%", b"/EF ", b"/Encrypt%", b"stream\n", b"#41", b"endobj", b"/ObjStm endobj ", b"/ObjStm stream\n\x78\x9c"],
)
def test_no_file_makes_the_look_slow(piece: bytes) -> None:
    content = b"%PDF-1.7\n" + piece * (2 * 1024**2 // len(piece))
    begun = time.process_time()
    pdfs.finding(content)
    assert time.process_time() - begun < 5
