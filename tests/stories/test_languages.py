"""Everything in English, and やさしい日本語 where a resident meets it; the switch loses nothing that was typed."""

import html
import re

import pytest
from django.conf import settings

from tests.stories import forms
from tests.stories.walking import fill_in, inputs, refused, send
from yakuba.cases import issuing
from yakuba.cases.models import Case
from yakuba.mailroom.models import Letter

pytestmark = pytest.mark.once("sqlite")

CERTIFICATE, DOG = "residence-certificate", "dog-registration"
CERTIFICATE_PAGES = [
    {"whose": "all"},
    {"relation": "no", "domicile": "no", "my_number": "no", "copies": "2"},
    {"phone": "090-0000-0000"},
]
CATALOGUE = sorted(path.parent.name for path in settings.CATALOGUE.glob("*/procedure.yaml"))
JAPANESE = re.compile(r"[\u3001-\u30ff㐀-鿿！-）＋-～]+")
# Names are written as they are: the languages in the switch, the law, and what is typed in katakana.
NAMES = (
    "日本語",
    "やさしい日本語",
    "ミホン ハナ",
    "ミホン",
    "ハナ",
)
# Papers are numbered in Japanese: 市民第12号.
PAPER_NUMBER = re.compile(r"[一-鿿]+第[0-9-]+号")


def reader(browser, language):
    """Somebody who has chosen `language` with the switch."""
    answer = browser.post("/language/", {"language": language, "next": "/"})
    assert answer.status_code == 302
    assert browser.cookies["django_language"].value == language
    return browser


def japanese_in(shown, *known):
    """What is still Japanese on an English page, beside names and what the reader typed."""
    text = html.unescape(re.sub(r'lang="ja"[^>]*>[^<]*<', "<", shown))
    for word in sorted({*NAMES, *known, *PAPER_NUMBER.findall(text)}, key=len, reverse=True):
        text = text.replace(word, "")
    return JAPANESE.findall(text)


def seen(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/procedures/", "/procedures/?q=dog", "/procedures/?q=xyzzy", "/verify/"])
def test_the_public_pages_are_english_to_the_last_word(publish, sign_in, cast, address):
    publish(DOG)
    shown = seen(reader(sign_in(None), "en"), address)
    assert '<html lang="en"' in shown
    assert japanese_in(shown) == []


@pytest.mark.parametrize("slug", CATALOGUE)
def test_every_guide_is_english(publish, sign_in, cast, slug):
    version = publish(slug)
    if version.declaration.is_for_staff:
        pytest.skip("drafted by staff, in Japanese")
    # A survey among staff is there for them alone.
    visitor, room = (cast.ken, "surveys") if version.declaration.survey else (None, "procedures")
    shown = seen(reader(sign_in(visitor), "en"), f"/{room}/{slug}/")
    assert japanese_in(shown, version.declaration.basis) == []


def test_a_form_is_english_from_its_first_page_to_the_issued_paper(publish, sign_in, cast):
    basis = publish(CERTIFICATE).declaration.basis
    browser = reader(sign_in(cast.hana), "en")
    mine = ("見本 はな", "見本", "はな", basis)
    address = browser.post(f"/apply/{CERTIFICATE}/").url
    for typed in CERTIFICATE_PAGES:
        assert japanese_in(seen(browser, address), *mine) == []
        blank = dict.fromkeys(typed, "")
        wrong = refused(browser, address, inputs(seen(browser, address)).sent | blank)
        assert "Check " in wrong
        assert japanese_in(wrong, *mine) == []
        address = send(browser, address, typed)
    assert japanese_in(seen(browser, address), *mine) == []
    filed = browser.post(address.replace("confirm", "file"), follow=True).content.decode()
    assert japanese_in(filed, *mine) == []
    issuing.work()
    for page in ("/cases/", f"/cases/{Case.objects.get().receipt}/"):
        assert japanese_in(seen(browser, page), *mine) == []


def test_what_a_guest_got_wrong_is_said_in_english(publish, sign_in, cast):
    basis = publish(DOG).declaration.basis
    browser = reader(sign_in(None), "en")
    address = browser.post(f"/apply/{DOG}/").url
    first, second, _third = forms.dog()
    shown = refused(
        browser, address, first | {"home.postcode": "1", "phone": "1", "email": "x", "applicant.family_kana": "A"}
    )
    typed = [entry for entry in first.values() if isinstance(entry, str) and entry]
    assert japanese_in(shown, basis, *typed) == []
    address = send(browser, address, first)
    for year, month, day in (
        ("2026", "2", "30"),
        ("2026", "13", "1"),
        ("20x", "1", "1"),
        ("", "", ""),
        ("2099", "1", "1"),
    ):
        wrong = second | {"born_on.year": year, "born_on.month": month, "born_on.day": day}
        shown = refused(browser, address, wrong)
        assert japanese_in(shown, basis, *second.values()) == []


@pytest.mark.parametrize("slug", [CERTIFICATE, DOG])
def test_plain_japanese_shows_the_easy_texts_of_the_catalogue(publish, sign_in, cast, slug):
    declared = publish(slug).declaration
    browser = reader(sign_in(cast.hana), "ja-easy")
    guide = seen(browser, f"/procedures/{slug}/")
    assert '<html lang="ja"' in guide
    assert declared.title.easy in guide
    assert declared.guide.who.easy in guide
    assert "申（もう）し込（こ）みを はじめる" in guide
    assert declared.summary.easy in seen(browser, "/procedures/")
    address = browser.post(f"/apply/{slug}/").url
    form = seen(browser, address)
    assert declared.pages[0].title.easy in form
    assert declared.pages[0].fields[0].title.easy in form
    assert "か所（しょ）、確（たし）かめてください" in refused(browser, address, {})


def test_plain_japanese_to_the_issued_paper(publish, sign_in, cast):
    declared = publish(CERTIFICATE).declaration
    browser = reader(sign_in(cast.hana), "ja-easy")
    confirm = fill_in(browser, CERTIFICATE, CERTIFICATE_PAGES)
    assert "この 内容（ないよう）で 申（もう）し込（こ）む" in seen(browser, confirm)
    browser.post(confirm.replace("confirm", "file"))
    issuing.work()
    shown = seen(browser, f"/cases/{Case.objects.get().receipt}/")
    assert declared.title.easy in shown
    assert "手続（てつづ）きは 終（お）わりました。" in shown


def test_the_switch_on_a_form_keeps_what_was_typed(publish, sign_in, cast):
    publish(DOG)
    browser = sign_in(None)
    address = browser.post(f"/apply/{DOG}/").url
    typed = {"applicant.family": "仮名", "phone": "not yet complete", "home.block": "1番"}
    shown = browser.post(address, inputs(seen(browser, address)).sent | typed | {"_language": "en"})
    assert shown.status_code == 200
    assert '<html lang="en"' in shown.content.decode()
    again = seen(browser, address)
    assert "Next" in again
    for page in (shown.content.decode(), again):
        sent = inputs(page).sent
        assert {name: sent[name] for name in typed} == {name: [word] for name, word in typed.items()}
    easy = browser.post(address, inputs(again).sent | {"_language": "ja-easy"}).content.decode()
    assert "つぎへ" in easy
    assert inputs(easy).sent["applicant.family"] == ["仮名"]


def test_the_switch_on_a_form_speaks_no_language_of_its_own(publish, sign_in, cast):
    publish(DOG)
    browser = sign_in(None)
    address = browser.post(f"/apply/{DOG}/").url
    shown = browser.post(address, {"_language": "xx"})
    assert '<html lang="ja"' in shown.content.decode()
    assert "django_language" not in browser.cookies


def test_enter_in_a_form_goes_on_and_does_not_switch(publish, sign_in, cast):
    publish(DOG)
    browser = sign_in(None)
    shown = seen(browser, browser.post(f"/apply/{DOG}/").url)
    first = re.search(r'<button[^>]*form="answers"[^>]*>|<form id="answers".*?<button[^>]*>', shown, re.DOTALL)
    assert first
    assert "name=" not in first[0]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("ja-JP,ja;q=0.9", "ja"), ("ja", "ja"), ("en-GB,en", "en"), ("pt-BR", "ja"), ("vi,en;q=0.8,ja;q=0.5", "en")],
)
def test_no_browser_gets_plain_japanese_without_asking(sign_in, db, asked, spoken):
    answer = sign_in(None).get("/verify/", headers={"accept-language": asked})
    assert answer["Content-Language"] == spoken
    assert "本物（ほんもの）" not in answer.content.decode()


