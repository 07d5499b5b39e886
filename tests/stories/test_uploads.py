"""Photographs and papers that people send along: taken by their bytes, kept without place, handed out as downloads."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.stories import forms
from tests.stories.walking import fill_in, inputs, refused, wrongs
from yakuba.cases import scanning
from yakuba.cases.models import Attachment, Blob, Case
from yakuba.people.models import Holding, Post, Section, User
from yakuba.toolbox import clock, pictures
from yakuba.toolbox.tests.clamds import VIRUS, own_clamd
from yakuba.toolbox.tests.photographs import PLACE, bomb, clean, photograph

SLUG = "disaster-certificate"


PNG = pictures.clean(photograph("PNG"), "image/png")
JPEG = clean()
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ANSWERS = {"damages": ["roof"], "repaired": "no", "description": "瓦が落ちました"}
LAST = {"method": "survey", "copies": "1"}


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@pytest.fixture
def hana(cast, publish, sign_in) -> Client:
    publish(SLUG)
    return sign_in(cast.hana)


@pytest.fixture
def address(hana) -> str:
    """The page of the photographs."""
    return fill_in(hana, SLUG, forms.damage())


def clerk(word: str, code: str) -> User:
    """A clerk of one more section."""
    section = Section.objects.create(code=code, name=code, valid_from="2020-04-01")
    post = Post.objects.create(section=section, title="係員", rank="clerk", valid_from="2020-04-01")
    user = User.objects.create_user(f"{word}@mihon.example", name=word)
    Holding.objects.create(user=user, post=post, valid_from="2020-04-01")
    return user


def test_photographs_come_back_as_they_were_as_downloads(hana, address, sign_in, settings):
    settings.DEMO = True
    sent = {"居間.jpg": JPEG, "屋根 南側.png": PNG, "見積書.pdf": PDF}
    answer = hana.post(address, ANSWERS | {"photos": [upload(content, name) for name, content in sent.items()]})
    assert answer.status_code == 302, wrongs(answer.content.decode())
    assert hana.post(answer.url, LAST).url.endswith("/confirm/")
    confirm = hana.get(address.replace("/3/", "/confirm/")).content.decode()
    hana.post(address.replace("/3/", "/file/"))
    case = Case.objects.get()
    page = hana.get(f"/cases/{case.receipt}/").content.decode()
    desk = sign_in(clerk("sora", "disaster"))
    office = desk.get(f"/office/cases/{case.receipt}/").content.decode()
    for name, content in sent.items():
        kept = Attachment.objects.get(name=name)
        here = f"/cases/{case.receipt}/files/{kept.pk}/"
        assert name in confirm
        assert here in page
        assert f"/office{here}" in office
        for download in (hana.get(here), desk.get(f"/office{here}")):
            assert download.content == content
            assert download["Content-Disposition"].startswith("attachment")
            assert download["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in download["Cache-Control"]
            assert "sandbox" in download["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (PNG, "photo.jpg", "中身はPNGです"),
        (SVG, "picture.svg", "この種類のファイルは受け取れません"),
        (SVG, "picture.png", "この種類のファイルは受け取れません"),
        (HTML, "page.html", "この種類のファイルは受け取れません"),
        (HTML, "page.pdf", "この種類のファイルは受け取れません"),
        (b"", "nothing.jpg", "空です"),
        (b"MZ\x90\x00", "setup.exe", "この種類のファイルは受け取れません"),
        (b"PK\x03\x04word/", "report.docx", "PDFとして保存"),
        (photograph()[:400], "half.jpg", "写真として開けません"),
        (bomb(), "huge.png", "5000万画素まで"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field_and_all_else_kept(hana, address, content, name, sentence):
    html = refused(hana, address, ANSWERS | {"photos": [upload(JPEG, "good.jpg"), upload(content, name)]})
    assert any(sentence in each and name in each for each in wrongs(html)), wrongs(html)
    assert_kept(html, ["good.jpg"])
    # And as the page stands, it may be sent.
    assert hana.post(address, inputs(html).sent).status_code == 302
    assert Attachment.objects.count() == 1


def test_where_a_photograph_was_taken_is_kept_nowhere(hana, address):
    assert "場所や日時の記録は、受け取るときに消します" in hana.get(address).content.decode()
    sent = [upload(photograph(format_, orientation=6), f"家.{format_.lower()}") for format_ in ("JPEG", "PNG", "WEBP")]
    assert hana.post(address, ANSWERS | {"photos": sent}).status_code == 302
    blobs = list(Blob.objects.all())
    assert len(blobs) == 3
    for blob in blobs:
        assert PLACE.encode() not in bytes(blob.content)
        assert (hashlib.sha256(blob.content).hexdigest(), len(blob.content)) == (blob.pk, blob.size)
    assert {one.size for one in Attachment.objects.all()} == {blob.size for blob in blobs}


def assert_kept(html: str, names: list[str]) -> None:
    sent = inputs(html).sent
    assert sent["damages"] == ["roof"]
    assert sent["repaired"] == ["no"]
    assert "瓦が落ちました" in html
    assert sorted(sent["photos"]) == sorted(str(one.pk) for one in Attachment.objects.filter(name__in=names))


def test_a_file_that_is_too_large(hana, address, settings):
    settings.UPLOAD_MAX_BYTES = 1024**2
    html = refused(hana, address, ANSWERS | {"photos": [upload(JPEG + bytes(1024**2), "large.jpg")]})
    assert any("large.jpg" in each and "1 MB" in each for each in wrongs(html))
    assert Attachment.objects.count() == 0


def test_too_many_for_the_field_and_for_the_form(hana, address, settings):
    html = refused(hana, address, ANSWERS | {"photos": [upload(JPEG, f"{number}.jpg") for number in range(11)]})
    assert any("10" in each for each in wrongs(html))
    assert len(inputs(html).sent["photos"]) == 11
    settings.UPLOAD_MAX_FILES = 11
    html = refused(hana, address, ANSWERS | {"photos": [upload(JPEG, "one more.jpg")]})
    assert any("11個まで" in each for each in wrongs(html))


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "C:\\photos\\家.jpg", "a\u202egpj.exe.jpg", "<b>x</b>.jpg"])
def test_a_name_is_only_ever_a_name(hana, address, name):
    # Written out by hand: Python's own MIME writer would clean the name before it is sent.
    body = (
        (
            f'--XX\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        + JPEG
        + b'\r\n--XX\r\nContent-Disposition: form-data; name="repaired"\r\n\r\nno\r\n--XX--\r\n'
    )
    hana.generic("POST", address, body, content_type="multipart/form-data; boundary=XX")
    kept = Attachment.objects.get().name
    assert kept.endswith(".jpg")
    assert not set(kept) & set("/\\<>\u202e")
    assert "<b>x" not in hana.get(address).content.decode()


def test_the_same_photograph_twice_is_kept_once(hana, address):
    sent = ANSWERS | {"photos": [upload(JPEG, "居間.jpg"), upload(JPEG, "もう一度.jpg")]}
    assert hana.post(address, sent).status_code == 302
    assert Attachment.objects.count() == 2
    assert Blob.objects.count() == 1


def test_a_file_stays_where_another_answer_is_wrong(hana, address):
    wrong = ANSWERS | {"repaired": "", "photos": [upload(JPEG, "good.jpg")]}
    html = refused(hana, address, wrong)
    assert inputs(html).sent["photos"] == [str(Attachment.objects.get().pk)]
    # Also when the page is left and opened again.
    html = hana.get(address).content.decode()
    assert hana.post(address, inputs(html).sent | {"repaired": "no"}).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_file_that_is_taken_off_is_not_filed(hana, address):
    both = [upload(JPEG, "good.jpg"), upload(PNG, "bad.png")]
    hana.post(address, ANSWERS | {"photos": both})
    shown = inputs(hana.get(address).content.decode()).sent
    unwanted = str(Attachment.objects.get(name="bad.png").pk)
    html = hana.post(address, shown | {"_remove": unwanted}).content.decode()
    sent = inputs(html).sent
    assert unwanted not in sent["photos"]
    assert len(sent["photos"]) == 1
    hana.post(hana.post(address, sent).url, LAST)
    hana.post(address.replace("/3/", "/file/"))
    case = Case.objects.get()
    assert [one["name"] for one in case.answers["photos"]] == ["good.jpg"]
    assert [one.name for one in case.attachments.all()] == ["good.jpg"]


def test_a_file_of_somebody_else_cannot_be_named(cast, hana, address, sign_in):
    hana.post(address, ANSWERS | {"photos": [upload(JPEG, "hers.jpg")]})
    hers = str(Attachment.objects.get().pk)
    jiro = sign_in(cast.jiro)
    his = fill_in(jiro, SLUG, forms.damage())
    assert "hers.jpg" not in refused(jiro, his, ANSWERS | {"photos": [hers]})
    assert hers not in jiro.get(his).content.decode().replace(f'value="{hers}"', "")


@pytest.mark.parametrize("named", ["nonsense", "../1", "\x00", "x" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_a_file_that_is_no_file_is_refused(hana, address, named):
    assert wrongs(refused(hana, address, ANSWERS | {"photos": [named]}))


def test_a_file_added_by_correction_is_the_cases(cast, hana, address, sign_in, settings):
    settings.DEMO = True
    hana.post(hana.post(address, ANSWERS).url, LAST)
    hana.post(address.replace("/3/", "/file/"))
    case = Case.objects.get()
    desk = sign_in(clerk("sora", "disaster"))
    desk.post(f"/office/cases/{case.receipt}/send_back/", {"fields": ["photos"], "sentence": "写真を送ってください"})
    correct = f"/cases/{case.receipt}/correct/"
    html = refused(hana, correct, {"photos": [upload(SVG, "x.svg"), upload(JPEG, "居間.jpg")]})
    assert any("x.svg" in each for each in wrongs(html))
    assert hana.post(correct, inputs(html).sent).url == f"/cases/{case.receipt}/"
    case.refresh_from_db()
    assert [one["name"] for one in case.answers["photos"]] == ["居間.jpg"]
    kept = case.attachments.get()
    assert hana.get(f"/cases/{case.receipt}/files/{kept.pk}/").content == JPEG
    assert sign_in(cast.jiro).get(f"/cases/{case.receipt}/files/{kept.pk}/").status_code == 404
    assert sign_in(cast.taro).get(f"/office/cases/{case.receipt}/files/{kept.pk}/").status_code == 404


@pytest.fixture
def quarantined(hana, address, settings) -> Iterator[Case]:
    """Hana's case with one good drawing and one that holds what a scanner knows; the scanner has not come to them."""
    with own_clamd() as clamd:
        settings.CLAMD, settings.DEMO = clamd.address, True
        sent = {"photos": [upload(PDF, "good.pdf"), upload(PDF + VIRUS, "bad.pdf")]}
        hana.post(hana.post(address, ANSWERS | sent).url, LAST)
        hana.post(address.replace("/3/", "/file/"))
        yield Case.objects.get()


