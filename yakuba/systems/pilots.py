"""Pilots (実証): something tried out for a time, alone or with a firm or a university, and what was made of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import Section, User
from yakuba.procedures.city import city


class Pilot(models.Model):
    """One try, carried by one section with the help of others; it ends in a decision with its reason."""

    class State(models.TextChoices):
        RUNNING = "running", _("試している")
        ADOPTED = "adopted", _("取り入れる")
        DECLINED = "declined", _("取り入れない")

    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    title = models.CharField(max_length=100)
    partner = models.CharField(max_length=100, blank=True)
    question = models.TextField()
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    # Sections that help. Where there is none, one section carries it alone, and that is shown.
    helpers = models.ManyToManyField(Section, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    result = models.TextField(blank=True)
    why = models.TextField(blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running") | (Q(state__in=["adopted", "declined"]) & ~Q(result="") & ~Q(why="")),
                name="systems_pilot_ends_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="systems_pilot_in_order"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(question=""), name="systems_pilot_asks_something"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_key(self) -> str:
        return f"pilot:{self.pk}"

    @property
    def state_word(self) -> str:
        return str(Pilot.State(self.state).label)

    @property
    def is_running(self) -> bool:
        return self.state == Pilot.State.RUNNING

    def may_edit(self, user: User) -> bool:
        return any(one.pk == self.section_id or one.code == city().programme for one in user.sections_today)

    def may_join(self, user: User) -> bool:
        """Whoever works in a section that does not carry it or help yet."""
        there = {self.section_id, *(one.pk for one in self.helpers.all())}
        return self.is_running and any(one.pk not in there for one in user.sections_today)
