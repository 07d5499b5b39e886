"""Wishes to buy, and effects: what was meant to change, measured before and after in the same way."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import Section, User
from yakuba.procedures.city import city
from yakuba.systems.keeping import Kept, KeptQuerySet, amount, is_money


class Purchase(models.Model):
    """A wish to buy, with the conversation before it. What comes of it is decided elsewhere, and noted here."""

    class State(models.TextChoices):
        WISHED = "wished", _("相談中")
        DECIDED = "decided", _("買うと決めた")
        DROPPED = "dropped", _("買わないことにした")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WISHED)
    title = models.CharField(max_length=100)
    product = models.CharField(max_length=100, blank=True)
    vendor = models.CharField(max_length=100, blank=True)
    functions: Any = models.JSONField(default=list)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    estimate_yen = amount(null=True)
    asked_others = models.TextField(blank=True)
    adds_channel = models.BooleanField(default=False)
    # Staff minutes a case over all channels together.
    minutes_before = models.PositiveIntegerField(null=True, blank=True)
    minutes_after = models.PositiveIntegerField(null=True, blank=True)
    removes = models.TextField(blank=True)
    side_by_side_until = models.DateField(null=True, blank=True)
    lessens_bother = models.TextField(blank=True)
    frees_time = models.TextField(blank=True)
    # What decided it: a receipt number of the 決裁, or where it can be read.
    decision = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    wished_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["wished", "decided", "dropped"]), name="systems_purchase_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="wished") | ~Q(decision=""), name="systems_purchase_decided_somewhere"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(reason=""), name="systems_purchase_says_what_and_why"),
            models.CheckConstraint(condition=is_money("estimate_yen"), name="systems_purchase_yen"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_key(self) -> str:
        return f"purchase:{self.pk}"

    @property
    def state_word(self) -> str:
        return str(Purchase.State(self.state).label)

    def may_edit(self, user: User) -> bool:
        """Whoever works in the section that wishes it, or keeps the programme."""
        return any(one.pk == self.section_id or one.code == city().programme for one in user.sections_today)


def _values(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})


class Effect(Kept):
    """What a system or a purchase was meant to change. There is none without a baseline, a method and a period."""

    system = models.ForeignKey(
        "systems.System", on_delete=models.PROTECT, null=True, blank=True, related_name="effects"
    )
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, null=True, blank=True, related_name="effects")
    measure = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    less_is_better = models.BooleanField(default=True)
    method = models.CharField(max_length=200)
    # A figure of the city's own meter; empty where somebody counted by hand.
    figure = models.CharField(max_length=100, blank=True)
    before_value = models.BigIntegerField()
    before_from = models.DateField()
    before_until = models.DateField()
    target_value = models.BigIntegerField(null=True, blank=True)
    after_value = models.BigIntegerField(null=True, blank=True)
    after_from = models.DateField(null=True, blank=True)
    after_until = models.DateField(null=True, blank=True)

    objects = KeptQuerySet["Effect"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                condition=Q(system__isnull=True, purchase__isnull=False)
                | Q(system__isnull=False, purchase__isnull=True),
                name="systems_effect_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(unit="") & ~Q(method="") & Q(before_until__gte=F("before_from")),
                name="systems_effect_has_a_baseline",
            ),
            models.CheckConstraint(
                condition=Q(after_value__isnull=True, after_from__isnull=True, after_until__isnull=True)
                # A comparison with nothing is no refusal: each is asked for by name.
                | Q(
                    after_value__isnull=False,
                    after_from__isnull=False,
                    after_until__isnull=False,
                    after_from__gt=F("before_until"),
                    after_until__gte=F("after_from"),
                ),
                name="systems_effect_is_measured_later",
            ),
            models.CheckConstraint(condition=Q(before_value__gte=0), name="systems_effect_before"),
            models.CheckConstraint(condition=_values("target_value"), name="systems_effect_target"),
            models.CheckConstraint(condition=_values("after_value"), name="systems_effect_after"),
        ]

    @property
    def change(self) -> int | None:
        """How much it moved; None where it has not been measured again."""
        return None if self.after_value is None else self.after_value - self.before_value

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the way it was meant to; None where nothing was measured again, or nothing moved."""
        if not self.change:
            return None
        return (self.change < 0) == self.less_is_better

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is met; None without a target or without a later value."""
        if self.after_value is None or self.target_value is None:
            return None
        return self.after_value <= self.target_value if self.less_is_better else self.after_value >= self.target_value
