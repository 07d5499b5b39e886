"""Whoever comes signed out, or was signed out while typing, signs in, is back where they were, and lost nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.stories import forms
from tests.stories.walking import filed, inputs, is_asked_to_sign_in
from yakuba.cases import correcting
from yakuba.cases.models import Case
from yakuba.desks import unsent
from yakuba.mailroom.models import Letter

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REASON = "犬が市内にいないため（法第4条）"


@pytest.fixture
def dog(cast, publish, sign_in) -> Case:
    """Hana's dog, waiting for Taro's section."""
    publish("dog-registration")
    filed(sign_in(cast.hana), "dog-registration", forms.dog())
    return Case.objects.get()


def signed_in_again(browser: Client, user, answer) -> str:
    """Signs in as the page asks, in the same browser; returns what it then leads to."""
    assert is_asked_to_sign_in(answer)
    browser.force_login(user, backend=BACKEND)
    return str(browser.get(parse_qs(urlsplit(answer["Location"]).query)["next"][0]).content.decode())


def test_the_link_of_a_letter_leads_to_the_case_by_way_of_signing_in(cast, dog):
    address = urlsplit(next(word for word in Letter.objects.get().text.split() if "/cases/" in word)).path
    browser = Client()
    away = browser.get(address)
    assert "ログインすると開けます" in browser.get(away["Location"]).content.decode()
    assert dog.receipt in signed_in_again(browser, cast.hana, away)
    assert browser.get("/cases/2026-99999/").status_code == 404


def test_a_correction_typed_after_the_session_had_ended_is_kept(cast, dog, sign_in):
    correcting.send_back(dog, by=cast.taro, items={"dog_name": "確認"})
    hana, address = sign_in(cast.hana), f"/cases/{dog.receipt}/correct/"
    typed = inputs(hana.get(address).content.decode()).sent | {"dog_name": "シロ"}
    hana.logout()
    page = signed_in_again(hana, cast.hana, hana.post(address, typed))
    assert inputs(page).sent["dog_name"] == ["シロ"]
    assert hana.post(address, inputs(page).sent).status_code == 302
    assert Case.objects.get().answers["dog_name"] == "シロ"


def test_what_a_clerk_typed_after_the_session_had_ended_is_shown_on_the_case(cast, dog, sign_in):
    taro, address = sign_in(cast.taro), f"/office/cases/{dog.receipt}/"
    shown = inputs(taro.get(address).content.decode()).sent["shown"]
    taro.logout()
    page = signed_in_again(taro, cast.taro, taro.post(f"{address}decline/", {"shown": shown, "reason": REASON}))
    assert REASON in page
    assert REASON not in taro.get(address).content.decode()
    assert Case.objects.get().waits_for == "review"


def test_planted_words_that_do_not_wait_are_missed(cast, dog, sign_in, monkeypatch):
    monkeypatch.setattr(unsent, "keep", lambda request: None)
    with pytest.raises(AssertionError):
        test_what_a_clerk_typed_after_the_session_had_ended_is_shown_on_the_case(cast, dog, sign_in)


def test_the_address_of_a_button_opened_by_itself_shows_the_way_back(cast, dog, sign_in):
    for browser, address, back in (
        (sign_in(cast.taro), f"/office/cases/{dog.receipt}/decline/", f"/office/cases/{dog.receipt}/"),
        (sign_in(cast.hana), f"/cases/{dog.receipt}/withdraw/", f"/cases/{dog.receipt}/"),
        (sign_in(cast.hana), f"/drafts/{(pk := dog.draft.pk)}/file/", f"/drafts/{pk}/confirm/"),
    ):
        answer = browser.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert f'href="{back}"' in answer.content.decode()
