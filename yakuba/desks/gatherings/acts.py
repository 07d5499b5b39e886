"""What may be done with bodies, meetings, decisions and tasks. Each calls one move."""

import re
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.boxes import Missing, chosen_section, day, number_in
from yakuba.desks.gatherings.asking import act, chosen_post, meetings_of, one_of, or_again, tasks_of, words
from yakuba.desks.gatherings.following import tasks_page
from yakuba.desks.gatherings.showing import body_page, meeting_page, meetings_page
from yakuba.meetings import bundling, calling, minuting, sitting, tasks
from yakuba.meetings.models import AgendaItem, Body, Decision, Meeting, Task
from yakuba.people.models import User
from yakuba.programme import plans
from yakuba.programme.models import Item
from yakuba.toolbox import clock

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")


def bodies_of(user: User) -> QuerySet[Body]:
    return Body.objects.visible_to(user)


def items_of(user: User) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(user)).select_related("meeting__body")


def decisions_of(user: User) -> QuerySet[Decision]:
    return Decision.objects.filter(meeting__in=Meeting.objects.visible_to(user)).select_related("meeting__body")


def _of_meeting(request: SignedInRequest, row: AgendaItem | Decision, **more: object) -> HttpResponse:
    return meeting_page(request, meetings_of(request.user).get(pk=row.meeting_id), **more)  # type: ignore[arg-type]


@require_POST
@programme_only
def set_up_body(request: SignedInRequest) -> HttpResponse:
    """会議体を置く."""

    def make(request: SignedInRequest) -> HttpResponse:
        posted = request.POST
        name = words(request, "name", _("名前を書いてください。"), 100)
        if not CODE.fullmatch(posted.get("code", "")):
            raise Missing("code", _("英小文字と数字とハイフンで、2文字から40文字で書いてください。"))
        texts: dict[str, Any] = {
            key: words(request, key, "", 100) if posted.get(key, "").strip() else "" for key in ("theme", "also")
        }
        what = calling.Constitution(
            posted["code"], name, posted.get("kind", ""), **texts, is_public=bool(posted.get("is_public"))
        )
        return redirect("body", pk=calling.set_up(what, clock.today(), by=request.user).pk)

    return or_again(request, "set_up_body", lambda **more: meetings_page(request, **more), make)


@act(bodies_of, body_page)
def call_meeting(request: SignedInRequest, body: Body) -> HttpResponse:
    """会議を招集する."""
    try:
        typed = datetime.fromisoformat(request.POST.get("starts_at", ""))
        starts_at = typed if timezone.is_aware(typed) else timezone.make_aware(typed)
    except (ValueError, OverflowError) as error:
        raise Missing("starts_at", _("日時を選んでください。")) from error
    if abs((starts_at.date() - clock.today()).days) > 366 * 2:
        raise Missing("starts_at", _("2年より前や、2年より先の日は選べません。"))
    place = words(request, "place", _("場所を書いてください。オンラインなら、そう書いてください。"), 100)
    return redirect("meeting", pk=calling.call(body, starts_at, place, by=request.user).pk)


@act(bodies_of, body_page)
def seat(request: SignedInRequest, body: Body) -> HttpResponse:
    """席を置く."""
    until = day(request, "until") if request.POST.get("until") else None
    who = (
        chosen_post(request)
        if request.POST.get("post")
        else (
            words(request, "name", _("職を選ぶか、外部の人の名前を書いてください。"), 100),
            words(request, "affiliation", _("外部の人の所属を書いてください。"), 100),
        )
    )
    calling.seat(body, who, request.POST.get("role", ""), clock.today(), until, by=request.user)
    return redirect("body", pk=body.pk)


@act(bodies_of, body_page)
def close_body(request: SignedInRequest, body: Body) -> HttpResponse:
    """会議体を閉じる."""
    calling.close_body(body, clock.today(), by=request.user)
    return redirect("body", pk=body.pk)


@act(meetings_of, meeting_page)
def add_item(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """議題を加える."""
    title = words(request, "title", _("議題を書いてください。"), 200)
    section, kind = chosen_section(request, "section"), request.POST.get("kind", "")
    is_other = bool(request.POST.get("is_other"))
    calling.add_item(meeting, title, kind, section, is_other=is_other, by=request.user)
    return redirect("meeting", pk=meeting.pk)


@act(meetings_of, meeting_page)
def take_up(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """回答のあった宿題を議題にする."""
    task = one_of(tasks_of(request.user), request.POST.get("task", ""))
    calling.take_up(meeting, task, by=request.user)
    return redirect("meeting", pk=meeting.pk)


@act(items_of, _of_meeting)
def add_paper(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    """資料を加える."""
    title = words(request, "title", _("資料の名前を書いてください。"), 200)
    bundling.add_paper(item, title, sent(request), by=request.user)
    return redirect("meeting", pk=item.meeting_id)


@act(meetings_of, meeting_page)
def open_meeting(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """開会する."""
    sitting.open_meeting(meeting, by=request.user)
    return redirect("meeting", pk=meeting.pk)


@act(meetings_of, meeting_page)
def attend(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """出席をとる."""
    shown = set(request.POST.getlist("on_screen"))
    here = {*request.POST.getlist("present"), *shown}
    sitting.attend(meeting, {number_in(key): key in shown for key in here}, by=request.user)
    return redirect("meeting", pk=meeting.pk)


@act(meetings_of, meeting_page)
def close_meeting(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """閉会する."""
    sitting.close(meeting, by=request.user)
    return redirect("meeting", pk=meeting.pk)


@act(meetings_of, meeting_page)
def draft_minutes(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """会議録の案を作る."""
    minuting.draft_minutes(meeting, request.POST.get("transcript", ""), by=request.user)
    return redirect("minutes", pk=meeting.pk)


@act(items_of, _of_meeting)
def decide_in_meeting(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    """決定を書きとめる."""
    sitting.decide(item, request.POST.get("text", ""), concerns=_concerned(request), by=request.user)
    return redirect("meeting", pk=item.meeting_id)


def _concerned(request: SignedInRequest) -> Item | None:
    """The item of the city's own plan whose number was typed; None where none was. Raises Missing."""
    typed = request.POST.get("concerns", "").strip()
    if not typed:
        return None
    found = Item.objects.of_plan(plans.own()).filter(number=number_in(typed)).first()
    if found is None:
        raise Missing("concerns", _("その番号の取組は、計画にありません。"))
    return found


@act(decisions_of, _of_meeting)
def give_task(request: SignedInRequest, decision: Decision) -> HttpResponse:
    """宿題を頼む."""
    text = words(request, "text", _("何を頼むかを書いてください。"), 500)
    tasks.give_task(decision, text, chosen_post(request), day(request), by=request.user)
    return redirect("meeting", pk=decision.meeting_id)


@act(tasks_of, tasks_page)
def answer_task(request: SignedInRequest, task: Task) -> HttpResponse:
    """宿題に答える."""
    tasks.answer_task(task, request.POST.get("answer", ""), by=request.user)
    return redirect("meeting_tasks")


def sent(request: SignedInRequest) -> bundling.Sent:
    """The file that came along. Raises Missing where there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise Missing("file", _("ファイルを選んでください。"))
    if (file.size or 0) > bundling.LIMIT:
        raise Missing("file", _("ファイルが大きすぎます。20 MBまでのファイルを選んでください。"))
    return bundling.look_into(file.read(), file.name or "")
