"""What every response says to the browser: no foreign script, and nothing personal is kept."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from yakuba.desks import headers
from yakuba.people.models import User

pytestmark = pytest.mark.django_db
PERSONAL = ["/", "/account/2fa/", "/account/logout/", "/account/email/", "/nowhere/"]


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(
        User.objects.create_user("hana@example.jp", name="見本 はな"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def kept(client, urls):
    """Which answers a browser or a proxy may keep, whatever their status."""
    answers = {url: client.get(url) for url in urls}
    return [url for url, answer in answers.items() if answer.headers.get("Cache-Control") != "private, no-store"]


def test_nothing_that_somebody_signed_in_sees_is_kept(signed_in):
    assert kept(signed_in, PERSONAL) == []


def test_a_middleware_that_forgets_is_noticed(signed_in, monkeypatch):
    monkeypatch.setattr(headers, "is_personal", lambda request, response: False)
    assert "/account/2fa/" in kept(signed_in, PERSONAL)


def answered(view, **cookies):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return headers.Headers(view)(request)


def test_a_view_that_says_otherwise_is_overruled_for_whoever_holds_a_session():
    def public(request):
        return HttpResponse("見本 はな", headers={"Cache-Control": "public, max-age=600"})

    assert answered(public).headers["Cache-Control"] == "public, max-age=600"
    held = answered(public, **{settings.SESSION_COOKIE_NAME: "x"})
    assert held.headers["Cache-Control"] == "private, no-store"
    assert held.headers["Vary"] == "Cookie"


def test_the_answer_that_gives_the_session_is_not_kept_either():
    def begins(request):
        response = HttpResponse("2026-00412")
        response.set_cookie(settings.SESSION_COOKIE_NAME, "x")
        return response

    assert answered(begins).headers["Cache-Control"] == "private, no-store"


def test_a_page_runs_no_script_and_no_style_but_ours(client):
    answer = client.get("/account/login/")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_download_may_be_stricter_than_a_page():
    def download(request):
        return HttpResponse(b"%PDF", headers={"Content-Security-Policy": "sandbox; default-src 'none'"})

    assert answered(download).headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def settings_under(**environment):
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS CSRF_TRUSTED_ORIGINS SECURE_PROXY_SSL_HEADER"
    asked = f"import yakuba.settings as s; print([getattr(s, name) for name in {names.split()}])"
    ran = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_behind_https_cookies_and_the_browser_stay_there():
    site = "https://tetsuzuki.example.lg.jp"
    assert settings_under(YAKUBA_SITE_URL=site) == f"[True, True, 31536000, ['{site}'], None]"
    assert settings_under(YAKUBA_SITE_URL=site, YAKUBA_PROXIES="1").endswith("('HTTP_X_FORWARDED_PROTO', 'https')]")
    assert settings_under(YAKUBA_SITE_URL="http://127.0.0.1:8000") == "[False, False, 0, [], None]"
