"""The ballot box of a survey, and the tickets with which one comes to it: tables that know nothing of each other.

None has a time, nor a number that counts up. See `balloting` for why what they hold cannot be joined.
"""

import uuid

from django.db import models

from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import tokens


class Box(models.Model):
    """The box of one survey, and the salt of its tickets: without it nobody finds a ticket by trying accounts."""

    survey = models.OneToOneField(Procedure, on_delete=models.PROTECT, primary_key=True, related_name="box")
    salt = models.CharField(max_length=64, default=tokens.new)


class Ticket(models.Model):
    """That somebody may answer a survey once, and whether they have. Known by a digest of whoever it belongs to."""

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="tickets")
    is_used = models.BooleanField(default=False)


class Ballot(models.Model):
    """An answer that lies in the box until it is taken out among others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
