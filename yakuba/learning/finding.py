"""知っていそうな人: whom an SOS may ask, each with what one sees it from. No order of merit, and nobody is counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yakuba.learning.declared import talent
from yakuba.learning.models import Leader, Role, Skill
from yakuba.people.models import Holding, Section
from yakuba.programme.models import Offer
from yakuba.taboos.models import Trial
from yakuba.toolbox import clock, kana

MOST = 8
LOOKED_THROUGH = 2000


@dataclass(frozen=True)
class Known:
    """Somebody who may know: a person, or a post where only the post is known, and the evidence."""

    who: str
    section: Section | None
    evidence: str


def who_may_know(asked: str) -> list[Known]:
    """Those whose evidence, answers to an SOS, or section speak of it, in the order of the hall and of the names."""
    wanted = _pairs(asked)
    if not wanted:
        return []
    where = {held.user_id: held.post.section for held in _holdings()}
    evidence = (*_skilled(wanted, where), *_told(wanted), *_tried(wanted), *_leading(wanted))
    found = {(one.who, one.evidence): one for one in evidence}
    return sorted(found.values(), key=lambda one: (one.section.pk if one.section else 0, one.who, one.evidence))[:MOST]


def _skilled(wanted: set[str], where: dict[int, Section]) -> Iterator[Known]:
    titles = {one.code: str(one.title) for one in talent().profiles}
    for one in Skill.objects.current().filter(user__in=where).select_related("user")[:LOOKED_THROUGH]:
        if wanted & _pairs(one.text):
            evidence = f"{one.get_evidence_display()}：{one.text}（{titles.get(one.profile, one.profile)}）"
            yield Known(one.user.name, where[one.user_id], evidence)


def _told(wanted: set[str]) -> Iterator[Known]:
    for one in Offer.objects.select_related("call__item").order_by("-pk")[:LOOKED_THROUGH]:
        if wanted & _pairs(f"{one.call.words}{one.words}"):
            yield Known(one.offered_by, None, _("SOSに答えた：%(title)s") % {"title": one.call.item.title})


def _tried(wanted: set[str]) -> Iterator[Known]:
    for one in Trial.objects.newest()[:LOOKED_THROUGH]:
        if wanted & _pairs(f"{one.title}{one.tried}"):
            yield Known(one.by_post or one.by_name, None, _("試したこと：%(title)s") % {"title": one.title})


def _leading(wanted: set[str]) -> Iterator[Known]:
    leaders = Leader.objects.valid_on(clock.today()).filter(role=Role.LEADER).select_related("user", "section")
    for one in leaders:
        if wanted & _pairs(one.section.name):
            yield Known(one.user.name, one.section, _("%(section)sのDX推進リーダー") % {"section": one.section.name})


def _holdings() -> list[Holding]:
    return list(Holding.objects.in_force_on(clock.today()).select_related("post__section"))


def _pairs(text: str) -> set[str]:
    """Two letters at a time, as a search would see them; kana alone say too little."""
    folded = kana.fold(text)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return {pair for pair in pairs if all("一" <= one <= "鿿" or (one.isalnum() and one.isascii()) for one in pair)}
