"""Rounds of asking, and each thing that is asked about in one."""

from collections import Counter
from typing import Any

from django.db import models
from django.db.models import F, Q

from yakuba.people.models import Post, Section, User
from yakuba.toolbox import clock


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        return self.filter(closed_at=None)

    def of(self, kind: str, about: str = "") -> "RoundQuerySet":
        """Newest first."""
        found = self.filter(kind=kind, about=about) if about else self.filter(kind=kind)
        return found.order_by("-opened_at", "-pk")

    def visible_to(self, user: User) -> "RoundQuerySet":
        """Those that a section of theirs asks, or that ask something of them."""
        asked = Target.objects.for_the_hands_of(user).values("round")
        return self.filter(Q(section__in=[one.pk for one in user.sections_today]) | Q(pk__in=asked))


class Round(models.Model):
    """One round of asking. Its key says which one it is, such as `review:mihon:2026-11`, and is used once."""

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    # What is asked, as the letters say it, and the page on which it is answered.
    words = models.TextField(blank=True)
    where = models.CharField(max_length=100)
    # The section that asks, where one does; and in what the answers count, where they are numbers to be added up.
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="collecting_round_ends_after_it_begins",
            ),
            # Whoever opens the second window of a plan while one is open would ask its owners twice.
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(closed_at__isnull=True), name="collecting_one_open_round_each"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_key(self) -> str:
        return f"round:{self.key}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        """Whether the day by which answers were asked for is over."""
        return self.is_open and self.due_on < clock.today()

    def is_asked_by(self, user: User) -> bool:
        """Whether a section of theirs asks it."""
        return any(one.pk == self.section_id for one in user.sections_today)

    def counts(self) -> Counter[str]:
        """How many of each answer; `waiting` for those that have none. Added up for all, never by section."""
        rows = self.targets.values_list("answer").annotate(count=models.Count("pk"))
        return Counter({answer or "waiting": count for answer, count in rows})


class TargetQuerySet(models.QuerySet["Target"]):
    def waiting(self) -> "TargetQuerySet":
        return self.filter(answer="", round__closed_at=None)

    def for_the_hands_of(self, user: User) -> "TargetQuerySet":
        """What that person may answer: their sections', or what is asked of a post they hold."""
        posts = [held.post_id for held in user.holdings_today]
        mine = Q(post__isnull=True, user__isnull=True, section__in=[one.pk for one in user.sections_today])
        return self.filter(mine | Q(post__in=posts) | Q(user=user))

    def late(self) -> "TargetQuerySet":
        """Unanswered after the day; in the order in which they were asked, which is no order of merit."""
        return self.waiting().filter(round__due_on__lt=clock.today()).order_by("pk")


class Target(models.Model):
    """One thing that is asked about, and of whom: a section, or a post or person in it. The place may be elsewhere."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="targets")
    thing = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=100, blank=True)
    answer = models.CharField(max_length=30, blank=True)
    words = models.TextField(blank=True)
    values: Any = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "thing"], name="collecting_target_once_a_round"),
            models.CheckConstraint(
                condition=Q(post__isnull=True) | Q(user__isnull=True), name="collecting_target_of_a_post_or_a_person"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="collecting_answer_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["thing"], name="collecting_target_by_thing")]

    def __str__(self) -> str:
        return f"{self.round}: {self.title}"

    def may_answer(self, user: User) -> bool:
        """Whether it is asked of that person: of them, of their section, or of the post they hold today."""
        if self.user_id:
            return self.user_id == user.pk
        if self.post_id:
            return any(held.post_id == self.post_id for held in user.holdings_today)
        return any(one.pk == self.section_id for one in user.sections_today)
