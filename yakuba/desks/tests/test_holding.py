"""Who holds a draft: asked of the session and of the owner as they are now, at every page."""

import pytest
from django.test import Client

from yakuba.cases.models import Draft
from yakuba.people.models import User
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = """
title: ためし
section: residents
basis: 要綱
sign_in: required
standard_days: 1
measures: {paper_minutes: 1, paper_visits: 1}
pages: [{title: 一枚目, fields: [{name: word, kind: text}]}]
"""


@pytest.fixture
def hana(db: None) -> User:
    return User.objects.create_user("hana@mihon.example", "a long password of hers", name="見本 はな")


@pytest.fixture
def draft(hana: User) -> Draft:
    procedure = Procedure.objects.create(slug="try")
    version = Version.objects.create(
        procedure=procedure, number=1, section="residents", declaration_text=FORM, sha256="1" * 64
    )
    return Draft.objects.create(version=version, user=hana, expires_at=clock.now())


def status(browser: Client, draft: Draft) -> int:
    return browser.get(f"/drafts/{draft.pk}/1/").status_code


@pytest.fixture
def browser(hana: User) -> Client:
    client = Client()
    client.force_login(hana, backend=BACKEND)
    return client


def test_its_owner_opens_it(browser: Client, draft: Draft) -> None:
    assert status(browser, draft) == 200


def test_a_session_from_before_the_new_password_opens_nothing(browser: Client, draft: Draft, hana: User) -> None:
    hana.set_password("another long password")
    hana.save()
    assert status(browser, draft) == 302
    assert browser.get(f"/drafts/{draft.pk}/confirm/").status_code == 302


def test_an_account_that_was_closed_opens_nothing(browser: Client, draft: Draft, hana: User) -> None:
    User.objects.filter(pk=hana.pk).update(is_active=False)
    assert status(browser, draft) == 302


def test_a_new_key_of_the_server_keeps_sessions_of_the_old_one(
    browser: Client, draft: Draft, settings: pytest.FixtureRequest
) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a new key of the server"  # type: ignore[attr-defined]
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert status(browser, draft) == 200


def test_what_a_session_held_as_a_guest_is_no_key_to_an_account(browser: Client, draft: Draft) -> None:
    stranger = Client()
    session = stranger.session
    session["drafts"] = [str(draft.pk)]
    session.save()
    assert status(stranger, draft) == 302
