"""What is different from the edition before, in words: for the resident, not for a machine."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yakuba.publications.models import Edition, Leaf


@dataclass(frozen=True)
class Difference:
    """One leaf that is new, changed or no longer there; a changed one with each fact as it was and is."""

    key: str
    title: str
    what: str  # new, changed, gone
    facts: list[tuple[str, str, str]] = field(default_factory=list)

    def in_words(self) -> list[str]:
        """A sentence for each change: short facts from and to, long ones only by name."""
        if self.what == "new":
            return [_("新しく載せました。")]
        if self.what == "gone":
            return [_("この版には載っていません。")]
        return [_sentence(*one) for one in self.facts]


def differences(edition: Edition) -> list[Difference]:
    """From the edition that was published before; empty for a first one."""
    before = edition.before
    return between(list(before.leaves.all()), list(edition.leaves.all())) if before else []


def between(old: Sequence[Leaf], new: Sequence[Leaf]) -> list[Difference]:
    """In the order of the new edition; what is gone comes last."""
    was = {one.key: one for one in old}
    found = []
    for leaf in new:
        earlier = was.pop(leaf.key, None)
        if earlier is None:
            found.append(Difference(leaf.key, leaf.title, "new"))
        elif earlier.digest != leaf.digest and (facts := _changed(earlier, leaf)):
            found.append(Difference(leaf.key, leaf.title, "changed", facts))
    return found + [Difference(one.key, one.title, "gone") for one in was.values()]


def _changed(old: Leaf, new: Leaf) -> list[tuple[str, str, str]]:
    was, now = dict(old.facts), dict(new.facts)
    if old.title != new.title:
        was, now = {_("名前"): old.title} | was, {_("名前"): new.title} | now
    labels = [*now, *(label for label in was if label not in now)]
    pairs = [(label, was.get(label, ""), now.get(label, "")) for label in labels]
    return [one for one in pairs if one[1] != one[2]]


def _sentence(label: str, was: str, now: str) -> str:
    if not was:
        return _("%(label)sが加わりました：%(now)s") % {"label": label, "now": _short(now)}
    if not now:
        return _("%(label)sがなくなりました。") % {"label": label}
    if len(was) > 60 or len(now) > 60:
        return _("%(label)sの文を直しました。") % {"label": label}
    return _("%(label)sが「%(was)s」から「%(now)s」になりました。") % {"label": label, "was": was, "now": now}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
