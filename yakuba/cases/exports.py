"""What somebody of the office has asked to take out of the system, and the file made of it, in pieces."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Q

from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

FORMS = ("csv", "xlsx", "zip")
HELD, WAITING, READY, FAILED, EXPIRED = "held", "waiting", "ready", "failed", "expired"


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, user: User) -> "ExportQuerySet":
        """What this person asked for, as long as they work for that section."""
        return self.filter(user=user, section__in=[section.code for section in user.sections_today])

    def for_heads(self, user: User) -> "ExportQuerySet":
        """What others asked for in the sections that this person heads."""
        headed = [section.code for section in user.sections_today if user.heads(section)]
        return self.filter(section__in=headed).exclude(user=user)

    def to_release_by(self, user: User) -> "ExportQuerySet":
        """What waits for this person as head of the section; never what they asked for themselves."""
        return self.for_heads(user).filter(state=HELD)


class Export(models.Model):
    """One file for one person. `held` waits for the head of section, `waiting` for a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=200)
    section = models.CharField(max_length=60)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=4)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)  # as a case has it, or "open"; empty for all
    reason = models.TextField()
    count = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    # A worker has it until `work_at`, which moves with each step; after that another takes it and begins anew.
    attempt = models.PositiveSmallIntegerField(default=0)
    work_at = models.DateTimeField(default=clock.now)
    done = models.PositiveIntegerField(default=0)
    recorded = models.BigIntegerField(default=0)  # up to which case the ledger has that it was taken out
    problem = models.CharField(max_length=500, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["work_at"], name="cases_export_to_make", condition=Q(state=WAITING))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[HELD, WAITING, READY, FAILED, EXPIRED]), name="cases_export_state_is_known"
            ),
            models.CheckConstraint(condition=Q(form__in=FORMS), name="cases_export_form_is_known"),
        ]

    @property
    def ledger_key(self) -> str:
        return f"export:{self.pk}"

    @property
    def file_name(self) -> str:
        return f"{self.procedure.slug}-{clock.day_of(self.asked_at):%Y%m%d}-{str(self.pk)[:4]}.{self.form}"

    @property
    def filed_between(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last, and nothing from after the asking."""
        zone = clock.now().tzinfo
        first = datetime.combine(self.since or date(1900, 1, 1), time(), zone)
        end = datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else self.asked_at
        return first, min(end, self.asked_at)

    def may_be_fetched(self) -> bool:
        return self.state == READY and clock.now() < self.expires_at


class ExportPiece(models.Model):
    """Some of the bytes of a file. Pieces, so that neither making nor fetching it needs it in memory."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "attempt", "number"], name="cases_exportpiece_number_is_unique")
        ]
