"""An act on a case that has changed since its page was opened: nothing is done, and what was typed stays."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from yakuba.cases.shown import Changed, ask_unchanged
from yakuba.desks import unsent
from yakuba.desks.access import SignedInRequest
from yakuba.desks.office.finding import find, shown_again

View = Callable[..., HttpResponse]


def on_what_was_shown(view: View) -> View:
    """The act in one transaction with the question whether the case is still as its page showed it; else 409."""

    @wraps(view)
    def asked(request: SignedInRequest, receipt: str, **more: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                ask_unchanged(find(request, receipt), request.POST.get("shown", ""))
                return view(request, receipt, **more)
        except Changed:
            return _as_it_stands_now(request, receipt)

    return asked


def _as_it_stands_now(request: SignedInRequest, receipt: str) -> HttpResponse:
    messages.error(
        request,
        _("この件は、画面を開いたあとに変わりました。いまの操作は行っていません。内容をたしかめてください。"),
    )
    match = request.resolver_match
    typed: dict[str, Any] = unsent.typed(request)
    # The box that a text was typed into may be gone from the page: the act may no longer be possible.
    words = list(typed.values())
    typed.pop("effective_on", None)
    marked = request.POST.getlist("fields") or None
    act = match.url_name if match and match.url_name else ""
    return shown_again(request, find(request, receipt), act, [], status=409, marked=marked, unsent=words, **typed)
