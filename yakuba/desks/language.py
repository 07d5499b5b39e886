"""The reader's language: Japanese, English, and やさしい日本語 on the residents' pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import activate, get_language
from django.views.i18n import set_language as switch

from yakuba.desks.access import open_to_all

EASY = "ja-easy"

set_language = open_to_all(switch)


class Language(LocaleMiddleware):
    """Django's choice by cookie, then by what the browser asks for; the office has no やさしい日本語."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if get_language() == EASY and request.path_info.startswith("/office/"):
            activate("ja")
            request.LANGUAGE_CODE = "ja"

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        language = get_language()
        if language and language != getattr(request, "LANGUAGE_CODE", language):
            # The switch on a form speaks the other language at once; from now on it is the visitor's.
            remember(response, language)
        if language == EASY:
            # It is Japanese to every program; "ja-easy" is our own word.
            response.headers.setdefault("Content-Language", "ja")
        return super().process_response(request, response)


def remember(response: HttpResponseBase, language: str) -> None:
    """The cookie that Django's own switch sets."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]  # any text to the settings
    )
