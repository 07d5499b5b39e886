"""A session that nobody uses ends: sooner for staff, who see other people's affairs."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

IDLE_SECONDS = "idle_seconds"
SEEN = "seen_at"


class Idling:
    """Moves the end of a session along with its use, in steps of a tenth, so that reading a page seldom writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a cookie there is nothing to move, and asking would make every page vary by it.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.is_empty():
            _extend(request)
        return self.get_response(request)


def _extend(request: HttpRequest) -> None:
    session = request.session
    # Django ends sessions by the machine's clock, whatever day the office pretends.
    now, limit = time.time(), session.get(IDLE_SECONDS, settings.SESSION_COOKIE_AGE)
    if now - session.get(SEEN, 0) > limit / 10:
        session[SEEN] = now
        session.set_expiry(limit)
