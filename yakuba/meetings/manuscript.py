"""Confirmed minutes as a document to be published: statements by post, by name only where the city marks it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from yakuba.meetings.models import Line, Minutes
from yakuba.publications import written
from yakuba.publications.document import Block, Document, Heading, Note, Paragraph
from yakuba.publications.models import Kind
from yakuba.publications.publishing import Manuscript
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused


def manuscript(minutes: Minutes) -> Manuscript:
    """Raises Refused for a draft, and for minutes of a body whose meetings are not public."""
    if not minutes.is_confirmed:
        raise Refused(_("会議録が、まだ確定していません。"))
    if not minutes.meeting.body.is_public:
        raise Refused(_("この会議体の会議録は、公表しません。"))
    return written.manuscript(Kind.MINUTES, f"meeting-{minutes.meeting_id}", document(minutes))


def document(minutes: Minutes) -> Document:
    """A heading for each matter of the agenda, and under it what was said."""
    meeting = minutes.meeting
    assert minutes.confirmed_at is not None  # manuscript() has asked
    facts = (
        ("日時", dates.wareki(clock.day_of(meeting.starts_at))),
        ("場所", meeting.place),
        ("会議録", f"第{minutes.version}版（{dates.wareki(clock.day_of(minutes.confirmed_at))}に確定）"),
    )
    return Document(title=f"{meeting} 会議録", facts=facts, blocks=tuple(_blocks(minutes)))


def _blocks(minutes: Minutes) -> Iterator[Block]:
    under: int | None = -1
    for line in minutes.lines.select_related("item"):
        if line.item_id != under:
            under = line.item_id
            yield Heading(1, f"{line.item.order}　{line.item.title}" if line.item else "議題の前")
        said = f"{who}：{line.text}" if (who := _who(minutes, line)) else line.text
        yield Note(f"決定：{said}", "quote") if line.is_decision else Paragraph(said)


def _who(minutes: Minutes, line: Line) -> str:
    return line.speaker if minutes.meeting.body.names_persons else line.post
