"""Telling of a small inconvenience, a trial, a failure, a turn, a success; and telling it better."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.people.models import User
from yakuba.taboos.flagging import cleaned
from yakuba.taboos.models import Trial, TrialKind
from yakuba.taboos.things import seen
from yakuba.taboos.trials import TOLD, named
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

LONGEST = {"title": 100, "reuse": 200}
LONGEST_TEXT = 2000
MOST_THINGS = 10


class Untold(Refused):
    """Which box is wrong, and what to do."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


@dataclass(frozen=True)
class Told:
    """An entry as somebody tells it: what they tried, expected, saw happen and learned, and for whom it may be of use.

    Only what it is called and what happened must be there: a small inconvenience has not been tried.
    """

    kind: str
    title: str
    happened: str
    tried: str = ""
    expected: str = ""
    learned: str = ""
    reuse: str = ""
    things: Sequence[str] = ()

    def checked(self, by: User) -> dict[str, Any]:
        """The columns. Raises Untold for the first box that cannot be kept."""
        if self.kind not in TrialKind.values:
            raise Untold("kind", _("どれにあたるかを選んでください。"))
        kept: dict[str, Any] = {"kind": self.kind}
        for name in TOLD:
            kept[name] = _kept(name, getattr(self, name))
        if not kept["title"]:
            raise Untold("title", _("名前を入力してください。"))
        if not kept["happened"]:
            raise Untold("happened", _("起きたことを書いてください。"))
        return kept | {"things": _things(self.things, by)}


@transaction.atomic
def tell_trial(told: Told, *, key: UUID, by: User) -> Trial:
    """Put an entry into the log. The same key twice is one entry. Raises Refused."""
    return _write(told, key=key, by=by, first=None, version=1)


@transaction.atomic
def correct_trial(entry: Trial, told: Told, *, key: UUID, by: User) -> Trial:
    """Tell it better: the next version, with the ones before it kept. Raises Refused for anybody but its teller."""
    root = Trial.objects.select_for_update().get(pk=entry.entry)
    if before := Trial.objects.filter(key=key).first():
        return before
    latest = Trial.objects.versions_of(root.pk).get(is_latest=True)
    if not latest.may_correct(by):
        raise Refused(_("直せるのは、書いた人だけです。気づいたことは、新しく書いてください。"))
    if latest.version != entry.version:
        raise Refused(_("この記録は、画面を開いたあとに直されました。いまの文をたしかめてください。"))
    Trial.objects.filter(pk=latest.pk).update(is_latest=False)
    return _write(told, key=key, by=by, first=root, version=latest.version + 1)


def _write(told: Told, *, key: UUID, by: User, first: Trial | None, version: int) -> Trial:
    made = Trial(key=key, first=first, version=version, by=by, told_at=clock.now(), **told.checked(by))
    made.by_name, made.by_post = by.actor_name, by.actor_post
    made.folded, made.named = made.fold(), named(made.things)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        before = Trial.objects.filter(key=key).first()
        if before is None or before.title != made.title or before.by_id != by.pk:
            raise Refused(_("この欄は、もう送られています。ページを開き直してから、もう一度書いてください。")) from None
        return before
    words = {name: getattr(made, name) for name in TOLD}
    facts = {"kind": made.kind, "version": version, "things": made.things}
    ledger.write("told_trial" if version == 1 else "corrected_trial", made.ledger_key, by=by, facts=facts, detail=words)
    return made


def _kept(name: str, typed: str) -> str:
    try:
        words = cleaned(typed)
    except Refused as refused:
        raise Untold(name, str(refused)) from refused
    most = LONGEST.get(name, LONGEST_TEXT)
    if len(words) > most:
        raise Untold(
            name, _("%(most)d文字までにしてください（いま%(count)d文字）。") % {"most": most, "count": len(words)}
        )
    if name in LONGEST and "\n" in words:
        raise Untold(name, _("一行で書いてください。"))
    return words


def _things(keys: Sequence[str], by: User) -> list[str]:
    found = list(dict.fromkeys(key for key in keys if key))
    if len(found) > MOST_THINGS:
        raise Untold("things", _("%(most)d個までにしてください。") % {"most": MOST_THINGS})
    for key in found:
        if seen(key, by) is None:
            raise Untold("things", _("「%(key)s」は見つかりません。") % {"key": key[:100]})
    return found
