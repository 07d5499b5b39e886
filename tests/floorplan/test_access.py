"""Every URL says who may open it, and a stranger opens nothing that is not marked "all"."""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import get_resolver, path
from django.urls.converters import get_converters

from tests.cast import Cast
from tests.floorplan.building import Page, pages
from yakuba.people.models import User

MARKS = {"all", "residents", "staff", "organisation", "programme", "demo", "holder"}
STAFF = {"staff", "organisation", "programme"}

# django-allauth's pages stand under /account/ and guard themselves; a new one must be looked at before it is listed.
OPEN_ACCOUNT_PAGES = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
CLOSED_ACCOUNT_PAGES = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_signup_webauthn",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}

# A stand-in for each kind of placeholder in a route: well formed, and nobody's.
STAND_INS = ("999999", "00000000-0000-4000-8000-000000000000", "2026-99999", "nobody", "nobody.pdf")


def every_page() -> list[Page]:
    return list(pages(get_resolver().url_patterns))


def unmarked(found: Iterable[Page]) -> list[str]:
    """Routes that do not say who may open them. Those of the API say it by the key that they ask for, below."""
    guarded = (page for page in found if not page.is_account_page and not page.is_api)
    return [page.route for page in guarded if getattr(page.view, "access", None) not in MARKS]


def address(page: Page) -> str | None:
    """A URL that matches the page, with stand-ins for its placeholders; None for a route written as a regex."""
    if "(?P<" in page.route:
        return None

    def stand_in(placeholder: re.Match[str]) -> str:
        shape = get_converters()[placeholder["kind"] or "str"].regex
        return next(value for value in STAND_INS if re.fullmatch(shape, value))

    return "/" + re.sub(r"<(?:(?P<kind>\w+):)?\w+>", stand_in, page.route)


def is_closed(page: Page) -> bool:
    if page.is_account_page:
        return page.name not in OPEN_ACCOUNT_PAGES
    if page.is_api:
        return False
    return getattr(page.view, "access", None) != "all"


def is_for_staff(page: Page) -> bool:
    return getattr(page.view, "access", None) in STAFF


def tried(browser: Client, found: Iterable[Page]) -> Iterator[tuple[Page, str, HttpResponseBase]]:
    """Every page opened and posted to: the page, what was tried, and the answer."""
    browser.raise_request_exception = False
    for page in found:
        url = address(page)
        assert url is not None, f"{page.route}: write it with path(), so that it can be tried"
        yield page, f"GET {url}", browser.get(url)
        yield page, f"POST {url}", browser.post(url)


def turned_away(page: Page, answer: HttpResponseBase) -> bool:
    """Sent to sign in, refused, or not to be opened that way; where sign-in is no answer, not found.

    A page for residents or staff that says "not found" to a stranger has looked for the row before it asked who asks.
    """
    if answer.status_code in {301, 302, 303}:
        return answer.headers["Location"].startswith((resolve_url(settings.LOGIN_URL), "/account/"))
    if answer.status_code == 404:
        return page.is_account_page or getattr(page.view, "access", None) in {"demo", "holder"}
    return answer.status_code in {403, 405}


def opened_by_a_stranger(found: Iterable[Page]) -> list[str]:
    """What somebody who is not signed in gets to see or to do, although it is not marked for all."""
    answers = tried(Client(), filter(is_closed, found))
    return [f"{what} answers {answer.status_code}" for page, what, answer in answers if not turned_away(page, answer)]


def opened_by(browser: Client, found: Iterable[Page]) -> list[str]:
    """What somebody without a post gets to see or to do at the office."""
    answers = tried(browser, filter(is_for_staff, found))
    return [
        f"{what} answers {answer.status_code}" for _, what, answer in answers if answer.status_code not in {404, 405}
    ]


def test_every_page_says_who_may_open_it() -> None:
    assert unmarked(every_page()) == []


def test_every_account_page_has_been_looked_at() -> None:
    named = {page.name for page in every_page() if page.is_account_page}
    assert named - OPEN_ACCOUNT_PAGES - CLOSED_ACCOUNT_PAGES == set()


@pytest.mark.django_db
def test_a_stranger_opens_nothing_that_is_not_for_all() -> None:
    assert opened_by_a_stranger(every_page()) == []


def test_a_resident_finds_no_page_of_the_office(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assert opened_by(sign_in(cast.hana), every_page()) == []


def leaky(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse("見本 はな")


def forgetful(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse("見本 はな")


def hasty(request: HttpRequest, number: int) -> HttpResponse:
    raise Http404


forgetful.access = hasty.access = "staff"  # type: ignore[attr-defined]
urlpatterns = [
    path("leaky/<int:number>/", leaky),
    path("forgetful/<int:number>/", forgetful),
    path("hasty/<int:number>/", hasty),
]


def test_a_page_without_a_mark_is_noticed() -> None:
    assert unmarked(pages(urlpatterns)) == ["leaky/<int:number>/"]


@pytest.mark.django_db
@pytest.mark.urls("tests.floorplan.test_access")
def test_a_mark_that_turns_nobody_away_is_noticed(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    breaches = opened_by_a_stranger(pages(urlpatterns))
    assert "GET /leaky/999999/ answers 200" in breaches
    assert "POST /forgetful/999999/ answers 200" in breaches
    assert "GET /hasty/999999/ answers 404" in breaches
    assert "GET /forgetful/999999/ answers 200" in opened_by(sign_in(cast.hana), pages(urlpatterns))
