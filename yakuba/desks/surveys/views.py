"""The surveys that one may answer, and the door of each: what it is for, until when, and whether it is anonymous."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.cases import balloting, drafting
from yakuba.cases import surveys as asking
from yakuba.desks.access import open_to_all
from yakuba.desks.holding import give_draft, section_of, section_told, user_of
from yakuba.desks.pages import page
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, dates

MOST = 100
CODE = "code"  # the 回答番号 that a session came with, by the survey's slug


@require_safe
@open_to_all
def surveys(request: HttpRequest) -> HttpResponse:
    """What this person may answer now."""
    user = user_of(request)
    found = Procedure.objects.published().surveys()[:MOST]
    mine = [one for one in found if _declared(one).is_open_on(clock.today()) and asking.is_for(one, user)]
    return page(request, "surveys/surveys.html", {"surveys": [_row(one) for one in mine]})


@require_safe
@open_to_all
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """The door of one survey."""
    return _show(request, _found(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """回答をはじめる. Nothing begins by a mere link."""
    if request.method != "POST":
        return redirect("survey", slug=slug)
    found = _found(request, slug)
    if CODE in request.POST:
        request.session[f"{CODE}:{slug}"] = request.POST[CODE].strip()[:40]
    user = user_of(request)
    at_door = asking.door(found, user, request.session.get(f"{CODE}:{slug}", ""))
    if not at_door.is_open:
        is_wrong = CODE in request.POST and at_door.state == "not_asked"
        wrong = _("この回答番号では回答できません。用紙の番号をたしかめてください。") if is_wrong else ""
        return _show(request, found, wrong=wrong, status=422 if wrong else 409)
    # Of an anonymous one not even what is being written belongs to anybody.
    draft = drafting.begin(found, user=None if _declared(found).is_anonymous else user)
    if draft.user_id is None:
        give_draft(request, draft)
    return redirect("draft", pk=draft.pk, number=1)


def _found(request: HttpRequest, slug: str) -> Procedure:
    """The survey, open or not. Raises Http404 where there is none, or it is among staff and this is none of them."""
    surveys = Procedure.objects.surveys().filter(slug=slug, current__isnull=False).select_related("current")
    found = surveys.annotate(told=section_told("current__section")).first()
    if found is None or not asking.is_for(found, user_of(request)):
        raise Http404
    return found


def _show(request: HttpRequest, found: Procedure, *, wrong: str = "", status: int = 200) -> HttpResponse:
    declared = _declared(found)
    code = request.session.get(f"{CODE}:{found.slug}", "")
    context = {
        "survey": _row(found) | {"basis": declared.basis, "aims": _aims(declared)},
        "anonymous": declared.is_anonymous,
        "crowd": balloting.CROWD,
        "guide": declared.guide,
        "door": asking.door(found, user_of(request), code),
        # Residents without an account come with a number on paper.
        "asks_for_code": declared.survey is not None and declared.survey.audience == "residents",
        "code": code if wrong else "",
        "wrong": wrong,
        "section": section_of(found),
    }
    return page(request, "surveys/survey.html", context, status=status)


def _declared(found: Procedure) -> Declaration:
    assert found.current is not None  # published() and _found() say so
    return found.current.declaration


def _row(found: Procedure) -> dict[str, Any]:
    declared = _declared(found)
    last = declared.last_day
    return {
        "url": f"/surveys/{found.slug}/",
        "title": declared.title,
        "summary": declared.summary,
        "anonymous": declared.is_anonymous,
        "minutes": declared.guide.minutes if declared.guide else None,
        "until": dates.in_words(last) if last else "",
    }


def _aims(declared: Declaration) -> list[dict[str, Any]]:
    """What each question is for, beside its words."""
    aims = declared.survey.aims if declared.survey else {}
    return [{"question": field.label, "aim": aims[field.name]} for field in declared.fields() if field.name in aims]
