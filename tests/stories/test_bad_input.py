"""Whatever people, scripts and attackers send: a page in plain words, nothing lost, and never a failure of ours."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.floorplan.building import pages
from tests.floorplan.test_access import address as example_address
from tests.stories import forms
from tests.stories.walking import filed, fill_in, inputs, refused, said_why, wrongs
from yakuba.cases import issuing
from yakuba.cases.models import Case, Draft
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

pytestmark = pytest.mark.once("postgresql")

DOG = "dog-registration"
RARE = "𠮷野🐕辻󠄀"  # 吉 with the long stroke below, a dog, and 辻 with a variation selector


@pytest.fixture
def hana(cast, publish, sign_in) -> Client:
    publish(DOG)
    return sign_in(cast.hana)


@pytest.fixture
def second_page(hana) -> str:
    return fill_in(hana, DOG, forms.dog()[:1])


def told(browser: Client, address: str, typed: dict) -> str:
    """What the page says to what was typed, after it was asked to change something."""
    return refused(browser, address, inputs(browser.get(address).content.decode()).sent | typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"dog_name": "ポ" * 3500}, "3500文字です"),
        ({"dog_name": "ポ\x00チ"}, "U+0000"),
        ({"dog_name": "ポ\u202eチ"}, "U+202E"),
        ({"dog_name": "ポチ\nシロ"}, "1行で"),
        ({"dog_name": ""}, "入力してください"),
        ({"born_on.year": "2026", "born_on.month": "2", "born_on.day": "30"}, "2月30日はありません"),
        ({"born_on.year": "令和0", "born_on.month": "1", "born_on.day": "1"}, "令和0年はありません"),
        ({"born_on.year": "9999", "born_on.month": "1", "born_on.day": "1"}, "以前の日"),
        ({"born_on.year": "二〇二六", "born_on.month": "x", "born_on.day": "\x00"}, ""),
        ({"born_on.year": "9" * 400, "born_on.month": "1", "born_on.day": "1"}, ""),
        ({"sex": "dragon"}, "選"),
        ({"kept_at_home": "maybe"}, "選"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_it_and_stays_typed(hana, second_page, typed, sentence):
    html = told(hana, second_page, forms.dog()[1] | typed)
    said = wrongs(html)
    assert said
    assert any(sentence in each for each in said), said
    sent = inputs(html).sent
    name = forms.dog()[1]["dog_name"] if "dog_name" not in typed else typed["dog_name"]
    if name.isprintable():
        assert sent["dog_name"] == [name]
    assert sent["breed"] == ["柴"]
    # The page is as it was left when it is opened again.
    assert hana.get(second_page).status_code == 200


def test_a_birth_date_in_the_future(publish, sign_in):
    publish("disaster-certificate")
    guest = sign_in(None)
    page = guest.post("/apply/disaster-certificate/").url
    html = told(guest, page, forms.damage()[0] | forms.birth("applicant", clock.today().year + 1))
    assert any("今日より後" in each for each in wrongs(html))


def test_half_a_character_is_refused_and_nothing_breaks(hana, second_page):
    for raw in ("dog_name=%ED%A0%80", "dog_name=%FF%FE", "dog_name=%F0%9F%90", "%ED%A0%80=1", "a=1&" * 900):
        answer = hana.post(second_page, raw, content_type="application/x-www-form-urlencoded")
        if answer.status_code == 302:
            answer = hana.get(answer["Location"])
            assert wrongs(answer.content.decode()), raw
        else:
            assert answer.status_code == 400, raw
        assert answer.content.decode().startswith("<!doctype html>")


def test_every_character_is_kept_and_the_office_is_told_of_the_rare_ones(cast, hana, sign_in):
    hana.get(summary := fill_in(hana, DOG, forms.dog(dog_name=RARE)))
    assert RARE in hana.get(summary).content.decode()
    hana.post(summary.replace("confirm", "file"))
    case = Case.objects.get()
    assert case.answers["dog_name"] == RARE
    assert RARE in hana.get(f"/cases/{case.receipt}/").content.decode()
    taro = sign_in(cast.taro)
    page = taro.get(f"/office/cases/{case.receipt}/").content.decode()
    assert RARE in page
    for code in ("U+20BB7", "U+1F415", "U+E0100"):
        assert code in page, code
    taro.post(f"/office/cases/{case.receipt}/accept/")
    assert issuing.work() == 1
    paper = case.papers.get()
    said_why(taro, case.receipt)
    assert "U+1F415" in taro.get(f"/office/cases/{case.receipt}/").content.decode()
    assert any("🐕" in one for one in paper.replaced) or "🐕" in str(paper.replaced)
    assert "𠮷" not in str(paper.replaced)


def test_fields_nobody_asked_for_change_nothing(hana, second_page):
    typed = forms.dog()[1] | {
        "status": "granted",
        "fee_yen": "0",
        "applicant.family": "他人",
        "__class__": "x",
        "": "y",
    }
    sent = inputs(hana.get(second_page).content.decode()).sent
    assert hana.post(second_page, sent | typed).status_code == 302
    draft = Draft.objects.get()
    assert draft.answers["applicant"]["family"] == "見本"
    assert not {"status", "fee_yen", "__class__"} & draft.answers.keys()


def test_pages_that_do_not_exist(hana, second_page):
    for number in ("0", "99", "9" * 30):
        assert hana.get(second_page.replace("/2/", f"/{number}/")).status_code == 404
        assert hana.post(second_page.replace("/2/", f"/{number}/"), {"x": "1"}).status_code == 404


def test_a_page_that_is_not_asked_now_does_no_harm(hana, second_page):
    # "register" alone never asks for the vaccination on the third page.
    third = second_page.replace("/2/", "/3/")
    fourth = second_page.replace("/2/", "/4/")
    assert hana.get(third).url == fourth
    assert hana.post(third, {"vaccinated": "yes"}).url == fourth
    assert "vaccinated" not in Draft.objects.get().answers


def test_filing_before_everything_is_answered_leads_to_the_first_gap(hana, second_page):
    answer = hana.post(second_page.replace("/2/", "/file/"))
    assert answer.url == second_page
    assert hana.get(second_page.replace("/2/", "/confirm/")).url == second_page
    assert hana.get(second_page.replace("/2/", "/filed/")).url.endswith("/1/")
    assert Case.objects.count() == 0


def test_a_procedure_that_is_withdrawn_meanwhile_keeps_the_form_and_says_so(hana):
    summary = fill_in(hana, DOG, forms.dog())
    Procedure.objects.update(withdrawn_at=clock.now())
    assert hana.post(f"/apply/{DOG}/").status_code == 404
    assert "いま受け付けていません" in hana.get(f"/procedures/{DOG}/").content.decode()
    for address in (summary, summary.replace("confirm", "2")):
        assert hana.get(address).status_code == 200
    refused = hana.post(summary.replace("confirm", "file"))
    assert refused.status_code == 409
    assert "入力した内容は残っています" in refused.content.decode()
    assert Draft.objects.get().answers["dog_name"] == "ポチ"


def test_a_procedure_outside_its_days(publish, sign_in):
    publish("city-course")
    guest = sign_in(None)
    summary = fill_in(guest, "city-course", forms.course())
    with clock.at(clock.now().replace(year=2029)):
        refused = guest.post(summary.replace("confirm", "file"))
        assert refused.status_code in (404, 409)
        assert guest.post("/apply/city-course/").status_code == 409
        assert "いま受け付けていません" in guest.get("/procedures/city-course/").content.decode()


def test_a_procedure_nobody_knows(sign_in, db):
    guest = sign_in(None)
    for slug in ("nothing", "x" * 200, "../etc", "%00"):
        assert guest.get(f"/procedures/{slug}/").status_code == 404
        assert guest.post(f"/apply/{slug}/").status_code == 404


def test_a_form_without_its_token_is_refused_in_plain_words(cast, publish):
    publish(DOG)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.hana, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post(f"/apply/{DOG}/")
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()
    page = strict.get(f"/procedures/{DOG}/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    assert strict.post(f"/apply/{DOG}/", {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_what_is_only_for_buttons_is_not_opened_by_a_link(cast, hana, sign_in):
    filed(hana, DOG, forms.dog())
    receipt, draft = Case.objects.get().receipt, Draft.objects.get().pk
    taro = sign_in(cast.taro)
    for act in ("accept", "send_back", "decline", "decide", "return_to_review", "issue", "papers/1/withdraw"):
        assert taro.get(f"/office/cases/{receipt}/{act}/").status_code == 405
    assert hana.get(f"/apply/{DOG}/").url == f"/procedures/{DOG}/"
    assert Draft.objects.count() == 1
    for address in (
        f"/cases/{receipt}/withdraw/",
        f"/drafts/{draft}/file/",
        f"/drafts/{draft}/discard/",
    ):
        assert hana.get(address).status_code == 405
    for address in ("/", "/procedures/", "/cases/", f"/cases/{receipt}/"):
        assert hana.post(address).status_code == 405
        assert hana.head(address).status_code == 200
    assert Case.objects.get().waits_for == "review"


@pytest.mark.parametrize(
    "query", ["page=zzz", "page=-1", "page=99999999999999999999", "q=" + "あ" * 3000, "q=%00", "q=%FF"]
)
def test_absurd_queries_find_a_page(cast, publish, sign_in, settings, query):
    publish(DOG)
    settings.DEMO = True
    taro = sign_in(cast.taro)
    for address in ("/", "/procedures/", f"/procedures/{DOG}/", "/office/", "/demo/letters/", "/postcode/", "/verify/"):
        for name in ("q", "event", "section", "code", "tab", "next", "page"):
            said = f"{address}?{query.replace('q=', f'{name}=')}"
            assert taro.get(said).status_code in (200, 400, 404), said
    assert taro.get("/office/?tab=x").status_code == 404


@pytest.mark.parametrize(
    "absurd", ["%00", "%ff", "a" * 3000, "2026-00001%00", "2026-1e5", "２０２６-１", "2026-" + "9" * 30, "-"]
)
def test_absurd_addresses_are_not_found(cast, db, sign_in, absurd):
    for browser in (sign_in(None), sign_in(cast.hana), sign_in(cast.taro)):
        for start in ("cases", "follow", "resume", "office/cases", "procedures", "drafts", "nothing"):
            assert browser.get(f"/{start}/{absurd}/").status_code in (302, 404), start
        assert browser.get(f"/verify/{absurd}/").status_code in (200, 404)


def test_a_huge_form_is_refused_in_plain_words(hana, second_page, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    answer = hana.post(second_page, {"dog_name": "x" * 200_000})
    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()
    many = hana.post(second_page, {f"x{number}": "" for number in range(1500)})
    assert many.status_code in (400, 413)
    assert hana.get(second_page).status_code == 200


def every_address(case: Case) -> Iterator[str]:
    """One address for each page, with what exists in its placeholders where something does."""
    draft = Draft.objects.order_by("-begun_at")[0]
    for page in pages(get_resolver().url_patterns):
        url = example_address(page)
        if url and not page.route.startswith("account/"):
            url = url.replace("00000000-0000-4000-8000-000000000000", str(draft.pk))
            yield url.replace("2026-99999", case.receipt).replace("999999", "1").replace("nobody", DOG)


NAMES = st.sampled_from(
    [
        "q",
        "page",
        "tab",
        "email",
        "fields",
        "sentence",
        "reason",
        "code",
        "next",
        "_remove_item",
        "_add_item",
        "_lookup",
        "_remove",
        "language",
        "dog_name",
        "born_on.year",
        "children.0.x",
        "",
    ]
)
VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(["\x00", "9" * 50, "-1", "children.-1", "home", "..", "{x}", "%s"])
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.dictionaries(NAMES, VALUES, max_size=6), script=st.booleans())
def test_no_page_fails_whatever_is_sent_to_it(cast, publish, sign_in, typed, script):
    publish(DOG)
    hana = sign_in(cast.hana)
    if not Case.objects.exists():
        filed(hana, DOG, forms.dog())
        hana.post(f"/apply/{DOG}/")
    headers = {"HX-Request": "true"} if script else {}
    for browser in (hana, sign_in(cast.taro), sign_in(None)):
        browser.raise_request_exception = False
        for url in every_address(Case.objects.order_by("pk")[0]):
            for answer in (browser.get(url, typed, headers=headers), browser.post(url, typed, headers=headers)):
                assert answer.status_code < 500, (url, typed)


def test_back_after_an_error_finds_a_page_and_the_way_to_the_summary_is_kept(hana):
    summary = fill_in(hana, DOG, forms.dog())
    page = summary.replace("confirm/", "2/?confirm")
    sent = inputs(hana.get(page).content.decode()).sent
    html = refused(hana, page, sent | {"dog_name": ""})
    assert any("入力してください" in each for each in wrongs(html))
    again = hana.post(page, sent | {"dog_name": ""})["Location"]
    assert again == page.replace("?confirm", "?wrong&confirm")
    assert wrongs(hana.get(again).content.decode()) == wrongs(html)
    assert hana.post(again, sent | {"dog_name": "シロ"})["Location"] == summary
    # Once it is right, the old address has nothing more to say.
    assert wrongs(hana.get(again).content.decode()) == []


def test_a_question_that_an_answer_brings_up_is_first_asked_and_only_then_missed(hana, second_page):
    shown = inputs(hana.get(second_page).content.decode())
    assert "chip_number" not in shown.names
    html = refused(hana, second_page, shown.sent | forms.dog()[1] | {"chip": "yes"})
    assert wrongs(html) == []
    assert "つぎの質問にもお答えください" in html
    now = inputs(html)
    assert "chip_number" in now.names
    html = refused(hana, second_page, now.sent)
    assert any("入力してください" in each for each in wrongs(html))
    assert "つぎの質問にもお答えください" not in html
