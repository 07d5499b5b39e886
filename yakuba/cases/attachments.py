"""What people send along, and whether it may be handed out yet."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from yakuba.cases.papers import Blob
from yakuba.toolbox import clock

WAITING, CLEAN, INFECTED = "waiting", "clean", "infected"
# From then on the office is told that the scanner does not come to it.
OVERDUE = timedelta(minutes=30)


class Attachment(models.Model):
    """An uploaded file of a draft, then of the case. Where there is a scanner it is handed out to nobody before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("Draft", on_delete=models.SET_NULL, null=True, related_name="attachments")
    case = models.ForeignKey("Case", on_delete=models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    scan = models.CharField(max_length=10, default="")  # waiting, clean, infected; empty: there was no scanner
    scan_at = models.DateTimeField(null=True)
    scan_tries = models.PositiveSmallIntegerField(default=0)
    scan_problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["scan_at"], name="cases_attachment_to_scan", condition=Q(scan=WAITING))]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan__in=["", WAITING, CLEAN, INFECTED]), name="cases_attachment_scan_is_known"
            )
        ]

    @property
    def may_be_handed_out(self) -> bool:
        return self.scan in ("", CLEAN)

    @property
    def is_infected(self) -> bool:
        return self.scan == INFECTED

    @property
    def is_scan_overdue(self) -> bool:
        return self.scan == WAITING and clock.now() - self.uploaded_at > OVERDUE

    @property
    def value(self) -> dict[str, Any]:
        """How an answer names this file."""
        return {"id": str(self.pk), "name": self.name, "size": self.size, "type": self.type, "sha256": self.blob_id}

    @property
    def offered(self) -> dict[str, Any]:
        """The same while a form is being filled in: an infected one cannot be an answer."""
        return self.value | ({"infected": True} if self.is_infected else {})
