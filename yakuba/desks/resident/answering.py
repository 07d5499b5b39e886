"""The end of a survey's form: the answer is handed in, and the page that says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yakuba.cases import surveys
from yakuba.cases.models import Draft
from yakuba.cases.refused import Incomplete, Refused
from yakuba.desks.holding import give_case, user_of
from yakuba.desks.pages import page


def answer(request: HttpRequest, held: Draft) -> HttpResponse:
    """回答を出す. Raises Incomplete."""
    slug = held.version.procedure.slug
    try:
        case = surveys.answer(held.pk, user=user_of(request), code=request.session.get(f"code:{slug}", ""))
    except Incomplete:
        raise
    except Refused as refused:
        # Closed meanwhile, or answered elsewhere: the door says it with its days.
        messages.error(request, str(refused))
        return redirect("survey", slug=slug)
    if case is not None and case.user_id is None:
        give_case(request, case)
    return redirect("filed", pk=held.pk)


def answered(request: HttpRequest, held: Draft) -> HttpResponse:
    """ありがとうございました; without a number, because nobody could find the answer by it."""
    return page(request, "resident/answered.html", {"title": held.declaration.title})
