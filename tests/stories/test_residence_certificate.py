"""A resident files for a 住民票 on a phone and holds the paper without anybody's hand: the main job, end to end."""

import io
import re

from pypdf import PdfReader

from tests.cast import HANA_TOKEN, JIRO_TOKEN
from tests.stories.walking import fill_in, is_asked_to_sign_in, refused, send
from yakuba.cases import issuing
from yakuba.cases.models import Case, Draft
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter

SLUG = "residence-certificate"
WHOSE = {"whose": "all"}
CONTENT = {"relation": "no", "domicile": "no", "my_number": "no", "copies": "２"}
CONTACT = {"phone": "090-0000-0000"}
PAGES = [WHOSE, CONTENT, CONTACT]


def test_a_resident_holds_the_paper_without_anybodys_hand(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    assert "申請をはじめる" in browser.get(f"/procedures/{SLUG}/").content.decode()
    summary = fill_in(browser, SLUG, PAGES)
    confirm = browser.get(summary).content.decode()
    assert "見本 はな" in confirm
    assert "600円" in confirm
    receipt_page = browser.post(summary.replace("confirm", "file"), follow=True).content.decode()
    case = Case.objects.get()
    assert case.receipt in receipt_page
    assert issuing.work() == 1
    shown = browser.get(f"/cases/{case.receipt}/").content.decode()
    assert "手続きは終わりました" in shown
    address = re.search(rf"/cases/{case.receipt}/papers/\d+/", shown)
    assert address
    pdf = browser.get(address[0])
    assert pdf["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert HANA_TOKEN in text
    assert JIRO_TOKEN not in text
    assert [letter.to for letter in Letter.objects.order_by("pk")] == [cast.hana.email] * 2
    verbs = list(Line.objects.about(case.ledger_key).values_list("verb", flat=True))
    assert verbs == ["filed", "checked", "issued", "told"]


def test_anyone_holding_the_paper_can_check_it(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    summary = fill_in(browser, SLUG, PAGES)
    browser.post(summary.replace("confirm", "file"))
    issuing.work()
    paper = Case.objects.get().papers.get()
    stranger = sign_in(None)
    by_code = stranger.get(f"/verify/{paper.code}/").content.decode()
    # A code says that the city issued such a paper; only the file says that nothing in it was changed.
    assert "市が発行しています" in by_code
    assert paper.number in by_code
    assert "本物です" not in by_code
    assert "書きかえられていません" not in by_code
    assert HANA_TOKEN not in by_code
    content = bytes(paper.blob.content)
    for bytes_, verdict in (
        (content, "本物です"),
        (content + b"\n", "書きかえられています"),
        (b"%PDF-", "発行の記録がありません"),
    ):
        answer = stranger.post("/verify/", {"paper": io.BytesIO(bytes_)}).content.decode()
        assert verdict in answer
    photo = stranger.post("/verify/", {"paper": io.BytesIO(b"\xff\xd8\xff\xe0")}).content.decode()
    assert "このファイルはPDFではありません" in photo
    issuing.withdraw_paper(paper, by=cast.ken, reason="住所の誤り")
    assert "取り消されています" in stranger.get(f"/verify/{paper.code}/").content.decode()
    assert "発行の記録がありません" in stranger.get("/verify/nothing-of-the-kind-here/").content.decode()


def test_whoever_was_given_a_paper_learns_that_it_was_withdrawn_and_why(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    browser.post(fill_in(browser, SLUG, PAGES).replace("confirm", "file"))
    issuing.work()
    case = Case.objects.get()
    paper = case.papers.get()
    assert "取り消" not in browser.get(f"/cases/{case.receipt}/").content.decode()
    issuing.withdraw_paper(paper, by=cast.ken, reason="住所の誤り")
    page = browser.get(f"/cases/{case.receipt}/").content.decode()
    assert "発行した書類が取り消されました" in page
    assert "取り消し済み" in page
    assert "住所の誤り" in page
    assert "PDFを受け取る" not in page
    letter = Letter.objects.get(kind="paper_withdrawn")
    assert letter.to == case.email
    assert paper.number in letter.text
    assert "住所の誤り" in letter.text


def test_filed_twice_it_is_one_case(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    file = fill_in(browser, SLUG, PAGES).replace("confirm", "file")
    first, second = browser.post(file), browser.post(file)
    assert first.url == second.url
    assert Case.objects.count() == 1
    # Back in the browser's history: the form leads to the receipt and takes nothing more.
    back = browser.get(file.replace("file/", "1/"))
    assert back.url.endswith("/filed/")
    late = browser.post(file.replace("file/", "2/"), CONTENT)
    assert late.url.endswith("/filed/")


def test_the_form_is_gone_on_with_on_another_device(cast, publish, sign_in):
    publish(SLUG)
    phone, computer = sign_in(cast.hana), sign_in(cast.hana)
    address = phone.post(f"/apply/{SLUG}/").url
    send(phone, address, WHOSE)
    saved = phone.post(address.replace("/1/", "/save/")).content.decode()
    link = re.search(r"/resume/([\w-]{22,})/", saved)
    assert link
    assert link[1] not in str(Draft.objects.values())
    assert computer.get(link[0]).url == address.replace("/1/", "/2/")
    assert "ログインします" in saved
    assert sign_in(cast.jiro).get(link[0]).url == "/cases/"
    stranger = sign_in(None)
    assert "入力したことは残っています" in stranger.get(link[0], follow=True).content.decode()
    assert sign_in(None).get("/resume/" + "x" * 43 + "/").status_code == 404


def test_somebody_elses_draft_case_and_paper_are_not_there(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    summary = fill_in(browser, SLUG, PAGES)
    jiro, guest = sign_in(cast.jiro), sign_in(None)
    assert jiro.get(summary).status_code == 404
    assert is_asked_to_sign_in(guest.get(summary))
    browser.post(summary.replace("confirm", "file"))
    issuing.work()
    case = Case.objects.get()
    paper = case.papers.get()
    for address in ("", "correct/", f"papers/{paper.pk}/"):
        assert jiro.get(f"/cases/{case.receipt}/{address}").status_code == 404
        assert is_asked_to_sign_in(guest.get(f"/cases/{case.receipt}/{address}"))
    assert jiro.post(f"/cases/{case.receipt}/withdraw/").status_code == 404


def test_what_was_typed_stays_where_it_cannot_be_accepted(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    address = send(browser, browser.post(f"/apply/{SLUG}/").url, WHOSE)
    wrong = refused(browser, address, CONTENT | {"copies": "百通"})
    assert "百通" in wrong
    assert "＊" in wrong
    assert "百通" in browser.get(address).content.decode()


def test_what_a_session_that_ran_out_typed_waits_until_its_owner_is_back(cast, publish, sign_in):
    publish(SLUG)
    browser = sign_in(cast.hana)
    address = send(browser, browser.post(f"/apply/{SLUG}/").url, WHOSE)
    browser.logout()
    away = browser.post(address, CONTENT | {"copies": "7"})
    assert away.status_code == 302
    assert "/account/login/" in away.url
    assert "入力したことは残っています" in browser.get(away.url).content.decode()
    browser.force_login(cast.hana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert 'value="7"' in browser.get(address).content.decode()


def test_in_the_demo_one_click_leads_back_to_the_form_and_nowhere_else(cast, publish, sign_in, settings):
    settings.DEMO = True
    publish(SLUG)
    address = sign_in(cast.hana).post(f"/apply/{SLUG}/").url
    guest = sign_in(None)
    login = guest.get(address, follow=True).content.decode()
    assert f"/demo/?next={address}" in login
    assert f'name="next" value="{address}"' in guest.get(f"/demo/?next={address}").content.decode()
    door = f"/demo/sign-in/{cast.hana.pk}/"
    assert guest.post(door, {"next": address}).url == address
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "/\\elsewhere.example",
    ):
        assert sign_in(None).post(door, {"next": elsewhere}).url == "/cases/", elsewhere
