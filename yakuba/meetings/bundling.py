"""The bundle of papers: what is taken, version upon version. What was before the meeting is frozen as it opens."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from yakuba import ledger
from yakuba.meetings.models import AgendaItem, Paper, PaperVersion, State
from yakuba.meetings.running import Stale, hold, in_state, said_by, words
from yakuba.people.models import User
from yakuba.toolbox import clock, uploads
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable, clean
from yakuba.toolbox.virus_scanner import Away, Failed, Scanner

LIMIT = 20 * uploads.MEGABYTE
TEXTS = {"txt": "text/plain", "md": "text/markdown"}
LINES_A_PAGE = 40
TAKEN = (uploads.PDF, uploads.PNG)


@dataclass(frozen=True)
class Sent:
    """A file as it came in, looked into: only then can a version be made of it."""

    name: str
    type: str
    content: bytes
    page_count: int


def look_into(content: bytes, name: str) -> Sent:
    """PDF, PNG, plain text and Markdown are taken. Raises Refused in words for everything else.

    Must be called outside the transaction of a move, because it waits for the virus scanner.
    """
    ending = PurePath(name).suffix[1:].lower()
    try:
        sent = _text(content, name, ending) if ending in TEXTS else _drawn(content, name)
    except uploads.Refused as refused:
        raise Refused(str(refused)) from refused
    if settings.CLAMD:
        _scan(content)
    return sent


@transaction.atomic
def add_paper(item: AgendaItem, title: str, sent: Sent, *, by: User) -> Paper:
    """資料を加える: the next number of the bundle, with its first version."""
    meeting = hold(item.meeting, by=by)
    in_state(meeting, State.PREPARING, State.OPEN)
    title = words(title, _("資料の名前を書いてください。"), 200)
    number = (meeting.papers.aggregate(last=Max("number"))["last"] or 0) + 1
    paper = Paper.objects.create(meeting=meeting, item=item, number=number, title=title)
    version = _keep(paper, sent, 1, is_late=meeting.state == State.OPEN, by=by)
    ledger.write("added_paper", meeting.ledger_key, by=by, facts=_facts(version))
    return paper


@transaction.atomic
def replace_paper(paper: Paper, sent: Sent, *, seen: int, by: User) -> PaperVersion:
    """差し替える: a further version; the old one stays readable. `seen` is the version that the page showed.

    Once the meeting is open it is marked as late. Raises Stale where another was quicker, Refused after the end.
    """
    meeting = hold(paper.meeting, by=by)
    in_state(meeting, State.PREPARING, State.OPEN)
    last = paper.versions.light().first()
    if last is None or last.number != seen:
        raise Stale(_("ほかの人が、先にこの資料を差し替えました。いまの版をたしかめてから、もう一度選んでください。"))
    if last.sha256 == hashlib.sha256(sent.content).hexdigest():
        raise Refused(_("いまの版と同じ中身です。"))
    version = _keep(paper, sent, seen + 1, is_late=meeting.state == State.OPEN, by=by)
    ledger.write("replaced_paper", meeting.ledger_key, by=by, facts=_facts(version))
    return version


def _keep(paper: Paper, sent: Sent, number: int, *, is_late: bool, by: User) -> PaperVersion:
    return PaperVersion.objects.create(
        paper=paper,
        number=number,
        name=sent.name,
        type=sent.type,
        content=sent.content,
        sha256=hashlib.sha256(sent.content).hexdigest(),
        size=len(sent.content),
        page_count=sent.page_count,
        uploaded_by=said_by(by),
        uploaded_at=clock.now(),
        is_late=is_late,
    )


def _facts(version: PaperVersion) -> dict[str, object]:
    facts = {"paper": version.paper.number, "version": version.number, "sha256": version.sha256}
    return {**facts, "is_late": version.is_late}


def _text(content: bytes, name: str, ending: str) -> Sent:
    if not content or len(content) > LIMIT:
        raise Refused(_("ファイルが空か、大きすぎます。"))
    try:
        text = clean(content.decode("utf-8-sig").replace("\f", "\n"))
    except UnicodeDecodeError as error:
        raise Refused(_("文字のファイルは、UTF-8で保存したものを選んでください。")) from error
    except Unprintable as error:
        raise Refused(_("文字として読めないものが入っています。")) from error
    upload = uploads.Upload(TEXTS[ending], ending, ending)
    pages = max(1, -(-len(text.splitlines()) // LINES_A_PAGE))
    return Sent(uploads.safe_name(name, upload), upload.type, content, pages)


def _drawn(content: bytes, name: str) -> Sent:
    found = uploads.kind_of(content, name, limit=LIMIT)
    if found not in TAKEN:
        raise Refused(_("会議の資料として受け取れるのは、PDF、PNG、文字だけのファイル（.txt、.md）です。"))
    if found is uploads.PNG:
        content = uploads.cleaned(content, found)
    return Sent(uploads.safe_name(name, found), found.type, content, 1 if found is uploads.PNG else _pages(content))


def _pages(content: bytes) -> int:
    try:
        count = len(PdfReader(BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(_("このPDFは、ページを数えられないため、受け取れません。")) from error
    if not count:
        raise Refused(_("このPDFには、ページがありません。"))
    return count


def _scan(content: bytes) -> None:
    try:
        verdict = Scanner(settings.CLAMD).scan(content)
    except (Away, Failed) as away:
        raise Refused(_("ウイルスの検査の機械が応答しません。しばらくしてから、もう一度送ってください。")) from away
    if verdict.signature:
        raise Refused(_("ウイルスが見つかったため、受け取れません。"))
