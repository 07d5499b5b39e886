"""Bodies, one body, one meeting."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.gatherings.asking import Again, Box, Form, answered, form, meetings_of, posts_today
from yakuba.meetings import calling, prints, sitting
from yakuba.meetings.models import Body, BodyKind, Decision, ItemKind, Meeting, Role, State, Task, keeps
from yakuba.people.models import Section
from yakuba.toolbox import clock

A_PAGE = 20


@require_GET
@staff_only
def meetings(request: SignedInRequest) -> HttpResponse:
    """The bodies, and their meetings, the newest first."""
    return meetings_page(request)


def meetings_page(request: SignedInRequest, *, again: Again | None = None) -> HttpResponse:
    shown = Paginator(meetings_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"bodies": Body.objects.visible_to(request.user)[:50], "shown": shown}
    if keeps(request.user):
        boxes = [
            Box("name", _("名前")),
            Box("code", _("符号"), hint=_("英小文字と数字とハイフンで書きます。")),
            Box("kind", _("種類"), "choice", choices=BodyKind.choices),
            Box("theme", _("テーマ"), must=False),
            Box(
                "also", _("兼ねる会議"), must=False, hint=_("同じ席で開くもう一つの会議があれば、その名前を書きます。")
            ),
            Box("is_public", _("確定した会議録を公表する"), "yes", must=False),
        ]
        context["set_up"] = form(again, "set_up_body", None, _("会議体を置く"), boxes)
    return answered(request, "meetings", context, again, "meetings")


@require_GET
@staff_only
def body(request: SignedInRequest, pk: int) -> HttpResponse:
    return body_page(request, get_object_or_404(Body.objects.visible_to(request.user), pk=pk))


def body_page(request: SignedInRequest, body: Body, *, again: Again | None = None) -> HttpResponse:
    """One body: who sits there, its meetings, its tasks to report."""
    seats = body.seats.on(clock.today()).select_related("post__section")
    context: dict[str, Any] = {
        "body": body,
        "seats": seats,
        "found": body.meetings.select_related("body")[:50],
        "waiting": calling.to_report(body),
        "forms": _forms_of_body(request, body, again) if body.may_run(request.user) and not body.closed_on else [],
    }
    return answered(request, "body", context, again, "meetings")


def _forms_of_body(request: SignedInRequest, body: Body, again: Again | None) -> list[Form]:
    when = f"{clock.today() + timedelta(days=14):%Y-%m-%d}T10:00"
    call = [Box("starts_at", _("日時"), "datetime-local", when), Box("place", _("場所"))]
    found = [form(again, "call_meeting", body.pk, _("会議を招集する"), call)]
    if keeps(request.user):
        seat = [
            Box("post", _("職"), "choice", choices=[("", _("外部の人（下に書く）")), *posts_today()], must=False),
            Box("name", _("外部の人の名前"), must=False),
            Box("affiliation", _("所属"), must=False),
            Box("role", _("役割"), "choice", Role.MEMBER, Role.choices),
            Box("until", _("任期の終わり"), "date", must=False),
        ]
        found.append(form(again, "seat", body.pk, _("席を置く"), seat))
        found.append(form(again, "close_body", body.pk, _("会議体を閉じる")))
    return found


@require_GET
@staff_only
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    return meeting_page(request, get_object_or_404(meetings_of(request.user), pk=pk))


def meeting_page(request: SignedInRequest, meeting: Meeting, *, again: Again | None = None) -> HttpResponse:
    """One meeting: the agenda with its papers, decisions and tasks, and what may be done next."""
    runs = meeting.body.may_run(request.user)
    newest = {one.paper_id: one for one in sitting.newest(meeting)}
    tasks = Prefetch("tasks", Task.objects.select_related("post__section"))
    decisions = Prefetch("decisions", Decision.objects.select_related("concerns").prefetch_related(tasks))
    items = list(meeting.items.select_related("section").prefetch_related("papers", decisions))
    posts = posts_today() if runs and any(one.decisions.all() for one in items) else []
    rows = [_row(meeting, item, newest, posts, runs, again) for item in items]
    context: dict[str, Any] = {
        "meeting": meeting,
        "runs": runs,
        "agendas": _agendas(meeting, rows),
        "prints": prints.of_meeting(meeting),
        "next": _next(meeting, again) if runs else None,
        "forms": _forms(meeting, again) if runs else [],
        "seats": _seats(meeting) if runs and meeting.state in (State.OPEN, State.ENDED) else [],
        "attend": form(again, "attend", meeting.pk, _("出席をとる")),
        "waiting": calling.to_report(meeting.body) if runs and meeting.state in (State.PREPARING, State.OPEN) else [],
        "minutes": meeting.minutes.first(),
    }
    return answered(request, "meeting", context, again, "meetings")


def _row(
    meeting: Meeting, item: Any, newest: dict[int, Any], posts: list[tuple[str, str]], runs: bool, again: Again | None
) -> dict[str, Any]:
    decisions = [{"decision": one, "give": _give(one, posts, again) if runs else None} for one in item.decisions.all()]
    forms: list[Form] = []
    if runs and meeting.state in (State.PREPARING, State.OPEN):
        paper = [Box("title", _("資料の名前")), Box("file", _("ファイル"), "file", hint=_("PDF、PNG、.txt、.md"))]
        forms.append(form(again, "add_paper", item.pk, _("資料を加える"), paper))
    if runs and meeting.state in (State.OPEN, State.ENDED):
        boxes = [
            Box("text", _("決まったこと"), "area"),
            Box("concerns", _("計画の取組"), must=False, hint=_("取組の番号を書くと、取組のページにも出ます。")),
        ]
        title = _("指摘を書きとめる") if meeting.body.is_outside else _("決定を書きとめる")
        forms.append(form(again, "decide_in_meeting", item.pk, title, boxes))
    papers = [{"paper": one, "version": newest.get(one.pk)} for one in item.papers.all()]
    return {"item": item, "papers": papers, "decisions": decisions, "forms": forms}


def _give(decision: Decision, posts: list[tuple[str, str]], again: Again | None) -> Form:
    boxes = [
        Box("text", _("頼むこと")),
        Box("post", _("職"), "choice", choices=posts),
        Box("on", _("期限"), "date", clock.today() + timedelta(days=14)),
    ]
    return form(again, "give_task", decision.pk, _("宿題を頼む"), boxes)


def _agendas(meeting: Meeting, rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """One agenda, or two where the body is two."""
    if not meeting.body.also:
        return [("", rows)]
    own = [row for row in rows if not row["item"].is_other]
    return [(meeting.body.name, own), (meeting.body.also, [row for row in rows if row["item"].is_other])]


def _next(meeting: Meeting, again: Again | None) -> Form | None:
    """The one thing to do next."""
    if meeting.state == State.PREPARING:
        return form(again, "open_meeting", meeting.pk, _("開会する"))
    if meeting.state == State.OPEN:
        return form(again, "close_meeting", meeting.pk, _("閉会する"))
    if meeting.state == State.ENDED and not meeting.minutes.exists():
        hint = _("文字起こしを貼ると、議題の順に並べます。空のままなら、議題と決定から作ります。")
        boxes = [Box("transcript", _("文字起こし"), "area", must=False, hint=hint)]
        return form(again, "draft_minutes", meeting.pk, _("会議録の案を作る"), boxes)
    return None


def _forms(meeting: Meeting, again: Again | None) -> list[Form]:
    if meeting.state not in (State.PREPARING, State.OPEN):
        return []
    sections = Section.objects.valid_on(clock.today()).order_by("pk")[:200]
    boxes = [
        Box("title", _("議題")),
        Box("kind", _("種類"), "choice", ItemKind.REPORT, ItemKind.choices),
        Box(
            "section", _("担当課"), "choice", choices=[("", "—"), *((str(o.pk), o.title) for o in sections)], must=False
        ),
    ]
    if meeting.body.also:
        label = _("「%(also)s」の議題にする") % {"also": meeting.body.also}
        boxes.append(Box("is_other", label, "yes", must=False))
    return [form(again, "add_item", meeting.pk, _("議題を加える"), boxes)]


def _seats(meeting: Meeting) -> list[dict[str, Any]]:
    here = {one.seat_id: one.on_screen for one in meeting.attendances.all()}
    seats = meeting.body.seats.on(clock.day_of(meeting.starts_at)).select_related("post__section")
    return [{"seat": one, "present": one.pk in here, "on_screen": here.get(one.pk, False)} for one in seats]
