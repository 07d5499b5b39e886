"""What a person sees when something does not go: in one place, in whole sentences, with the way out."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yakuba.cases.refused import Refused
from yakuba.toolbox.logs import request_id

log = logging.getLogger("yakuba")


class Apology:
    """Turns the complaints of the rooms into pages: Refused is 409, too much is 413, a full disk 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No address of ours has a NUL in it, and PostgreSQL keeps none.
        if any("\0" in entry for entries in request.GET.lists() for entry in entries[1]):
            return bad_request(request)
        answer = self.get_response(request)
        if answer.status_code == 405:
            # The address of a button: reached by a reload, or by the switch of languages after an error.
            told = _answer(request, 405, **ways_back(request))
            told["Allow"] = answer["Allow"]
            return told
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return _answer(request, 409, sentence=str(exception), **ways_back(request))
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return _answer(request, 413)
        if isinstance(exception, OperationalError):
            log.error("The database could not be written to or reached.", exc_info=exception)
            return unavailable(request)
        return None


def unavailable(request: HttpRequest) -> HttpResponse:
    """Nothing could be kept just now, and the page says so instead of pretending."""
    sentence = _(
        "いま、保存ができません。少し待ってから、もう一度お試しください。お急ぎのときは、電話や窓口でも承ります。"
    )
    return _answer(request, 503, template="desks/500.html", sentence=sentence, reference=request_id.get())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug: an apology with the number of the request, which is in the log too."""
    return _answer(request, 500, reference=request_id.get())


def ways_back(request: HttpRequest) -> dict[str, str]:
    """From a page that has grown old: to the case or form as it stands now, and in the office to the inbox."""
    match = request.resolver_match
    if match is None:
        return {}
    if match.route.startswith("drafts/"):
        return {"back": reverse("confirm", args=[match.kwargs["pk"]])}
    if "receipt" not in match.kwargs:
        return {"back": reverse("inbox")} if match.route.startswith("office/") else {}
    if match.route.startswith("office/"):
        return {"back": reverse("office_case", args=[match.kwargs["receipt"]]), "inbox": reverse("inbox")}
    return {"back": reverse("case", args=[match.kwargs["receipt"]])}


def _answer(request: HttpRequest, status: int, *, template: str = "", **context: str) -> HttpResponse:
    """The page of that status; it may know a `sentence`, a `reference` and the addresses `back` and `inbox`.

    A machine hears the same as JSON.
    """
    if request.path.startswith("/api/"):
        detail = context.get("sentence") or HTTPStatus(status).phrase
        return JsonResponse({"detail": detail, "errors": {}}, status=status)
    return render(request, template or f"desks/{status}.html", context, status=status)
