"""The plan's items, what was promised of each and when, how each came to stand where it does."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yakuba.people.models import Section, User
from yakuba.programme.voices import Contact, Offer, PublicAnswer, Sos

__all__ = ["Change", "Contact", "Item", "Offer", "Promise", "PublicAnswer", "Sos", "Stage"]


class State(models.TextChoices):
    """Where an item stands. 未決定・保留・断念 each say why, in fields of their own."""

    IDEA = "idea", pgettext_lazy("item", "構想")
    UNDECIDED = "undecided", pgettext_lazy("item", "未決定")
    DECIDED = "decided", pgettext_lazy("item", "決定")
    RUNNING = "running", pgettext_lazy("item", "実施中")
    DONE = "done", pgettext_lazy("item", "完了")
    HELD = "held", pgettext_lazy("item", "保留")
    DROPPED = "dropped", pgettext_lazy("item", "断念")
    NOT_SAID = "not_said", _("計画に記載なし")  # of a plan that another city published


class Tier(models.TextChoices):
    """Whose business it is first."""

    NATION = "nation", _("国の重点")
    PREFECTURE = "prefecture", _("県・県内市町村の連携")
    CITY = "city", _("市独自")
    NOT_SAID = "not_said", _("計画に記載なし")


# What may be withheld from the public, and why: the class is published, the words are not.
WITHHELD = {
    "price": _("予定価格"),
    "procurement": _("調達前"),
    "security": _("セキュリティ"),
    "personal": _("個人に関すること"),
}
TEXTS = ("title", "overview", "problem", "work", "kpi", "law", "effect")
MASKABLE = ("overview", "problem", "work", "kpi", "effect")


class ItemQuerySet(models.QuerySet["Item"]):
    def of_plan(self, plan: str) -> "ItemQuerySet":
        return self.filter(plan=plan).order_by("number")

    def open(self) -> "ItemQuerySet":
        """Those that are asked about in a review: neither done nor dropped."""
        return self.exclude(state__in=[State.DONE, State.DROPPED])

    def of_sections(self, user: User) -> "ItemQuerySet":
        """The items of whoever works in their owner's section today."""
        return self.filter(section__in=[one.pk for one in user.sections_today])


class Item(models.Model):
    """One 取組 of a plan. Only what somebody said of it last stands here; how it came there, in the ledger."""

    plan = models.SlugField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.IDEA)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    chapter = models.CharField(max_length=20)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    overview = models.TextField()
    problem = models.TextField(blank=True)
    work = models.TextField(blank=True)
    kpi = models.TextField(blank=True)
    law = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    # Codes of lists that others keep: entries of the national list, upper plans, the prefecture's indicators, systems.
    national: Any = models.JSONField(default=list)
    upper: Any = models.JSONField(default=list)
    indicators: Any = models.JSONField(default=list)
    systems: Any = models.JSONField(default=list)
    # The source's schedule is lost (its arrows were a picture): shown as 不明, which is not the same as none.
    schedule_lost = models.BooleanField(default=False)
    # Fields withheld from the public, each with its class of WITHHELD; or put into other words for them.
    withheld: Any = models.JSONField(default=dict)
    public_words: Any = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # When an owner last said that it stands as it is, or changed it.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="programme_item_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="programme_item_state_is_known"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="programme_item_tier_is_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(overview=""), name="programme_item_says_what_it_is"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def ledger_key(self) -> str:
        return f"plan:{self.pk}"

    @property
    def state_word(self) -> str:
        return str(State(self.state).label)

    @property
    def first_year(self) -> int | None:
        """The fiscal year first promised, which stands for ever; None where no date was ever named."""
        promises = list(self.promises.all())
        return promises[0].year if promises else None

    @property
    def year(self) -> int | None:
        """The fiscal year promised now; None where there is no date, which is a state of its own and shown."""
        promises = list(self.promises.all())
        return promises[-1].year if promises else None

    @property
    def slipped(self) -> int:
        """By how many years the promise has moved since the first one."""
        return (self.year or 0) - (self.first_year or 0)

    @property
    def last_change(self) -> "Change | None":
        changes = list(self.changes.all())
        return changes[-1] if changes else None

    def may_edit(self, user: User) -> bool:
        """Whether somebody's section owns it today."""
        return any(one.pk == self.section_id for one in user.sections_today)


class Promise(models.Model):
    """A fiscal year in which the item is to be done. Rows are only added: the first stays what was first said."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="promises")
    year = models.PositiveSmallIntegerField()
    why = models.TextField(blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(year__range=(2000, 2200)), name="programme_promise_year")]


class Stage(models.Model):
    """What is done in a fiscal year, or in one quarter of it; several lines may run side by side."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="stages")
    lane = models.PositiveSmallIntegerField(default=0)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField()
    until_quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=100)

    class Meta:
        ordering = ["lane", "year", "quarter", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_year__gte=F("year")), name="programme_stage_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True, until_quarter__isnull=True)
                | Q(quarter__range=(1, 4), until_quarter__range=(1, 4)),
                name="programme_stage_quarters",
            ),
        ]


class Change(models.Model):
    """How an item came from one state to another, with the reason that the new one demands. Rows are only added.

    未決定: why, where the talks stand, and the next condition or day. 保留: why, what would reopen it, when to look
    again. 断念: why, what was tried, learnt, and done instead. 再開 says what has changed.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    was = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.TextField(blank=True)
    stands_at = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    tried = models.TextField(blank=True)
    learnt = models.TextField(blank=True)
    instead = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="undecided")
                | (~Q(why="") & ~Q(stands_at="") & (~Q(condition="") | Q(next_on__isnull=False))),
                name="programme_undecided_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (~Q(why="") & ~Q(condition="") & Q(next_on__isnull=False)),
                name="programme_held_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | (~Q(why="") & ~Q(tried="") & ~Q(learnt="") & ~Q(instead="")),
                name="programme_dropped_says_why",
            ),
        ]