def test_each_language_is_offered_by_its_own_name(sign_in, db):
    names = {"ja": "日本語", "en": "English", "ja-easy": "やさしい日本語"}
    for spoken in names:
        shown = seen(reader(sign_in(None), spoken), "/verify/")
        offered = dict(re.findall(r'<button name="language" value="([\w-]+)"[^>]*>([^<]+)<', shown))
        assert offered == {code: name for code, name in names.items() if code != spoken}


def test_plain_japanese_is_japanese_to_every_program(sign_in, db):
    answer = reader(sign_in(None), "ja-easy").get("/verify/")
    assert answer["Content-Language"] == "ja"
    assert "本物（ほんもの）" in answer.content.decode()


def test_the_office_offers_no_plain_japanese(sign_in, cast):
    browser = reader(sign_in(cast.ken), "ja-easy")
    shown = seen(browser, "/office/")
    assert "受信箱" in shown
    assert "（" not in shown.split("<main")[1].split("</main")[0].replace("（法", "")
    assert 'value="ja-easy"' not in shown


def test_letters_are_written_in_the_language_of_the_case(publish, sign_in, cast):
    publish(DOG)
    browser = reader(sign_in(None), "en")
    pages = forms.dog()
    pages[0]["email"] = "guest@mihon.example"
    browser.post(fill_in(browser, DOG, pages).replace("confirm", "file"))
    letter = Letter.objects.get()
    assert japanese_in(letter.subject) == []
    assert japanese_in(letter.text, "見本 はな") == []


def test_a_correction_is_asked_for_in_the_applicants_language(publish, sign_in, cast):
    publish(DOG)
    browser = reader(sign_in(None), "en")
    pages = forms.dog()
    pages[0]["email"] = "guest@mihon.example"
    browser.post(fill_in(browser, DOG, pages).replace("confirm", "file"))
    case = Case.objects.get()
    sent_back = {"fields": ["dog_name"], "sentence": "Please look at it once more."}
    clerk = reader(sign_in(cast.taro), "ja")
    assert clerk.post(f"/office/cases/{case.receipt}/send_back/", sent_back).status_code == 302
    asked = Letter.objects.latest("pk")
    assert japanese_in(asked.subject + asked.body, "見本 はな") == []
    basis = case.declaration.basis
    for page in ("", "correct/"):
        assert japanese_in(seen(browser, f"/cases/{case.receipt}/{page}"), "〒", basis, *typed_in(pages)) == []


def typed_in(pages):
    return [entry for page in pages for entry in page.values() if isinstance(entry, str) and entry]
