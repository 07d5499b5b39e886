"""What happened to a case and what comes next, in plain words, from the ledger and the declared steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.cases.acts import Applicant, robot
from yakuba.cases.models import Case
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.people.posts import Posts

DONE = {
    "filed": gettext_lazy("申請を受け付けました"),
    "checked": gettext_lazy("申請の内容をたしかめました（自動）"),
    "accepted": gettext_lazy("審査が終わりました"),
    "sent_back": gettext_lazy("補正をお願いしました"),
    "reminded": gettext_lazy("補正の期限が近いことをお知らせしました"),
    "infected": gettext_lazy("添付ファイルからウイルスが見つかりました"),
    "answered": gettext_lazy("補正を受け取りました"),
    "recalled": gettext_lazy("補正を待たずに審査を続けることにしました"),
    "returned": gettext_lazy("もう一度審査することにしました"),
    "agreed": gettext_lazy("決定の前の確認が、一つ終わりました"),
    "pulled_up": gettext_lazy("上の職の人が引き上げました"),
    "sent_down": gettext_lazy("助言を付けて差し戻しました"),
    "lengthened": gettext_lazy("確認する職を加えました"),
    "decided": gettext_lazy("決定しました"),
    "looked_back": gettext_lazy("不在だった人があとから確認しました"),
    "read": gettext_lazy("供覧しました"),
    "enforced": gettext_lazy("施行しました"),
    "appended": gettext_lazy("追記しました"),
    "scrapped": gettext_lazy("廃案にしました"),
    "declined": gettext_lazy("お受けできないという決定をしました"),
    "withdrawn": gettext_lazy("申請が取り下げられました"),
    "issued": gettext_lazy("証明書・通知書を発行しました"),
    "paper_withdrawn": gettext_lazy("発行した紙を取り消しました"),
    "told": gettext_lazy("お知らせを送りました"),
}
NOW = {
    "machine": gettext_lazy("自動で手続きを進めています。まもなく終わります"),
    "review": gettext_lazy("%(section)sが内容をたしかめています"),
    "decide": gettext_lazy("%(section)sが決定の準備をしています"),
    "issue": gettext_lazy("%(section)sが発行の準備をしています"),
    "enforce": gettext_lazy("%(section)sが施行の準備をしています"),
    "applicant": gettext_lazy("補正を待っています（この間、期限は止まっています）"),
}
NEXT = {
    "decide": gettext_lazy("決定"),
    "issue": gettext_lazy("証明書・通知書の発行"),
    "enforce": gettext_lazy("施行"),
    "tell": gettext_lazy("お知らせ"),
}


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `state` is done, now or next."""

    state: str
    title: str
    at: datetime | None = None
    note: str = ""
    only_day: bool = False  # of an anonymous answer nothing more is known


def timeline(case: Case, lines: Iterable[Line]) -> list[Event]:
    """Done, now and next, in order. `lines` are the ledger's lines about the case."""
    return [*_done(case, lines), *_now(case), *_next(case)]


def _done(case: Case, lines: Iterable[Line]) -> Iterator[Event]:
    posts = Posts()
    for line in lines:
        if line.verb in DONE:
            only_day = case.declaration.is_anonymous and line.verb == "filed"
            yield Event("done", str(DONE[line.verb]), line.at, _actor(case, line, posts), only_day)


def _actor(case: Case, line: Line, posts: Posts) -> str:
    """Who it was, as the ledger has it; what is no person is named in the reader's language."""
    if line.actor_key == GUEST.actor_key:
        return _("ログインしていない人")
    if line.actor_name == Applicant.actor_name:
        return _("申請者")
    if line.actor_key == robot(case).actor_key:
        return _("規則 第%(number)d版") % {"number": case.version.number}
    return posts.say(line.actor_post) or line.actor_name


def _now(case: Case) -> Iterator[Event]:
    if case.waits_for:
        section = case.section_row.title if case.section_row else case.section
        yield Event("now", str(NOW[case.waits_for]) % {"section": section})


def _next(case: Case) -> Iterator[Event]:
    if case.is_finished:
        return
    here = case.step + (0 if case.waits_for == "applicant" else 1)
    seen = set()
    for step in case.declaration.steps[here:]:
        if step.word in NEXT and step.word not in seen:
            seen.add(step.word)
            yield Event("next", str(NEXT[step.word]))
