"""What the rules found in a case, and what its applicant is asked to put right."""

from datetime import date

from django.db import models
from django.db.models import Q

from yakuba.toolbox import clock


class Review(models.Model):
    """One run of the rules over a case, kept with its reasons."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    reviewed_at = models.DateTimeField()
    findings = models.JSONField()
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="cases_review_number_is_unique")]


class Correction(models.Model):
    """補正: what the applicant is asked to put right, and until when; the clock of the case stands meanwhile."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="corrections")
    items = models.JSONField()  # [{"field": name, "say": sentence}]
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=Q(answered_at__isnull=True, reminded_at__isnull=True),
                name="cases_correction_to_remind",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="cases_correction_one_at_a_time"
            )
        ]

    @property
    def fields(self) -> list[str]:
        return [item["field"] for item in self.items]

    def days_waited(self, until: date) -> int:
        return (until - clock.day_of(self.asked_at)).days
