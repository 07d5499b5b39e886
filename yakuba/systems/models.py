"""The systems of the city, and what is kept of each: contracts, money, scenarios. Wishes and effects in `wishes.py`."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import Section, User
from yakuba.people.validity import InTime, InTimeQuerySet
from yakuba.procedures.city import city
from yakuba.systems.keeping import Kept, KeptQuerySet, amount, is_money
from yakuba.systems.pilots import Pilot
from yakuba.systems.wishes import Effect, Purchase

__all__ = ["Budget", "Contract", "Effect", "FitGap", "Pilot", "Purchase", "Scenario", "System"]


class FitGap(models.TextChoices):
    """How far a standardised work has come, in the order in which it goes."""

    PLAN = "plan", _("移行計画")
    FITGAP = "fitgap", _("Fit&Gap")
    MOVING = "moving", _("更新・移行")
    RUNNING = "running", _("運用開始")


# Why a whole system is not named in public; what is masked of the others is said on the page itself.
WITHHELD = {"procurement": _("調達前"), "security": _("セキュリティ")}


class SystemQuerySet(InTimeQuerySet["System"]):
    """Systems as their pages list them."""

    def whole(self) -> "SystemQuerySet":
        """With everything that their state is told from, in a few statements."""
        return self.select_related("section", "replaced_by").prefetch_related(
            models.Prefetch("contracts", Contract.objects.standing().order_by("begins_on", "pk"))
        )


class System(InTime):
    """One system of the city, from the day it is in use until it is given up. Others know it by its code."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    # Words for what it does: 申請フォーム, 予約.
    functions: Any = models.JSONField(default=list)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    product = models.CharField(max_length=100, blank=True)
    vendor = models.CharField(max_length=100, blank=True)
    standard_work = models.SlugField(blank=True)
    fitgap = models.CharField(max_length=10, choices=FitGap.choices, blank=True)
    migration_months = models.PositiveSmallIntegerField()
    procurement_months = models.PositiveSmallIntegerField()
    withheld = models.CharField(max_length=20, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    revision = models.PositiveIntegerField(default=1)

    objects = SystemQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            *InTime.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="systems_system_has_a_name"),
            models.CheckConstraint(
                condition=Q(standard_work="", fitgap="") | (~Q(standard_work="") & Q(fitgap__in=FitGap.values)),
                name="systems_system_fitgap_if_standardised",
            ),
            models.CheckConstraint(
                condition=Q(migration_months__lte=120, procurement_months__lte=120), name="systems_system_months"
            ),
            models.CheckConstraint(condition=Q(withheld__in=["", *WITHHELD]), name="systems_system_withheld_is_known"),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")), name="systems_system_not_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_key(self) -> str:
        return f"system:{self.code}"

    @property
    def fitgap_word(self) -> str:
        return str(FitGap(self.fitgap).label) if self.fitgap else ""

    def may_edit(self, user: User) -> bool:
        """Its owner's section keeps it, and the section that keeps the programme."""
        sections = user.sections_today
        return any(one.pk == self.section_id or one.code == city().programme for one in sections)


class Contract(Kept):
    """What the city pays for a system, from a day until and including another; None where nobody wrote down the end."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="contracts")
    what = models.CharField(max_length=100)
    vendor = models.CharField(max_length=100)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    yearly_yen = amount()
    renewable = models.BooleanField(default=False)

    objects = KeptQuerySet["Contract"].as_manager()

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="systems_contract_in_order"
            ),
            models.CheckConstraint(condition=is_money("yearly_yen"), name="systems_contract_yen"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(vendor=""), name="systems_contract_says_what"),
        ]


class Budget(Kept):
    """What was asked for, granted and spent on a system in a fiscal year, under one heading."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="budgets")
    fiscal_year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=100)
    requested_yen = amount()
    approved_yen = amount(null=True)
    spent_yen = amount(null=True)

    objects = KeptQuerySet["Budget"].as_manager()

    class Meta:
        ordering = ["fiscal_year", "pk"]
        constraints = [
            *Kept.Meta.constraints,
            models.UniqueConstraint(
                fields=["system", "fiscal_year", "what"],
                condition=Q(struck_at__isnull=True),
                name="systems_budget_line_once",
            ),
            models.CheckConstraint(condition=Q(fiscal_year__range=(2000, 2200)), name="systems_budget_year"),
            models.CheckConstraint(
                condition=is_money("requested_yen") & is_money("approved_yen") & is_money("spent_yen"),
                name="systems_budget_yen",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="systems_budget_says_what"),
        ]


class Scenario(InTime):
    """An RPA or AI-OCR scenario of a section: what it leans on, and the minutes it saves, never without a baseline."""

    class Kind(models.TextChoices):
        RPA = "rpa", _("RPA")
        OCR = "ai-ocr", _("AI-OCR")
        TEXT = "text", _("自動文字変換")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    functions: Any = models.JSONField(default=list)
    product = models.CharField(max_length=100, blank=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    systems = models.ManyToManyField(System, related_name="scenarios")
    # Minutes a month by hand before, how and when that was measured; and what is saved of them now.
    before_minutes = models.PositiveIntegerField(null=True, blank=True)
    before_method = models.CharField(max_length=200, blank=True)
    before_month = models.DateField(null=True, blank=True)
    saved_minutes = models.PositiveIntegerField(null=True, blank=True)

    objects = InTimeQuerySet["Scenario"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *InTime.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="systems_scenario_has_a_name"),
            models.CheckConstraint(
                condition=Q(saved_minutes__isnull=True)
                | (
                    Q(before_minutes__isnull=False, before_month__isnull=False, saved_minutes__lte=F("before_minutes"))
                    & ~Q(before_method="")
                ),
                name="systems_scenario_saves_against_a_baseline",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_key(self) -> str:
        return f"scenario:{self.pk}"

    @property
    def kind_word(self) -> str:
        return str(Scenario.Kind(self.kind).label)

    def may_edit(self, user: User) -> bool:
        return any(one.pk == self.section_id or one.code == city().programme for one in user.sections_today)
