"""What the moves of this room share: one meeting held at a time, who may run it, words that can be read."""

from django.utils.translation import gettext as _

from yakuba.meetings.models import Meeting, State
from yakuba.people.models import User
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable, clean


class Stale(Refused):
    """Somebody else was first: what was typed is kept and shown beside what stands there now."""


def hold(meeting: Meeting, *, by: User, runs: bool = True) -> Meeting:
    """The meeting, locked. Raises Refused where only the chair or the secretary may, and `by` is neither."""
    held = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if runs:
        ask_whether_runs(held, by)
    return held


def ask_whether_runs(meeting: Meeting, by: User) -> None:
    if not meeting.body.may_run(by):
        raise Refused(_("会議の長か事務局だけができます。"))


def in_state(meeting: Meeting, *states: State) -> None:
    """Raises Refused in words where the meeting does not stand there."""
    if meeting.state not in states:
        raise Refused(_("この会議は「%(state)s」なので、できません。") % {"state": meeting.state_word})


def words(text: str, sentence: str, longest: int) -> str:
    """What was written, on one or many lines. Raises Refused with `sentence` where there is nothing to read."""
    try:
        found = clean(text).strip()
    except Unprintable as unprintable:
        raise Refused(str(unprintable)) from unprintable
    if not found:
        raise Refused(sentence)
    if len(found) > longest:
        raise Refused(_("%(most)d文字までにしてください。") % {"most": longest})
    return found


def said_by(by: User) -> str:
    return by.actor_post or by.actor_name
