"""Accounts through their pages: signing up, signing in, a second factor, a forgotten password."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people import moves
from yakuba.people.models import Post, Section, User

pytestmark = pytest.mark.django_db
PASSWORD = "korehanagai-aikotoba"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def nobody_has_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hana() -> User:
    user = User.objects.create_user("hana@example.jp", PASSWORD, name="見本 はな")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def ken() -> User:
    section = Section.objects.create(code="citizens", name="市民課", valid_from=date(2020, 4, 1))
    clerk = Post.objects.create(section=section, title="係員", rank=Post.Rank.CLERK, valid_from=date(2020, 4, 1))
    user = moves.register_staff("ken@example.jp", "見本 けん", by=Robot("人事"))
    moves.appoint(user, clerk, date(2020, 4, 1), by=Robot("人事"))
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_up(client, email="hana@example.jp"):
    return client.post("/account/signup/", {"name": "見本 はな", "email": email, "password1": PASSWORD})


def sign_in(client, email, password=PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def verbs(user):
    return [line.verb for line in Line.objects.about(user.actor_key)]


def code_now(secret=SECRET):
    """The six digits of RFC 6238, as an authenticator app shows them."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    number = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def link_in(letter, path):
    found = re.search(rf"^{re.escape(settings.SITE_URL)}({path}\S+)$", letter.text, re.MULTILINE)
    assert found, letter.text
    assert found[1].rstrip("/").rpartition("/")[2] not in letter.body
    return found[1]


def test_signing_up_sends_one_letter_and_opens_the_account_once_it_is_answered(client):
    answer = sign_up(client, "Hana@Example.jp")
    assert answer.headers["Location"] == "/account/confirm-email/"
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("hana@example.jp", "【みほん市】メールアドレスの確認")
    user = User.objects.get()
    assert (user.email, user.name) == ("hana@example.jp", "見本 はな")
    assert letter.about == user.actor_key

    sign_in(client, "hana@example.jp")
    assert not is_signed_in(client)
    link = link_in(letter, "/account/confirm-email/")
    assert "確認" in client.get(link).content.decode()
    client.post(link)
    assert sign_in(client, "hana@example.jp").headers["Location"] == "/cases/"
    assert is_signed_in(client)
    assert Letter.objects.count() == 1


def test_a_new_account_is_no_resident_and_no_staff(client):
    sign_up(client)
    user = User.objects.get()
    assert user.resident is None
    assert not user.is_staff_member


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(client, hana):
    fresh = sign_up(client, "somebody@example.jp")
    taken = sign_up(Client(), "HANA@example.jp")
    assert (taken.status_code, taken.headers["Location"]) == (fresh.status_code, fresh.headers["Location"])
    letter = Letter.objects.get(to="hana@example.jp")
    assert letter.kind == "account_already_exists"
    assert f"{settings.SITE_URL}/account/password/reset/" in letter.text
    assert User.objects.filter(email="hana@example.jp").count() == 1


def test_a_weak_or_missing_entry_is_named_beside_its_field(client):
    answer = client.post("/account/signup/", {"name": "", "email": "hana", "password1": "password"})
    page = answer.content.decode()
    assert "＊入力してください。" in page
    assert "＊メールアドレスの形ではありません。" in page
    assert "＊よく使われているパスワードです。" in page
    assert page.count('aria-invalid="true"') == 3
    assert "確認が必要です：" in page
    assert 'value="hana"' in page
    assert 'value="password"' not in page
    assert not User.objects.exists()


def test_a_wrong_password_and_an_unknown_address_get_one_sentence(client, hana):
    for email in ("hana@example.jp", "nobody@example.jp"):
        answer = sign_in(client, email, "chigau-aikotoba")
        assert "メールアドレスかパスワードがちがいます。" in answer.content.decode()
        assert not is_signed_in(client)
    line = Line.objects.get()
    assert (line.thing, line.verb, line.actor_key) == (hana.actor_key, "sign_in_failed", "guest")
    assert line.facts == {"with": "password"}


def test_signing_in_is_written_with_what_was_used(client, hana):
    sign_in(client, "HANA@example.jp")
    line = Line.objects.get()
    assert (line.thing, line.verb, line.actor_name) == (hana.actor_key, "signed_in", "見本 はな")
    assert line.facts == {"with": ["password"]}


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, hana):
    for _ in range(5):
        sign_in(client, "hana@example.jp", "chigau-aikotoba")
    answer = sign_in(client, "hana@example.jp")
    assert "ログインの失敗が続いたため" in answer.content.decode()
    assert not is_signed_in(client)


def test_too_many_sign_ups_from_one_place_get_a_page_that_says_wait(client):
    for number in range(20):
        client.post("/account/signup/", {"email": f"{number}@example.jp"})
    answer = client.post("/account/signup/", {"email": "x@example.jp"})
    assert answer.status_code == 429
    assert "少し時間をおいてください" in answer.content.decode()


