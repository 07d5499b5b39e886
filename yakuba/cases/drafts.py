"""Forms that are being filled in."""

import uuid

from django.db import models

from yakuba.people.models import User
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.models import Version
from yakuba.toolbox import clock


class Draft(models.Model):
    """A form being filled in. It ends as a case, or expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="drafts")
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)  # what could not be accepted yet, as it was typed, by page number
    resume_digest = models.CharField(max_length=64, null=True, unique=True)
    begun_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # how often a page was kept; two at once are told apart by it
    is_answered = models.BooleanField(default=False)  # an anonymous answer: no case is known by it
    case = models.OneToOneField("Case", on_delete=models.PROTECT, null=True, related_name="draft")

    @property
    def is_done(self) -> bool:
        """Whether it has been handed in; nothing is changed any more."""
        return self.case_id is not None or self.is_answered

    @property
    def declaration(self) -> Declaration:
        return self.version.declaration
