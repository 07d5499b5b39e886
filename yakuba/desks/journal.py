"""Every request gets a number, a line in the log and a place in the figures; the number is all that is told outside."""

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from yakuba.toolbox.logs import request_id

log = logging.getLogger("yakuba.access")
REQUESTS = Counter("yakuba_requests", "Requests by route, method and class of status", ["route", "method", "status"])
SECONDS = Histogram(
    "yakuba_request_seconds",
    "How long requests took",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Journal:
    """The outermost door, so that what other doors answer is counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Ours alone: what a visitor sends as a number is not taken over.
        number = uuid.uuid4().hex[:12]
        request.number = number  # type: ignore[attr-defined]
        marked = request_id.set(number)
        begun = time.monotonic()
        try:
            response = self.get_response(request)
            self._note(request, response, time.monotonic() - begun)
            response.headers["X-Request-Id"] = number
            return response
        finally:
            request_id.reset(marked)

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        # Few names, whatever strangers ask for: the figures and the log stay small, and hold no address.
        route = match.route if match else "static" if request.path.startswith("/static/") else "none"
        method = request.method if request.method in METHODS else "OTHER"
        REQUESTS.labels(route, method, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(route).observe(seconds)
        told = {"method": method, "route": route, "status": response.status_code}
        log.info("answered", extra={**told, "milliseconds": round(seconds * 1000)})