def test_a_session_gets_a_new_key_when_somebody_signs_in(client, hana):
    client.get("/account/login/?next=/cases/")
    client.post("/account/login/", {"login": "hana@example.jp", "password": "chigau-aikotoba"})
    store = client.session
    store["drafts"] = ["mine"]
    store.save()
    client.cookies["sessionid"] = before = store.session_key
    sign_in(client, "hana@example.jp")
    assert client.session.session_key != before
    assert client.session["drafts"] == ["mine"]
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_second_factor_is_asked_for_and_a_wrong_code_is_written(client, ken):
    TOTP.activate(ken, SECRET)
    assert sign_in(client, "ken@example.jp").headers["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)
    wrong = client.post("/account/2fa/authenticate/", {"code": f"{(int(code_now()) + 1) % 1_000_000:06}"})
    assert "＊コードがちがいます。" in wrong.content.decode()
    assert not is_signed_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": code_now()}).headers["Location"] == "/cases/"
    assert is_signed_in(client)
    assert verbs(ken)[-2:] == ["sign_in_failed", "signed_in"]
    assert Line.objects.about(ken.actor_key).get(verb="signed_in").facts == {"with": ["password", "totp"]}


def test_staff_without_a_second_factor_are_told_to_set_one_up(client, ken):
    sign_in(client, "ken@example.jp")
    answer = client.get("/office/", follow=True)
    assert answer.redirect_chain == [("/account/2fa/", 302)]
    assert "二つ目の確認が必要です" in answer.content.decode()


def test_an_authenticator_app_is_set_up_on_its_page(client, ken, django_capture_on_commit_callbacks):
    sign_in(client, "ken@example.jp")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": code_now(page.context["form"].secret)})
    assert Authenticator.objects.filter(user=ken, type=Authenticator.Type.TOTP).exists()
    assert "second_factor_added" in verbs(ken)
    assert Letter.objects.filter(to="ken@example.jp", kind="totp_activated").exists()
    assert "二つ目の確認が必要です" not in client.get("/account/2fa/").content.decode()
    assert "まだ使えるコード" in client.get("/account/2fa/recovery-codes/").content.decode()


def test_an_authenticator_app_taken_off_leaves_staff_without(client, ken, django_capture_on_commit_callbacks):
    TOTP.activate(ken, SECRET)
    sign_in(client, "ken@example.jp")
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert "/reauthenticate/" in client.post("/account/2fa/totp/deactivate/").headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")
    assert verbs(ken)[-1] == "second_factor_removed"
    assert client.get("/office/").headers["Location"] == "/account/2fa/"


def test_a_forgotten_password_is_chosen_anew_by_letter(client, hana):
    client.post("/account/password/reset/", {"email": "hana@example.jp"})
    page = client.get(link_in(Letter.objects.get(), "/account/password/reset/key/"), follow=True)
    chosen = {"password1": "atarashii-aikotoba", "password2": "atarashii-aikotoba"}
    client.post(page.request["PATH_INFO"], chosen)
    assert "password_changed" in verbs(hana)
    sign_in(client, "hana@example.jp", "atarashii-aikotoba")
    assert is_signed_in(client)


def test_a_new_member_of_staff_chooses_a_password_by_letter(client):
    rie = moves.register_staff("rie@example.jp", "見本 りえ", by=Robot("人事"))
    client.post("/account/password/reset/", {"email": "rie@example.jp"})
    page = client.get(link_in(Letter.objects.get(), "/account/password/reset/key/"), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    rie.refresh_from_db()
    assert rie.check_password(PASSWORD)


def test_nobody_is_written_to_who_has_no_account(client):
    answer = client.post("/account/password/reset/", {"email": "nobody@example.jp"})
    assert answer.headers["Location"] == "/account/password/reset/done/"
    assert not Letter.objects.exists()


def test_whoever_asks_under_another_name_does_not_choose_where_the_link_leads(client, hana):
    client.post("/account/password/reset/", {"email": "hana@example.jp"}, headers={"host": "localhost"})
    assert "http://localhost" not in Letter.objects.get().text
    link_in(Letter.objects.get(), "/account/password/reset/key/")


def test_a_passkey_can_be_used_where_the_browser_knows_them(client):
    page = client.get("/account/login/").content.decode()
    assert "<section data-passkey hidden>" in page
    options = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]
)
def test_the_open_pages_stand_in_the_citys_own_frame(client, path):
    page = client.get(f"/account/{path}").content.decode()
    assert 'id="main"' in page
    assert '<div class="sheet' in page
    assert "style=" not in page
    assert "Menu:" not in page


@pytest.mark.parametrize("path", ["2fa/", "2fa/webauthn/", "password/change/", "email/", "logout/", "reauthenticate/"])
def test_the_pages_of_ones_own_account_do_so_too(client, ken, path):
    sign_in(client, "ken@example.jp")
    page = client.get(f"/account/{path}").content.decode()
    assert '<div class="sheet' in page
    assert "style=" not in page
