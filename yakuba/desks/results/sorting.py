"""自由記述: every comment under its number, sorted by two, and settled where they differ."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.boxes import number_in
from yakuba.desks.pages import page
from yakuba.desks.results.views import survey_of
from yakuba.figures import coding
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable


@require_http_methods(["GET", "POST"])
@programme_only
def comments(request: SignedInRequest, slug: str, field: str) -> HttpResponse:
    """The comments of one question, with how I have sorted them; both, and kappa, once both are done."""
    survey = survey_of(slug)
    assert survey.current is not None  # survey_of() says so
    declared = survey.current.declaration
    if declared.survey is None or field not in declared.survey.comments:
        raise Http404
    wrong = ""
    if request.method == "POST":
        case, code = number_in(request.POST.get("case", "")), request.POST.get("code", "")
        try:
            if "why" in request.POST:
                coding.settle_comment(survey, field, case, code, request.POST["why"], by=request.user)
            else:
                coding.sort_comment(survey, field, case, code, by=request.user)
            return redirect(f"{request.path}#c{case}")
        except (Refused, Unprintable) as refused:
            wrong = str(refused)
    context = {
        "room": "office",
        "here": "programme",
        "survey": survey,
        "title": declared.title,
        "question": declared.field(field).label,
        "field": field,
        "sorting": coding.sorting(survey, field, request.user),
        "labels": {one.code: one.label for one in coding.frame(slug, field)},
        "wrong": wrong,
        "typed": request.POST.dict(),
    }
    return page(request, "results/comments.html", context, status=422 if wrong else 200)
