"""What people may send, by its bytes; and under which name it may be handed out."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yakuba.toolbox import uploads

LIMIT = 10 * 1024**2
TAKEN = "受け取れるのは、PDFと、写真（JPEG、PNG、HEIC、WebP）です。"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 "
HEIC = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"
AVIF = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf"
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"


def why(content: bytes, name: str, limit: int = LIMIT) -> str:
    with pytest.raises(uploads.Refused) as refused:
        uploads.kind_of(content, name, limit=limit)
    return str(refused.value)


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "type_", "extension"),
    [
        (PDF, "通知.pdf", "application/pdf", "pdf"),
        (PDF, "通知.PDF", "application/pdf", "pdf"),
        (JPEG, "IMG_0001.jpg", "image/jpeg", "jpg"),
        (JPEG, "IMG_0001.JPEG", "image/jpeg", "jpg"),
        (PNG, "画面.png", "image/png", "png"),
        (WEBP, "a.webp", "image/webp", "webp"),
        (HEIC, "IMG_0001.HEIC", "image/heic", "heic"),
        (HEIC.replace(b"mif1", b"heic", 1), "IMG_0001.heif", "image/heic", "heic"),
        (JPEG, "image", "image/jpeg", "jpg"),
        (JPEG, "写真 2026.11.21", "image/jpeg", "jpg"),
    ],
)
def test_papers_and_photographs_are_taken(content: bytes, name: str, type_: str, extension: str) -> None:
    found = uploads.kind_of(content, name, limit=LIMIT)
    assert (found.type, found.extension) == (type_, extension)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg"),
        (b'<?xml version="1.0"?><svg/>', "a.png"),
        (b"<!DOCTYPE html><script>", "a.html"),
        (b"<!DOCTYPE html><script>", "a.jpg"),
        (b"MZ\x90\0", "a.exe"),
        (b"\x7fELF", "a"),
        (b"#!/bin/sh\n", "a.pdf"),
        (b"GIF89a", "a.gif"),
        (b"\n%PDF-1.7", "a.pdf"),
        (AVIF, "a.heic"),
        (FILM, "a.heic"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a.webp"),
        (b"plain", "a.txt"),
    ],
)
def test_everything_else_is_refused_with_what_is_taken(content: bytes, name: str) -> None:
    assert why(content, name) == f"この種類のファイルは受け取れません。{TAKEN}"


@pytest.mark.parametrize(
    "content", [zipped("word/document.xml"), zipped("xl/workbook.xml"), b"\xd0\xcf\x11\xe0\xa1\xb1"]
)
def test_office_files_are_to_be_saved_as_pdf(content: bytes) -> None:
    assert why(content, "a.docx") == (
        f"WordやExcelなどのファイルは受け取れません。PDFとして保存したものを選んでください。{TAKEN}"
    )


def test_an_archive_is_to_be_sent_file_by_file() -> None:
    assert why(zipped("a.pdf"), "a.zip") == (
        f"まとめたファイル（ZIP）は受け取れません。中のファイルを1つずつ選んでください。{TAKEN}"
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (JPEG, "a.pdf", "名前は「.pdf」で終わりますが、中身はJPEGです。名前の終わりを「.jpg」になおしてください。"),
        (PDF, "a.pdf.exe", "名前は「.exe」で終わりますが、中身はPDFです。名前の終わりを「.pdf」になおしてください。"),
        (PNG, "a.svg", "名前は「.svg」で終わりますが、中身はPNGです。名前の終わりを「.png」になおしてください。"),
        (
            PDF,
            "a\u202efdp.exe",
            "名前は「.exe」で終わりますが、中身はPDFです。名前の終わりを「.pdf」になおしてください。",
        ),
        (PDF, "a.\u202e<b>", "名前は「.b」で終わりますが、中身はPDFです。名前の終わりを「.pdf」になおしてください。"),
    ],
)
def test_a_name_that_says_something_else_is_refused(content: bytes, name: str, sentence: str) -> None:
    assert why(content, name) == sentence


def test_an_empty_file_and_one_too_large_are_refused() -> None:
    assert why(b"", "a.pdf") == "ファイルが空です。中身のあるファイルを選んでください。"
    assert uploads.kind_of(PDF, "a.pdf", limit=len(PDF)).type == "application/pdf"
    assert why(PDF, "a.pdf", limit=len(PDF) - 1).startswith("ファイルが大きすぎます。")
    assert why(JPEG * LIMIT, "a.jpg") == "ファイルが大きすぎます。10 MBまでのファイルを選んでください。"


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        (
            b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
            "には、自動で動くしくみや別のファイルが入っている",
        ),
        (b"/Encrypt 5 0 R", "は、パスワードなどで保護されている"),
        (b"/Type /ObjStm /Filter /LZWDecode >>\nstream\nxxxx\nendstream", "は、中身を確かめられない"),
    ],
)
def test_a_pdf_that_acts_or_cannot_be_looked_into_is_refused(inside: bytes, sentence: str) -> None:
    assert why(PDF.replace(b"/Type /Catalog", inside), "a.pdf") == (
        f"このPDF{sentence}ため、受け取れません。"
        "印刷の画面で「PDFとして保存」したものか、紙に印刷して写した写真を選んでください。"
    )


@given(
    st.binary() | st.sampled_from([PDF, JPEG, PNG, WEBP, HEIC]).flatmap(lambda head: st.binary().map(head.__add__)),
    st.text(),
)
@example(HEIC[:8], "")
def test_nothing_but_the_five_kinds_is_ever_taken(content: bytes, name: str) -> None:
    try:
        found = uploads.kind_of(content, name, limit=LIMIT)
    except uploads.Refused:
        return
    assert found in {uploads.PDF, uploads.JPEG, uploads.PNG, uploads.WEBP, uploads.HEIC}
    assert content.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"RIFF")) or content[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("name", "upload", "safe"),
    [
        ("通知書.pdf", uploads.PDF, "通知書.pdf"),
        ("IMG_0001.JPEG", uploads.JPEG, "IMG_0001.jpg"),
        ("image", uploads.PNG, "image.png"),
        ("写真 2026.11.21", uploads.JPEG, "写真 2026.11.21.jpg"),
        ("C:\\fakepath\\家賃.pdf", uploads.PDF, "家賃.pdf"),
        ("../../etc/passwd", uploads.PDF, "passwd.pdf"),
        ("請求\u202efdp.exe", uploads.PDF, "請求fdp.exe.pdf"),
        ("a\0b\r\nc.pdf", uploads.PDF, "abc.pdf"),
        ('a"<b>|?*:.pdf', uploads.PDF, "a__b_____.pdf"),
        ("  .. 見本 . .pdf", uploads.PDF, "見本.pdf"),
        (".pdf", uploads.PDF, "pdf.pdf"),
        ("...", uploads.PDF, "file.pdf"),
        ("", uploads.HEIC, "file.heic"),
        ("CON.pdf", uploads.PDF, "_CON.pdf"),
        ("か\u3099ぞう.png", uploads.PNG, "がぞう.png"),
        ("辻\U000e0101\ufa19.png", uploads.PNG, "辻\U000e0101\ufa19.png"),
    ],
)
def test_a_name_is_made_safe_and_stays_recognisable(name: str, upload: uploads.Upload, safe: str) -> None:
    assert uploads.safe_name(name, upload) == safe


@given(
    st.text(st.characters(), max_size=400) | st.text("𠮷あ/\\. \u202e", max_size=400),
    st.sampled_from([uploads.PDF, uploads.JPEG]),
)
@example("𠮷" * 200, uploads.PDF)
@example("a." * 100, uploads.PDF)
def test_every_safe_name_is_safe(name: str, upload: uploads.Upload) -> None:
    safe = uploads.safe_name(name, upload)
    assert safe.endswith(f".{upload.extension}")
    assert len(safe) <= 100
    assert len(safe.encode()) <= 255
    assert not set(safe) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(letter)[0] == "C" for letter in safe)
    assert safe == safe.strip(" .")
    assert uploads.safe_name(safe, upload) == safe
