"""課のようす, for whoever stands over sections: what waits where, what needed them, and what was looked at anew.

Coverage and level, not stamps; of posts and sections, never of persons.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from yakuba.cases.models import Case, CaseQuerySet, Stop
from yakuba.cases.stops import BEFORE
from yakuba.people.models import Post
from yakuba.people.posts import Posts
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, kana

YEAR = timedelta(days=365)
LONG_AT_LEAD = 14  # days after which a proposal waits too long for its advice


@dataclass(frozen=True)
class Waiting:
    """So many cases wait at one place: for how many days half of them have, and the one that waits longest."""

    where: str
    count: int
    half: int
    longest: int
    late: int  # past their 標準処理期間


@dataclass(frozen=True)
class Needed:
    """Of the cases that ended within a year: whom they needed."""

    all: int
    nobody: int
    section: int
    head: int


@dataclass(frozen=True)
class Work:
    """One procedure of the sections, and the rung that its newest proposal is to reach."""

    title: str
    level: str = ""


@dataclass(frozen=True)
class Reform:
    """見直しの網羅と水準: which work was looked at anew within a year, how far, and what waits for its advice."""

    works: list[Work]
    levels: list[tuple[str, int]]
    proposals: int
    long_at_lead: int

    @property
    def covered(self) -> int:
        return sum(bool(one.level) for one in self.works)


def waiting(sections: Collection[str]) -> list[Waiting]:
    """Place by place, the one with the longest wait first."""
    running = Case.objects.filter(section__in=sections).exclude(waits_for__in=["", "decide"])
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for case in running.only("waits_for", "work_at", "due_on", "section"):
        found[_place(case.waits_for)].append((case.work_at, case.is_overdue))
    posts = Posts()
    moved = Stop.objects.filter(case=OuterRef("case"), state="done").order_by().values("case")
    on_route = Stop.objects.in_turn().filter(case__section__in=sections).select_related("post__section", "case")
    for stop in on_route.annotate(moved=Subquery(moved.values(last=Max("acted_at")))):
        since = max(filter(None, (stop.moved, stop.case.work_at)))
        found[posts.say(str(stop.post))].append((since, stop.case.is_overdue))
    return sorted((_waiting(where, rows) for where, rows in found.items()), key=lambda one: -one.longest)


def needed(sections: Collection[str]) -> Needed:
    """Whose hand the cases needed that ended within a year; what was withdrawn needed nobody's decision."""
    ended = Case.objects.filter(section__in=sections, finished_at__gte=clock.now() - YEAR)
    heads = [rank.value for rank in Post.Rank if rank.level >= Post.Rank.HEAD.level]
    by_head = Exists(Stop.objects.filter(case=OuterRef("pk"), act__in=BEFORE, state="done", post__rank__in=heads))
    counted = ended.exclude(outcome="withdrawn").aggregate(
        all=Count("pk"), nobody=Count("pk", filter=Q(hands=0)), head=Count("pk", filter=Q(by_head, hands__gt=0))
    )
    return Needed(section=counted["all"] - counted["nobody"] - counted["head"], **counted)


def reform(sections: Collection[str]) -> Reform:
    """What those sections looked at anew, from the procedures whose declaration has a `ladder`."""
    levels: Counter[str] = Counter()
    reached: dict[str, str] = {}
    found = _proposals(sections).filter(filed_at__gte=clock.now() - YEAR).exclude(outcome__in=["scrapped", "withdrawn"])
    for case in found.select_related("version__procedure").order_by("filed_at"):
        ladder = case.declaration.ladder
        if ladder is None or case.answers.get(ladder.level) is None:
            continue
        level = case.declaration.field(ladder.level).show(case.answers[ladder.level])
        levels[level] += 1
        reached[kana.fold(str(case.answers.get(ladder.work, "")))] = level
    return Reform(
        works=[Work(title, _level_of(title, reached)) for title in _titles(sections)],
        levels=levels.most_common(),
        proposals=levels.total(),
        long_at_lead=_long_at_lead(sections),
    )


def _proposals(sections: Collection[str]) -> CaseQuerySet:
    drafts = Procedure.objects.published().for_staff()
    slugs = [one.slug for one in drafts if one.current and one.current.declaration.ladder]
    return Case.objects.filter(section__in=sections, version__procedure__slug__in=slugs)


def _long_at_lead(sections: Collection[str]) -> int:
    since = clock.now() - timedelta(days=LONG_AT_LEAD)
    mine = _proposals(sections).values("pk")
    return Stop.objects.in_turn().filter(case__in=mine, post__rank=Post.Rank.LEAD, case__work_at__lt=since).count()


def _titles(sections: Collection[str]) -> list[str]:
    mine = Procedure.objects.published().for_residents().filter(current__section__in=sections).order_by("slug")
    return [str(one.current.declaration.title) for one in mine if one.current]


def _level_of(title: str, reached: dict[str, str]) -> str:
    """Of a proposal whose work is called like the procedure, or a part of its name."""
    folded = kana.fold(title)
    return next((level for work, level in reached.items() if work and (work in folded or folded in work)), "")


def _waiting(where: str, rows: Iterable[tuple[datetime, bool]]) -> Waiting:
    days = [((clock.now() - since).days, late) for since, late in rows]
    waited = sorted(day for day, _late in days)
    return Waiting(where, len(days), median_low(waited), waited[-1], sum(late for _day, late in days))


def _place(waits_for: str) -> str:
    places = {
        "review": _("審査"),
        "issue": _("発行"),
        "enforce": _("施行"),
        "applicant": _("申請者の補正"),
        "machine": _("自動の手続き"),
    }
    return places[waits_for]
