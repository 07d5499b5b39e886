"""Minutes: looked at line by line, confirmed by a person, corrected only by a new version."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import number_in
from yakuba.desks.gatherings.asking import Again, Box, act, answered, form, meetings_of, seen
from yakuba.meetings import manuscript, minuting
from yakuba.meetings.models import Line, Meeting, Minutes, keeps
from yakuba.people.models import User
from yakuba.publications import publishing
from yakuba.publications.models import Edition, Kind

MOST = 1000


def minutes_of(user: User) -> QuerySet[Minutes]:
    return Minutes.objects.filter(meeting__in=Meeting.objects.visible_to(user)).select_related("meeting__body")


def lines_of(user: User) -> QuerySet[Line]:
    seen = Line.objects.filter(minutes__meeting__in=Meeting.objects.visible_to(user))
    return seen.select_related("minutes__meeting__body")


@require_GET
@staff_only
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """会議録: the newest version, or an earlier one."""
    return minutes_page(request, get_object_or_404(meetings_of(request.user), pk=pk))


def minutes_page(request: SignedInRequest, meeting: Meeting, *, again: Again | None = None) -> HttpResponse:
    versions = list(meeting.minutes.all())
    if not versions:
        raise Http404
    asked = number_in(request.GET.get("version", ""))
    shown = next((one for one in versions if one.version == asked), versions[0])
    runs = meeting.body.may_run(request.user)
    edits = runs and not shown.is_confirmed
    lines = list(shown.lines.select_related("item")[:MOST])
    context: dict[str, Any] = {
        "meeting": meeting,
        "minutes": shown,
        "versions": versions,
        "share": shown.checked,
        "editions": Edition.objects.of(Kind.MINUTES, f"meeting-{meeting.pk}"),
        "rows": [_row(line, shown, edits, again) for line in lines],
        "kept": again.typed.get("text", "") if again else "",
        "confirm": form(again, "confirm_minutes", shown.pk, _("会議録を確定する"), seen=shown.revision)
        if edits
        else None,
    }
    if runs and shown.is_confirmed and shown == versions[0]:
        context["correct"] = form(again, "correct_minutes", meeting.pk, _("新しい版で正す"))
        if meeting.body.is_public and keeps(request.user):
            context["freeze"] = form(again, "freeze_minutes", shown.pk, _("凍結して検査する"))
    return answered(request, "minutes", context, again, "meetings")


def _row(line: Line, shown: Minutes, edits: bool, again: Again | None) -> dict[str, Any]:
    if not edits:
        return {"line": line}
    text = [Box("text", _("文"), "area", line.text)]
    correct = form(again, "correct_line", line.pk, _("文を直す"), text, seen=shown.revision)
    check = form(again, "check_line", line.pk, _("確認済にする"), seen=shown.revision)
    return {"line": line, "correct": correct, "check": None if line.is_checked else check}


def _of_line(request: SignedInRequest, line: Line, **more: Any) -> HttpResponse:
    return minutes_page(request, line.minutes.meeting, **more)


def _of_minutes(request: SignedInRequest, row: Minutes, **more: Any) -> HttpResponse:
    return minutes_page(request, row.meeting, **more)


@act(lines_of, _of_line)
def correct_line(request: SignedInRequest, line: Line) -> HttpResponse:
    """文を直す."""
    minuting.correct_line(line, request.POST.get("text", ""), seen=seen(request), by=request.user)
    return redirect("minutes", pk=line.minutes.meeting_id)


@act(lines_of, _of_line)
def check_line(request: SignedInRequest, line: Line) -> HttpResponse:
    """確認済にする."""
    minuting.check_line(line, seen=seen(request), by=request.user)
    return redirect("minutes", pk=line.minutes.meeting_id)


@act(minutes_of, _of_minutes)
def confirm_minutes(request: SignedInRequest, row: Minutes) -> HttpResponse:
    """会議録を確定する."""
    minuting.confirm_minutes(row, seen=seen(request), by=request.user)
    return redirect("minutes", pk=row.meeting_id)


@act(minutes_of, _of_minutes)
def freeze_minutes(request: SignedInRequest, row: Minutes) -> HttpResponse:
    """凍結して検査する: the confirmed minutes become an edition."""
    if not keeps(request.user):
        raise Http404
    made = publishing.freeze(manuscript.manuscript(row), by=request.user)
    return redirect("edition", pk=made.pk)


@act(meetings_of, minutes_page)
def correct_minutes(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """確定した会議録を、新しい版で正す."""
    minuting.correct_minutes(meeting, by=request.user)
    return redirect("minutes", pk=meeting.pk)
