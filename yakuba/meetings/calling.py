"""Bodies are set up and closed, seats given, meetings called, and their agendas written."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.meetings.models import AgendaItem, Body, BodyKind, ItemKind, Meeting, Role, Seat, State, Task, keeps
from yakuba.meetings.records import TaskState
from yakuba.meetings.running import hold, in_state, said_by, words
from yakuba.people.models import Post, Section, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


@dataclass(frozen=True)
class Constitution:
    """設置要綱 in short: what a body is."""

    code: str
    name: str
    kind: str
    theme: str = ""
    also: str = ""
    is_public: bool = False
    names_persons: bool = False


@transaction.atomic
def set_up(what: Constitution, opened_on: date, *, by: User) -> Body:
    """会議体を置く: only the section that keeps the programme may."""
    if not keeps(by):
        raise Refused(_("会議体を置けるのは、DXの計画をとりまとめる課だけです。"))
    if what.kind not in BodyKind.values:
        raise Refused(_("会議体の種類を選んでください。"))
    if Body.objects.filter(code=what.code).exists():
        raise Refused(_("この符号の会議体は、もうあります。"))
    body = Body.objects.create(**vars(what), opened_on=opened_on)
    ledger.write("set_up_body", body.ledger_key, by=by, facts={"name": body.name, "kind": body.kind})
    return body


@transaction.atomic
def close_body(body: Body, on: date, *, by: User) -> Body:
    """会議体を閉じる. Raises Refused while one of its meetings is still to be held."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if not keeps(by):
        raise Refused(_("会議体を閉じられるのは、DXの計画をとりまとめる課だけです。"))
    if body.closed_on or on < body.opened_on:
        raise Refused(_("もう閉じているか、置いた日より前の日です。"))
    if body.meetings.filter(state__in=[State.PREPARING, State.OPEN]).exists():
        raise Refused(_("まだ終わっていない会議があります。"))
    body.closed_on = on
    body.save(update_fields=["closed_on"])
    ledger.write("closed_body", body.ledger_key, by=by, facts={"on": on.isoformat()})
    return body


@transaction.atomic
def seat(
    body: Body, who: Post | tuple[str, str], role: str, since: date, until: date | None = None, *, by: User
) -> Seat:
    """席を置く: for a post, or for somebody from outside by name and affiliation."""
    if not keeps(by):
        raise Refused(_("席を置けるのは、DXの計画をとりまとめる課だけです。"))
    if role not in Role.values:
        raise Refused(_("席の役割を選んでください。"))
    person = {"post": who} if isinstance(who, Post) else {"name": who[0], "affiliation": who[1]}
    made = Seat.objects.create(body=body, role=role, valid_from=since, valid_until=until, **person)
    ledger.write("seated", body.ledger_key, by=by, facts={"seat": str(made), "role": role})
    return made


@transaction.atomic
def call(body: Body, starts_at: datetime, place: str, *, by: User) -> Meeting:
    """招集する: the next meeting of the body, with its number."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if not body.may_run(by):
        raise Refused(_("会議の長か事務局だけができます。"))
    if body.closed_on:
        raise Refused(_("この会議体は閉じています。"))
    place = words(place, _("場所を書いてください。オンラインなら、そう書いてください。"), 100)
    number = (body.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Meeting.objects.create(body=body, number=number, starts_at=starts_at, place=place, called_by=said_by(by))
    ledger.write("called", made.ledger_key, by=by, facts={"body": body.code, "starts_at": starts_at.isoformat()})
    return made


@transaction.atomic
def add_item(
    meeting: Meeting, title: str, kind: str, section: Section | None = None, *, is_other: bool = False, by: User
) -> AgendaItem:
    """議題を加える: until the meeting has ended, because matters do come up."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.PREPARING, State.OPEN)
    title = words(title, _("議題を書いてください。"), 200)
    if kind not in ItemKind.values:
        raise Refused(_("報告・協議・決定のどれかを選んでください。"))
    if is_other and not meeting.body.also:
        raise Refused(_("この会議体は、ほかの会議を兼ねていません。"))
    order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1
    made = AgendaItem.objects.create(
        meeting=meeting, order=order, title=title, kind=kind, section=section, is_other=is_other
    )
    ledger.write("added_item", meeting.ledger_key, by=by, facts={"order": order, "title": title})
    return made


def to_report(body: Body) -> list[Task]:
    """What the next agenda proposes: tasks of this body that are answered and not yet reported."""
    found = Task.objects.filter(decision__meeting__body=body, state=TaskState.ANSWERED)
    return list(found.select_related("post__section", "decision").order_by("answered_at")[:50])


@transaction.atomic
def take_up(meeting: Meeting, task: Task, *, by: User) -> AgendaItem:
    """宿題の回答を議題にする: as a report, once."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.PREPARING, State.OPEN)
    found = Task.objects.select_for_update(of=("self",)).filter(
        pk=task.pk, state=TaskState.ANSWERED, decision__meeting__body=meeting.body_id
    )
    held = found.select_related("post__section").first()
    if held is None:
        raise Refused(_("この宿題は、もう議題にしたか、まだ回答がありません。"))
    held.state, held.reported_in = TaskState.REPORTED, meeting
    held.save(update_fields=["state", "reported_in"])
    item = add_item(meeting, held.text[:200], ItemKind.REPORT, held.post.section, by=by)
    ledger.write("took_up_task", f"task:{held.pk}", by=by, facts={"meeting": meeting.pk, "on": str(clock.today())})
    return item
