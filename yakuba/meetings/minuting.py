"""Minutes: a draft by rule, each line looked at by a person, confirmed by a person; afterwards only a new version."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.meetings.models import Line, Meeting, Minutes, State
from yakuba.meetings.running import Stale, ask_whether_runs, hold, in_state, said_by, words
from yakuba.meetings.transcripts import Said, statements
from yakuba.people.models import User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

MOST = 200_000


@transaction.atomic
def draft_minutes(meeting: Meeting, transcript: str = "", *, by: User) -> Minutes:
    """会議録の案を作る: from a pasted transcript, or without one from the agenda and the decisions noted."""
    meeting = hold(meeting, by=by)
    in_state(meeting, State.ENDED)
    if meeting.minutes.exists():
        raise Refused(_("会議録の案は、もうあります。"))
    sentence = _("会議録にする文がないか、長すぎます。")
    transcript = words(transcript, sentence, MOST) if transcript.strip() else ""
    items = list(meeting.items.all())
    said = statements(transcript, [one.title for one in items]) if transcript else _from_decisions(meeting)
    if not said:
        raise Refused(sentence)
    made = Minutes.objects.create(meeting=meeting, version=1, drafted_at=clock.now())
    seats = {str(one.post): str(one.post) for one in meeting.body.seats.select_related("post__section") if one.post}
    lines = [
        Line(
            minutes=made,
            order=order,
            item=None if one.item is None else items[one.item],
            speaker=one.speaker[:100],
            post=seats.get(one.speaker, ""),
            text=one.text,
            is_decision=one.is_decision,
        )
        for order, one in enumerate(said, start=1)
    ]
    Line.objects.bulk_create(lines)
    ledger.write("drafted_minutes", meeting.ledger_key, by=by, facts={"version": 1, "lines": len(lines)})
    return made


@transaction.atomic
def correct_line(line: Line, text: str, *, seen: int, by: User) -> Line:
    """文を直す: it is unchecked again. Raises Stale where the minutes have changed since `seen`, or are confirmed."""
    minutes = _hold(line.minutes, seen=seen, by=by)
    line.refresh_from_db()
    line.text, line.checked_at, line.checked_by = words(text, _("文を書いてください。"), 4000), None, ""
    line.save(update_fields=["text", "checked_at", "checked_by"])
    ledger.write("corrected_line", minutes.meeting.ledger_key, by=by, facts=_counted(minutes, line))
    return line


@transaction.atomic
def check_line(line: Line, *, seen: int, by: User) -> Line:
    """確認済にする: a person has compared this statement with what was said."""
    _ask_for_a_person(by)
    minutes = _hold(line.minutes, seen=seen, by=by)
    line.refresh_from_db()
    line.checked_at, line.checked_by = clock.now(), said_by(by)
    line.save(update_fields=["checked_at", "checked_by"])
    ledger.write("checked_line", minutes.meeting.ledger_key, by=by, facts=_counted(minutes, line))
    return line


@transaction.atomic
def confirm_minutes(minutes: Minutes, *, seen: int, by: User) -> Minutes:
    """会議録を確定する: only a person, only what they have read, and only once every line is checked."""
    _ask_for_a_person(by)
    minutes = _hold(minutes, seen=seen, by=by)
    waiting = minutes.lines.filter(checked_at=None).count()
    if waiting:
        raise Refused(_("まだ確認していない文が%(count)d件あります。") % {"count": waiting})
    minutes.confirmed_at, minutes.confirmed_by = clock.now(), said_by(by)
    minutes.save(update_fields=["confirmed_at", "confirmed_by"])
    meeting = minutes.meeting
    meeting.state = State.CONFIRMED
    meeting.save(update_fields=["state"])
    ledger.write("confirmed_minutes", meeting.ledger_key, by=by, facts={"version": minutes.version})
    return minutes


@transaction.atomic
def correct_minutes(meeting: Meeting, *, by: User) -> Minutes:
    """確定した会議録を正す: a new version with the same lines begins; what was confirmed stays as it is."""
    meeting = hold(meeting, by=by)
    last = meeting.minutes.first()
    if last is None or not last.is_confirmed:
        raise Refused(_("確定した会議録がないか、もう直しているところです。"))
    version = (meeting.minutes.aggregate(last=Max("version"))["last"] or 0) + 1
    made = Minutes.objects.create(meeting=meeting, version=version, drafted_at=clock.now())
    lines: Sequence[Line] = list(last.lines.all())
    for one in lines:
        one.pk, one.minutes = None, made
        one._state.adding = True
    Line.objects.bulk_create(lines)
    ledger.write("corrected_minutes", meeting.ledger_key, by=by, facts={"version": version})
    return made


def _hold(minutes: Minutes, *, seen: int, by: User) -> Minutes:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=minutes.meeting_id)
    ask_whether_runs(meeting, by)
    held = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    held.meeting = meeting
    if held.is_confirmed:
        raise Stale(_("会議録は、もう確定しています。直すときは、新しい版を始めてください。"))
    if held.revision != seen:
        raise Stale(_("ほかの人が、先に会議録を直しました。いまの文をたしかめてください。"))
    return held


def _counted(minutes: Minutes, line: Line) -> dict[str, object]:
    """One change more; what the ledger says of it."""
    minutes.revision += 1
    minutes.save(update_fields=["revision"])
    return {"version": minutes.version, "line": line.order, "text": line.text}


def _ask_for_a_person(by: object) -> None:
    if not isinstance(by, User):
        raise Refused(_("会議録を確認できるのは、人だけです。"))


def _from_decisions(meeting: Meeting) -> list[Said]:
    found: list[Said] = []
    decided = list(meeting.decisions.all())
    for place, item in enumerate(meeting.items.all()):
        found.append(Said(place, "", item.title, False))
        found += [Said(place, "", one.text, True) for one in decided if one.item_id == item.pk]
    return found
