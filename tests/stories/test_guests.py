"""Without an account: the whole way, by a link that is a secret, and nothing for those who do not hold it."""

import re
from datetime import timedelta

from tests.stories import forms
from tests.stories.walking import filed, fill_in, inputs, is_asked_to_sign_in, send
from yakuba.cases import issuing
from yakuba.cases.models import Case, Draft
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock

GUEST = "guest@mihon.example"


def link(kind: str, text: str) -> str:
    found = re.search(rf"/{kind}/[\w-]{{43,}}/", text)
    assert found, f"no /{kind}/ link"
    return found[0]


def test_a_guest_files_and_holds_the_ticket_without_an_account(publish, sign_in):
    publish("bulky-waste")
    browser = sign_in(None)
    receipt_page = browser.get(filed(browser, "bulky-waste", forms.waste())).content.decode()
    case = Case.objects.get()
    assert case.receipt in receipt_page
    on_page = link("follow", receipt_page)
    letter = Letter.objects.get()
    assert letter.to == GUEST
    assert link("follow", letter.text) == on_page
    assert on_page.split("/")[2] not in str(Case.objects.values())
    issuing.work()
    shown = browser.get(f"/cases/{case.receipt}/").content.decode()
    paper = re.search(rf"/cases/{case.receipt}/papers/\d+/", shown)
    assert paper
    assert browser.get(paper[0]).content.startswith(b"%PDF-")
    # Their second letter leads there too, though no token can be told again.
    assert Letter.objects.count() == 2


def test_the_link_of_the_letter_opens_the_case_in_another_browser(publish, sign_in):
    publish("bulky-waste")
    filed(sign_in(None), "bulky-waste", forms.waste(spot="elsewhere"))
    receipt = Case.objects.get().receipt
    other = sign_in(None)
    assert is_asked_to_sign_in(other.get(f"/cases/{receipt}/"))
    followed = other.get(link("follow", Letter.objects.get().text))
    assert followed.url == f"/cases/{receipt}/"
    assert receipt in other.get(followed.url).content.decode()
    assert "取り下げられました" in other.post(f"/cases/{receipt}/withdraw/", follow=True).content.decode()
    assert other.post(f"/cases/{receipt}/withdraw/").status_code == 409
    assert Case.objects.get().outcome == "withdrawn"


def test_another_guest_finds_nothing(publish, sign_in):
    publish("bulky-waste")
    browser = sign_in(None)
    receipt_page = filed(browser, "bulky-waste", forms.waste())
    issuing.work()
    case = Case.objects.get()
    stranger = sign_in(None)
    for address in ("", "correct/", f"papers/{case.papers.get().pk}/"):
        assert is_asked_to_sign_in(stranger.get(f"/cases/{case.receipt}/{address}")), address
        assert is_asked_to_sign_in(stranger.get(f"/cases/2026-99999/{address}")), address
    assert stranger.get(receipt_page).status_code == 404
    assert is_asked_to_sign_in(stranger.post(f"/cases/{case.receipt}/withdraw/"))
    assert Case.objects.get().outcome == "granted"
    assert stranger.get("/follow/" + "x" * 43 + "/").status_code == 404


def test_an_account_is_no_key_to_what_a_guest_filed_and_none_is_kept_of_it(cast, publish, sign_in):
    publish("city-course")
    hana = sign_in(cast.hana)
    filed(hana, "city-course", forms.course())
    case = Case.objects.get()
    assert case.user is None
    assert case.waits_for == ""
    # The browser that filed may follow it; the account elsewhere may not.
    assert hana.get(f"/cases/{case.receipt}/").status_code == 200
    assert sign_in(cast.hana).get(f"/cases/{case.receipt}/").status_code == 404


def test_the_resume_link_comes_by_mail_and_opens_on_another_device(publish, sign_in):
    publish("city-course")
    phone, computer = sign_in(None), sign_in(None)
    page = fill_in(phone, "city-course", forms.course()[:1])
    save = page.replace("/2/", "/save/")
    assert phone.get(save).status_code == 200
    said = phone.post(save, {"email": GUEST}).content.decode()
    assert GUEST in said
    letter = Letter.objects.get()
    assert letter.to == GUEST
    by_mail = link("resume", letter.text)
    assert by_mail == link("resume", said)
    assert computer.get(by_mail).url == page
    assert send(computer, page, forms.course()[1]).endswith("/3/")


def test_a_wrong_address_is_said_beside_it_and_sends_nothing(publish, sign_in):
    publish("city-course")
    phone = sign_in(None)
    save = phone.post("/apply/city-course/").url.replace("/1/", "/save/")
    for wrong in (
        "",
        "nobody",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "x" * 300 + "@b.example",
    ):
        answer = phone.post(save, {"email": wrong})
        assert answer.status_code == 422, wrong
        assert "＊" in answer.content.decode()
    assert Letter.objects.count() == 0


def test_a_resume_link_ends_after_a_fortnight_and_with_a_newer_one(publish, sign_in):
    publish("city-course")
    phone = sign_in(None)
    save = phone.post("/apply/city-course/").url.replace("/1/", "/save/")
    shown = phone.post(save).content.decode()
    first = link("resume", shown)
    # What is shown and what is mailed is one link; looking at the page makes none and ends none.
    mailed = phone.post(save, {"email": GUEST, "token": inputs(shown).sent["token"][0]}).content.decode()
    assert link("resume", mailed) == first
    assert "/resume/" not in phone.get(save).content.decode()
    assert sign_in(None).get(first).status_code == 302
    second = link("resume", phone.post(save, {"email": GUEST}).content.decode())
    assert sign_in(None).get(first).status_code == 404
    now = clock.now()
    with clock.at(now + timedelta(days=13)):
        assert sign_in(None).get(second).status_code == 302
    with clock.at(now + timedelta(days=15)):
        gone = sign_in(None).get(second)
        assert gone.status_code == 404
        assert "アドレス" in gone.content.decode()


def test_a_filed_form_resumed_again_leads_to_its_receipt(publish, sign_in):
    publish("city-course")
    phone = sign_in(None)
    summary = fill_in(phone, "city-course", forms.course())
    resume = link("resume", phone.post(summary.replace("confirm", "save")).content.decode())
    phone.post(summary.replace("confirm", "file"))
    elsewhere = sign_in(None)
    assert elsewhere.get(resume).url.endswith("/filed/")
    again = elsewhere.post(summary.replace("confirm", "file"))
    assert again.url.endswith("/filed/")
    assert elsewhere.get(again.url).status_code == 200
    assert Case.objects.count() == 1


def test_a_discarded_form_is_gone(publish, sign_in):
    publish("city-course")
    phone = sign_in(None)
    page = fill_in(phone, "city-course", forms.course()[:1])
    assert sign_in(None).post(page.replace("/2/", "/discard/")).status_code == 404
    assert phone.post(page.replace("/2/", "/discard/")).url == "/procedures/city-course/"
    assert phone.get(page).status_code == 404
    assert Draft.objects.count() == 0


def test_a_guest_signs_in_in_the_middle_and_goes_on(cast, publish, sign_in):
    publish("bulky-waste")
    browser = sign_in(None)
    page = fill_in(browser, "bulky-waste", forms.waste()[:1])
    browser.force_login(cast.hana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(page).status_code == 200
    assert send(browser, page, forms.waste()[1]).endswith("/3/")
