"""The case that a page of the office is about, and that page once more where something is missing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from yakuba.cases.models import Case
from yakuba.desks.access import SignedInRequest
from yakuba.desks.office.showing import case_context
from yakuba.desks.pages import page
from yakuba.people.standing_in import hall_of


def find(request: SignedInRequest, receipt: str) -> Case:
    """The case, for whoever may see it. Raises Http404."""
    known = Case.objects.visible_to(request.user).receipt(receipt)
    found = known.select_related("version__procedure", "user", "assignee").first()
    if found is None:
        raise Http404
    if found.waits_for == "decide":
        found.hall = hall_of(request.user)
    return found


def shown_again(request: HttpRequest, case: Case, act: str, wrongs: list[dict[str, str]], **typed: Any) -> HttpResponse:
    """The page of the case with what is wrong said beside its box, and what was typed still in it."""
    marked, status = typed.pop("marked", None), typed.pop("status", 422)
    context = case_context(case, request.user, marked=marked)  # type: ignore[arg-type]
    return page(
        request, "office/case.html", context | {"open": act, "wrongs": wrongs, "typed": typed, **typed}, status=status
    )


def wrong(name: str, label: str, sentence: str) -> dict[str, str]:
    return {"id": name, "label": label, "sentence": sentence}
