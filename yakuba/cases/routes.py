"""決裁ルート: a rule table of kind × amount × post gives the posts that look at a thing before it is decided.

Posts, not persons: who acts at a stop is asked on the day (`people.standing_in`), so that a transfer breaks no route.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.refused import Refused
from yakuba.people.models import Post, Section
from yakuba.people.standing_in import Hall
from yakuba.people.validity import InTime, InTimeQuerySet
from yakuba.procedures import routes
from yakuba.procedures.routes import Work


class RouteTable(models.Model):
    """The table that a declaration's step `decide: {route: …}` names."""

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_key(self) -> str:
        return f"route:{self.code}"


class RouteLine(InTime):
    """One post of one route: for this kind, from this amount and below that one, between these days.

    Without a section it is the drafter's own; a kind that has lines of its own is not led by those without a kind.
    """

    table = models.ForeignKey(RouteTable, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=60, blank=True)
    amount_from = models.BigIntegerField(default=0)
    amount_below = models.BigIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rank = models.CharField(max_length=10, choices=Post.Rank.choices)
    any_one = models.BooleanField(default=False)  # of those at the same order, one is enough
    written = models.BooleanField(default=False)  # whoever agrees or decides here says something

    objects = InTimeQuerySet["RouteLine"].as_manager()

    class Meta:
        constraints = [
            *InTime.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_below__isnull=True) | Q(amount_below__gt=F("amount_from")),
                name="cases_routeline_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(act__in=["circulate", "concur", "decide", "read"]), name="cases_routeline_act_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{Work(self.act).label} {self.section or '起案課'} {Post.Rank(self.rank).label}"


@dataclass(frozen=True)
class Matter:
    """What a route is proposed for: whose it is, of which kind, over how many yen (None: not known), on which day."""

    section: Section
    kind: str
    amount: int | None
    day: date
    drafter: int | None = None


@dataclass(frozen=True)
class Proposed:
    """One stop of a proposed route."""

    order: int
    act: str
    post: Post
    any_one: bool = False
    written: bool = False
    is_added: bool = False


def propose(code: str, matter: Matter, hall: Hall, added: Sequence[Proposed] = ()) -> list[Proposed]:
    """The route of a matter by the table `code`, with the posts that its drafter added.

    Raises Refused where the table is not there or names nobody who decides.
    """
    lines = list(RouteLine.objects.filter(table__code=code).select_related("section"))
    if code == routes.SECTION_HEAD and not lines:
        lines = [RouteLine(order=1, act=Work.DECIDE, rank=Post.Rank.HEAD, valid_from=date.min)]
    stops = along(routes.led_by(lines, matter.kind, matter.amount, matter.day), matter, hall)
    if sum(stop.act == Work.DECIDE for stop in stops) != 1:
        raise Refused(
            _("決裁ルート「%(code)s」に、この種類と金額を決裁する職が一つに決まりません。組織担当に知らせてください。")
            % {"code": code}
        )
    return lengthened(stops, added)


def along(lines: Iterable[RouteLine], matter: Matter, hall: Hall) -> list[Proposed]:
    """The posts that those lines come to. A rank that a section lacks: nobody to circulate to; else the next one up."""
    stops: list[Proposed] = []
    for line in lines:
        section = line.section or matter.section
        if line.act == Work.CIRCULATE and not hall.has_rank(section, line.rank):
            continue
        posts = hall.posts_at(section, line.rank)
        if line.act == Work.DECIDE:
            posts = posts[:1]
        several = line.any_one or len(posts) > 1
        stops += [Proposed(line.order, line.act, post, several, line.written) for post in posts]
    return list(_each_once(stops, matter, hall))


def lengthened(stops: Sequence[Proposed], added: Iterable[Proposed]) -> list[Proposed]:
    """With further posts, one after the other, just before whoever decides; what is there already is not added."""
    there = {stop.post.pk for stop in stops}
    end = max(stop.order for stop in stops if stop.act == Work.DECIDE)
    new = [one for one in added if one.post.pk not in there and one.act in (Work.CIRCULATE, Work.CONCUR)]
    more = [replace(one, order=end + place) for place, one in enumerate(new)]
    later = [replace(stop, order=stop.order + len(new)) if stop.order >= end else stop for stop in stops]
    return sorted([*later, *more], key=lambda stop: stop.order)


def _each_once(stops: Sequence[Proposed], matter: Matter, hall: Hall) -> Iterator[Proposed]:
    """A post that comes twice looks once, at its last stop; whoever drafted it does not circulate it to themselves."""
    for at, stop in enumerate(stops):
        later = {other.post.pk for other in stops[at + 1 :] if other.act != Work.READ}
        if stop.act != Work.READ and stop.post.pk in later:
            continue
        holders = {one.user.pk for one in hall.who_may_act(stop.post)}
        if stop.act == Work.CIRCULATE and holders == {matter.drafter}:
            continue
        yield stop


@transaction.atomic
def open_tables(wanted: Collection[str] | None = None, *, by: ledger.Actor) -> list[str]:
    """The tables of catalogue/routes.yaml that this city has not yet begun to keep itself; the codes of those made.

    All of them, or those `wanted`. Raises Refused where a line names a section that is not there.
    """
    made = []
    for code, declared in routes.tables().items():
        if wanted is not None and code not in wanted:
            continue
        table, is_new = RouteTable.objects.get_or_create(code=code, defaults={"title": declared.title})
        if is_new:
            RouteLine.objects.bulk_create(_row(table, line) for line in declared.lines)
            ledger.write("route_opened", table.ledger_key, by=by, facts={"lines": len(declared.lines)})
            made.append(code)
    return made


def _row(table: RouteTable, line: routes.DeclaredLine) -> RouteLine:
    section = Section.objects.filter(code=line.section).first() if line.section else None
    if line.section and section is None:
        raise Refused(
            _("決裁ルート「%(code)s」に出てくる課「%(section)s」がありません。")
            % {"code": table.code, "section": line.section}
        )
    return RouteLine(table=table, section=section, **line.model_dump(exclude={"section"}))
