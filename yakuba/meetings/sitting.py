"""The meeting itself: opened, its pages turned together, who was there, what was decided; then it ends."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.meetings.models import AgendaItem, Attendance, Decision, Meeting, Note, Paper, PaperVersion, State
from yakuba.meetings.running import hold, in_state, said_by, words
from yakuba.people.models import User
from yakuba.programme.models import Item
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """開会する: the bundle as it stands is frozen; whatever comes later is marked as late."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.PREPARING)
    if not meeting.items.exists():
        raise Refused(_("議題が1つもありません。先に議題を加えてください。"))
    meeting.state, meeting.opened_at = State.OPEN, clock.now()
    meeting.save(update_fields=["state", "opened_at"])
    bundle = {f"{one.paper.number}/{one.number}": one.sha256 for one in newest(meeting)}
    ledger.write("opened_meeting", meeting.ledger_key, by=by, facts={"bundle": bundle})
    return meeting


@transaction.atomic
def turn_page(meeting: Meeting, version: PaperVersion, page: int, *, by: User) -> Meeting:
    """ページをめくる: what everybody's page follows."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.OPEN)
    if version.paper.meeting_id != meeting.pk or not 1 <= page <= version.page_count:
        raise Refused(_("そのページはありません。"))
    meeting.shown, meeting.shown_page, meeting.turn = version, page, meeting.turn + 1
    meeting.save(update_fields=["shown", "shown_page", "turn"])
    facts = {"paper": version.paper.number, "version": version.number, "page": page}
    ledger.write("turned_page", meeting.ledger_key, by=by, facts=facts)
    return meeting


@transaction.atomic
def attend(meeting: Meeting, present: Mapping[int, bool], *, by: User) -> None:
    """出席をとる: the seats that are taken, each with whether its papers are on a screen."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.OPEN, State.ENDED)
    known = set(meeting.body.seats.on(clock.day_of(meeting.starts_at)).values_list("pk", flat=True))
    if not set(present) <= known:
        raise Refused(_("この会議体にない席があります。"))
    meeting.attendances.all().delete()
    rows = [Attendance(meeting=meeting, seat_id=seat, on_screen=shown) for seat, shown in present.items()]
    Attendance.objects.bulk_create(rows)
    facts = {"present": len(rows), "on_screen": sum(present.values())}
    ledger.write("took_attendance", meeting.ledger_key, by=by, facts=facts)


@transaction.atomic
def decide(item: AgendaItem, text: str, *, concerns: Item | None = None, by: User) -> Decision:
    """決定を書きとめる; of the follow-up board it is a finding, which the city answers."""
    meeting = hold(item.meeting, by=by)
    in_state(meeting, State.OPEN, State.ENDED)
    text = words(text, _("決まったことを書いてください。"), 2000)
    made = Decision.objects.create(
        meeting=meeting,
        item=item,
        text=text,
        concerns=concerns,
        is_finding=meeting.body.is_outside,
        decided_at=clock.now(),
        noted_by=said_by(by),
    )
    plan = concerns.ledger_key if concerns else ""
    ledger.write("decided_in_meeting", meeting.ledger_key, by=by, facts={"text": text, "plan": plan})
    return made


@transaction.atomic
def close(meeting: Meeting, *, by: User) -> Meeting:
    """閉会する."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.OPEN)
    meeting.state, meeting.ended_at = State.ENDED, clock.now()
    meeting.save(update_fields=["state", "ended_at"])
    ledger.write("closed_meeting", meeting.ledger_key, by=by)
    return meeting


@transaction.atomic
def note(paper: Paper, page: int, text: str, *, by: User) -> None:
    """自分だけのメモ: an empty one is taken away. The ledger, which others read, hears nothing of it."""
    kept = text.strip()
    if not 1 <= page <= 9999:
        raise Refused(_("そのページはありません。"))
    mine = Note.objects.of(by).filter(paper=paper, page=page)
    if not kept:
        mine.delete()
        return
    kept = words(kept, _("メモを読めません。"), 4000)
    Note.objects.update_or_create(paper=paper, author=by, page=page, defaults={"text": kept, "written_at": clock.now()})


def newest(meeting: Meeting) -> list[PaperVersion]:
    """The newest version of each paper of the bundle, without the bytes."""
    found: dict[int, PaperVersion] = {}
    versions = PaperVersion.objects.light().filter(paper__meeting=meeting).select_related("paper")
    for one in versions:
        found.setdefault(one.paper_id, one)
    return sorted(found.values(), key=lambda one: one.paper.number)
