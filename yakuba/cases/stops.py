"""The way of one case past its posts: a stop for each, who acted there, and what was decided at the end."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yakuba.people.models import Holding, Post, User
from yakuba.people.standing_in import Hall, Standing, reach_of
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock

BEFORE = (Work.CIRCULATE, Work.CONCUR, Work.DECIDE)


class StopQuerySet(models.QuerySet["Stop"]):
    def in_turn(self) -> "StopQuerySet":
        """Those at which somebody has to act now: nothing before them on their route is open."""
        before = Stop.objects.filter(case=OuterRef("case"), order__lt=OuterRef("order"), state="", act__in=BEFORE)
        return self.filter(~Exists(before), state="", act__in=BEFORE, case__waits_for="decide")

    def within_reach_of(self, user: User) -> "StopQuerySet":
        """Those on whose way somebody stands today, or will when it is their turn."""
        reach = reach_of(user)
        return self.filter(Q(post__in=reach.posts) | (Q(post__in=reach.beyond) & _left_by_their_holder()))

    def for_the_hands_of(self, user: User) -> "StopQuerySet":
        """Where somebody has to act: their turn, their 後閲, their 供覧; never on what they put forward themselves."""
        mine = self.in_turn().within_reach_of(user)
        acted = Stop.objects.filter(case=OuterRef("case"), actor=user, act__in=BEFORE)
        forward = Q(case__proposal__has_key="by", case__proposal__by=user.actor_key)
        turn = mine.exclude(case__user=user).exclude(forward).exclude(Exists(acted))
        posts = reach_of(user).posts
        decided = Exists(Decision.objects.filter(case=OuterRef("case")))
        afterwards = Q(needs_look=True) | Q(decided, act=Work.READ, state="")
        return self.filter(Q(pk__in=turn.values("pk")) | (afterwards & Q(post__in=posts)))


class Stop(models.Model):
    """One post on the route of one case. `state` is empty, `done`, or `passed` where nobody there had to act."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="stops")
    order = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    any_one = models.BooleanField(default=False)
    written = models.BooleanField(default=False)  # nothing is agreed to or decided here without a word of advice
    is_added = models.BooleanField(default=False)  # by the drafter, beyond the rule
    state = models.CharField(max_length=10, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=10, blank=True)  # own, deputy (代決) or senior
    advice = models.TextField(blank=True)
    acted_at = models.DateTimeField(null=True)
    needs_look = models.BooleanField(default=False)  # 後閲: the absent one has yet to see what was done for them
    looked_at = models.DateTimeField(null=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["post", "state"], name="cases_stop_at_post")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "actor"],
                condition=Q(act__in=["circulate", "concur", "decide"], actor__isnull=False),
                name="cases_stop_nobody_acts_twice",
            ),
            models.CheckConstraint(condition=Q(state__in=["", "done", "passed"]), name="cases_stop_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(actor__isnull=False, acted_at__isnull=False),
                name="cases_stop_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{Work(self.act).label} {self.post}"


class Decision(models.Model):
    """決裁: what was decided, as a digest over it, when that really was, and from when on it holds.

    A request that was reviewed once more after it had been decided has two; the last one holds.
    """

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="decisions")
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20)
    decided_at = models.DateTimeField()
    effective_on = models.DateField()
    why_another_day = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]


class Enforcement(models.Model):
    """施行: the decided thing goes out under its number, to be kept until a day."""

    case = models.OneToOneField("Case", on_delete=models.PROTECT, related_name="enforcement")
    number = models.CharField(max_length=80, unique=True)
    enforced_at = models.DateTimeField(default=clock.now)
    retention_years = models.PositiveSmallIntegerField()
    discard_on = models.DateField()


class Addendum(models.Model):
    """追記: what is said later, visibly beside what was decided."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]


@dataclass(frozen=True)
class Turn:
    """A stop that has its turn, and whoever may act there today."""

    stop: Stop
    standings: list[Standing]

    def of(self, user: User) -> Standing | None:
        return next((one for one in self.standings if one.user == user), None)


def having_their_turn(stops: Iterable[Stop]) -> list[Stop]:
    """Those of the lowest order at which somebody has yet to act: one in a circulation, several side by side."""
    waiting = [stop for stop in stops if not stop.state and stop.act in BEFORE]
    first = min((stop.order for stop in waiting), default=None)
    return [stop for stop in waiting if stop.order == first]


def behind(here: Stop | None, stops: Iterable[Stop]) -> list[Stop]:
    """The posts to which it can be returned: those before, that have acted."""
    if here is None:
        return []
    return [stop for stop in stops if stop.act in BEFORE and stop.order < here.order and stop.state == "done"]


def turns(stops: Sequence[Stop], hall: Hall, without: Collection[int]) -> list[Turn]:
    """Whose turn it is. `without`: who put it forward; whoever has acted on it before may not again either."""
    here = having_their_turn(stops)
    acted = {stop.actor_id for stop in stops if stop.actor_id and stop.act in BEFORE}
    return [Turn(stop, hall.who_may_act(stop.post, acted | set(without))) for stop in here]


def _left_by_their_holder() -> Exists:
    """Whoever holds the post drafted the thing, or has acted on it before: a senior is asked instead."""
    today = clock.today()
    holders = Holding.objects.in_force_on(today).filter(post=OuterRef("post"))
    acted = Stop.objects.filter(case=OuterRef(OuterRef("case")), act__in=BEFORE, actor__isnull=False).values("actor")
    return Exists(holders.filter(Q(user=OuterRef("case__user")) | Q(user__in=acted)))


def holds(user: User, stop: Stop, hall: Hall) -> bool:
    """Whether this person holds the post of that stop, and stands in for nobody."""
    return any(one.user == user and one.how == "own" for one in hall.who_may_act(stop.post))