def doors(case: Case, *browsers: Client) -> list[tuple[str, int]]:
    """What the applicant and the office get at the addresses of the files: name and status."""
    prefixes = ("", "/office")
    return [
        (one.name, browser.get(f"{prefix}/cases/{case.receipt}/files/{one.pk}/").status_code)
        for one in case.attachments.order_by("name")
        for prefix, browser in zip(prefixes, browsers, strict=True)
    ]


def test_nobody_opens_what_the_scanner_has_not_passed(quarantined, hana, sign_in):
    desk = sign_in(clerk("sora", "disaster"))
    pages = (f"/cases/{quarantined.receipt}/", f"/office/cases/{quarantined.receipt}/")
    for browser, page in zip((hana, desk), pages, strict=True):
        assert "ウイルスの検査中" in browser.get(page).content.decode()
    assert {status for _name, status in doors(quarantined, hana, desk)} == {409}
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert "検査の機械が応答していません" in desk.get(pages[1]).content.decode()
    assert scanning.scan_waiting() == 2
    assert doors(quarantined, hana, desk) == [("bad.pdf", 409), ("bad.pdf", 409), ("good.pdf", 200), ("good.pdf", 200)]
    office = desk.get(pages[1]).content.decode()
    assert "「bad.pdf」からウイルスが見つかりました" in office
    assert "別のファイルを出してください" in hana.get(pages[0]).content.decode()
    correct = hana.get(f"{pages[0]}correct/").content.decode()
    assert "ウイルスが見つかったため、受け取れません" in correct
    html = refused(hana, f"{pages[0]}correct/", inputs(correct).sent)
    assert any("「bad.pdf」からウイルス" in each for each in wrongs(html))
    bad = str(quarantined.attachments.get(name="bad.pdf").pk)
    sent = inputs(hana.post(f"{pages[0]}correct/", inputs(html).sent | {"_remove": bad}).content.decode()).sent
    assert hana.post(f"{pages[0]}correct/", sent).url == pages[0]


def test_planted_a_door_that_does_not_ask_is_noticed(quarantined, hana, sign_in, monkeypatch):
    monkeypatch.setattr(Attachment, "may_be_handed_out", True)
    assert {status for _name, status in doors(quarantined, hana, sign_in(clerk("sora", "disaster")))} == {200}
