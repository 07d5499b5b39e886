"""Reading papers, alone or together: the page that is shown, private notes, versions, and their bytes."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import number_in
from yakuba.desks.gatherings.acts import sent
from yakuba.desks.gatherings.asking import (
    Again,
    Box,
    act,
    answered,
    form,
    papers_of,
    seen,
    versions_of,
)
from yakuba.meetings import bundling, sitting
from yakuba.meetings.models import Meeting, Note, Paper, PaperVersion, State

# A sandbox would keep the browser's own viewer of PDF from opening; what is served never runs a script either way.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@require_GET
@staff_only
def where(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is being shown, for a script that asks every few seconds; 304 while nobody has turned the page."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("shown"), pk=pk)
    etag = f'"{meeting.pk}-{meeting.turn}-{meeting.state}"'
    answer: HttpResponse = HttpResponseNotModified()
    if request.headers.get("If-None-Match") != etag:
        answer = JsonResponse({"turn": meeting.turn, "page": meeting.shown_page, "url": _address(meeting)})
    answer["ETag"] = etag
    return answer


@require_GET
@staff_only
def now(request: SignedInRequest, pk: int) -> HttpResponse:
    """いま見ているページ, without a script."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("shown"), pk=pk)
    return redirect(_address(meeting) or reverse("meeting", args=[meeting.pk]))


@require_GET
@staff_only
def meeting_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    return paper_page(request, get_object_or_404(papers_of(request.user), pk=pk))


def paper_page(request: SignedInRequest, paper: Paper, *, again: Again | None = None) -> HttpResponse:
    """One page of one version, with my note beside it."""
    versions = list(paper.versions.light())
    asked = number_in(request.GET.get("version", ""))
    version = next((one for one in versions if one.number == asked), versions[0])
    page = min(max(number_in(request.GET.get("page", "")), 1), version.page_count)
    if again and again.form.startswith("note_on_paper"):
        page = min(max(number_in(again.typed.get("page", "")), 1), version.page_count)
    notes = list(Note.objects.of(request.user).filter(paper=paper)[:100])
    mine = next((one.text for one in notes if one.page == page), "")
    meeting, runs = paper.meeting, paper.meeting.body.may_run(request.user)
    open_now = meeting.state == State.OPEN
    note = [Box("text", _("自分だけのメモ"), "area", mine, must=False, hint=_("ほかの人には見えません。"))]
    context: dict[str, Any] = {
        "paper": paper,
        "meeting": meeting,
        "version": version,
        "versions": versions,
        "page": page,
        "words": _words(version, page),
        "notes": notes,
        "note": form(again, "note_on_paper", paper.pk, _("メモを残す"), note, page=page),
        "is_open": open_now,
        "turn": form(again, "turn_page", version.pk, _("このページを全員に見せる"), page=page) if runs else None,
    }
    if runs and meeting.state in (State.PREPARING, State.OPEN):
        file = [Box("file", _("新しい版のファイル"), "file", hint=_("PDF、PNG、.txt、.md"))]
        context["replace"] = form(again, "replace_paper", paper.pk, _("差し替える"), file, seen=versions[0].number)
    return answered(request, "paper", context, again, "meetings")


@act(papers_of, paper_page)
def replace_paper(request: SignedInRequest, paper: Paper) -> HttpResponse:
    """差し替える."""
    bundling.replace_paper(paper, sent(request), seen=seen(request), by=request.user)
    return redirect("meeting_paper", pk=paper.pk)


@act(papers_of, paper_page)
def note_on_paper(request: SignedInRequest, paper: Paper) -> HttpResponse:
    """メモを残す."""
    page = number_in(request.POST.get("page", ""))
    sitting.note(paper, page, request.POST.get("text", ""), by=request.user)
    return redirect(f"{reverse('meeting_paper', args=[paper.pk])}?page={page}")


def _of_version(request: SignedInRequest, version: PaperVersion, **more: Any) -> HttpResponse:
    return paper_page(request, papers_of(request.user).get(pk=version.paper_id), **more)


@act(versions_of, _of_version)
def turn_page(request: SignedInRequest, version: PaperVersion) -> HttpResponse:
    """ページをめくる."""
    meeting = version.paper.meeting
    shown = sitting.turn_page(meeting, version, number_in(request.POST.get("page", "")), by=request.user)
    return redirect(_address(shown) or reverse("meeting", args=[meeting.pk]))


@require_GET
@staff_only
def paper_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bytes as they were sent in: shown by the browser, or with `?download=1` as a download."""
    version = get_object_or_404(versions_of(request.user), pk=pk)
    is_text = version.type.startswith("text/")
    answer = HttpResponse(bytes(version.content), content_type="text/plain; charset=utf-8" if is_text else version.type)
    return _strict(request, answer, version)


def _strict(request: HttpRequest, answer: HttpResponse, version: PaperVersion) -> HttpResponse:
    how = "attachment" if request.GET.get("download") else "inline"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(version.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    is_pdf = version.type == "application/pdf"
    answer["Content-Security-Policy"] = POLICY if is_pdf else f"sandbox; {POLICY}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address(meeting: Meeting) -> str:
    """The page that is being shown; empty where none is."""
    shown = meeting.shown
    if shown is None:
        return ""
    return f"{reverse('meeting_paper', args=[shown.paper_id])}?version={shown.number}&page={meeting.shown_page}"


def _words(version: PaperVersion, page: int) -> str:
    """The lines of that page, of a paper that is only text."""
    if not version.type.startswith("text/"):
        return ""
    lines = bytes(version.content).decode("utf-8-sig").splitlines()
    return "\n".join(lines[(page - 1) * bundling.LINES_A_PAGE : page * bundling.LINES_A_PAGE])
