"""What came of the meetings: tasks, and prints that were never made."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import number_in
from yakuba.desks.gatherings.asking import Again, Box, answered, form, meetings_of, tasks_of
from yakuba.meetings import prints
from yakuba.meetings.models import Task, keeps
from yakuba.meetings.records import TaskState
from yakuba.toolbox import clock
from yakuba.toolbox.dates import fiscal_year

MOST = 100
WHOSE = ("mine", "section", "all")


@require_GET
@staff_only
def meeting_tasks(request: SignedInRequest) -> HttpResponse:
    """宿題: mine, my section's, or all that are open."""
    return tasks_page(request)


def tasks_page(request: SignedInRequest, _row: Task | None = None, *, again: Again | None = None) -> HttpResponse:
    whose = request.GET.get("whose", "all" if _row else "mine")
    whose = whose if whose in WHOSE else "mine"
    found = tasks_of(request.user).filter(state=TaskState.OPEN).order_by("due_on", "pk")
    if whose == "mine":
        found = found.filter(post__in=[held.post_id for held in request.user.holdings_today])
    elif whose == "section":
        found = found.filter(post__section__in=request.user.sections_today)
    may = keeps(request.user)
    rows = [
        {"task": one, "form": _answer(one, again) if may or one.may_answer(request.user) else None}
        for one in found[:MOST]
    ]
    words = {"mine": _("わたしの宿題"), "section": _("課の宿題"), "all": _("対応中のすべて")}
    return answered(request, "tasks", {"rows": rows, "whose": whose, "choices": words.items()}, again, "tasks")


def _answer(task: Task, again: Again | None) -> Any:
    return form(again, "answer_task", task.pk, _("答える"), [Box("answer", _("回答"), "area")])


@require_GET
@staff_only
def meeting_year(request: SignedInRequest) -> HttpResponse:
    """The prints avoided in a fiscal year, meeting by meeting."""
    years = prints.years(clock.today())
    asked = number_in(request.GET.get("year", ""))
    year = asked if asked in years else fiscal_year(clock.today())
    first, last = prints.span(year)
    found = prints.of_year(meetings_of(request.user).filter(starts_at__date__gte=first, starts_at__date__lt=last))
    most = max((one.avoided for _meeting, one in found), default=0) or 1
    rows = [
        {"meeting": held, "prints": one, "y": 8 + place * 20, "width": 300 * one.avoided // most}
        for place, (held, one) in enumerate(found)
    ]
    context = {
        "year": year,
        "years": years,
        "rows": rows,
        "total": sum(one.avoided for _meeting, one in found),
        "height": 8 + 20 * len(rows),
    }
    return answered(request, "year", context, None, "year")
