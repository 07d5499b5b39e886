"""What is held on single people: their own promises, what they lead, what they have learnt, what they must still do."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import Section, User
from yakuba.people.validity import InTime, InTimeQuerySet
from yakuba.toolbox import clock


class Outcome(models.TextChoices):
    """What became of a promise. 「やめた」 is as good an answer as the others."""

    DONE = "done", _("できた")
    UNDER_WAY = "under-way", _("途中")
    STOPPED = "stopped", _("やめた")


class Commitment(models.Model):
    """自分の約束: in the person's own words, asked about after three months, read by nobody else."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="commitments")
    event = models.ForeignKey("learning.Event", on_delete=models.PROTECT, related_name="commitments")
    words = models.TextField()
    made_on = models.DateField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    learned = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="learning_commitment_is_told"),
            models.CheckConstraint(condition=Q(due_on__gt=F("made_on")), name="learning_commitment_has_time"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="learning_commitment_answer_has_its_moment",
            ),
        ]

    @property
    def ledger_key(self) -> str:
        return f"commitment:{self.pk}"

    @property
    def is_due(self) -> bool:
        return not self.outcome and self.due_on <= clock.today()


class Role(models.TextChoices):
    LEADER = "leader", _("DX推進リーダー")
    EXPERT = "expert", _("高度専門人材")


class Leader(InTime):
    """Who leads the change in a section, from one day until another; one at a time for each role."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="leaders")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.LEADER)

    objects = InTimeQuerySet["Leader"].as_manager()

    class Meta:
        constraints = [
            *InTime.Meta.constraints,
            # Terms with an end are kept apart by the move; what the database can see of it, it refuses.
            models.UniqueConstraint(
                fields=["section", "role"], condition=Q(valid_until__isnull=True), name="learning_one_leader_open"
            ),
            models.UniqueConstraint(fields=["section", "role", "valid_from"], name="learning_one_leader_from_a_day"),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day of the term; None until further notice."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


class SkillQuerySet(models.QuerySet["Skill"]):
    def current(self) -> "SkillQuerySet":
        """What stands: nothing that was corrected or withdrawn."""
        return self.filter(correction=None, is_withdrawn=False).order_by("-on", "-pk")


class Skill(models.Model):
    """得意 by evidence. A correction is a new row that replaces the old one; nothing is written over."""

    class Evidence(models.TextChoices):
        ATTENDED = "attended", _("受講")
        TRIAL = "trial", _("試行の記録")
        SCENARIO = "scenario", _("シナリオを作った")
        ANSWERED = "answered", _("SOSに答えた")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="skills")
    profile = models.SlugField()  # of catalogue/_talent
    evidence = models.CharField(max_length=10, choices=Evidence.choices)
    text = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    event = models.ForeignKey("learning.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    is_withdrawn = models.BooleanField(default=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_withdrawn=True) | ~Q(text=""), name="learning_skill_has_evidence"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(replaces__isnull=False), name="learning_withdrawn_skill_was_there"
            ),
        ]

    @property
    def ledger_key(self) -> str:
        return f"skill:{self.pk}"

    @property
    def is_current(self) -> bool:
        return not self.is_withdrawn and not Skill.objects.filter(replaces=self).exists()
