"""The outbox: every letter with what became of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from yakuba.toolbox import clock
from yakuba.toolbox.email_addresses import LONGEST

WAITING, SENT, FAILED = "waiting", "sent", "failed"
# A character that nobody can type into a letter.
MARK = "\ufdd0"


def _one_recipient() -> Q:
    rule = Q(to__contains="@")
    for trap in (",", ";", " ", "\n", "\r", "\t", "<", '"'):
        rule &= ~Q(to__contains=trap)
    return rule


class LetterQuerySet(models.QuerySet["Letter"]):
    def about(self, thing: str) -> "LetterQuerySet":
        """The letters about one thing such as "case:17", in order."""
        return self.filter(about=thing).order_by("pk")

    def due(self, now: datetime, *, unclaimed_since: datetime) -> "LetterQuerySet":
        """What is to be tried now: nobody has it, or whoever took it before `unclaimed_since` did not come back."""
        free = Q(claimed_at=None) | Q(claimed_at__lte=unclaimed_since)
        return self.filter(free, state=WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")


class Letter(models.Model):
    """One letter to one person."""

    kind = models.CharField(max_length=100)
    to = models.CharField(max_length=LONGEST)
    subject = models.TextField()
    body = models.TextField()  # MARK stands where `secret` goes
    secret = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=200)
    posted_at = models.DateTimeField(default=clock.now)
    # The same at every try, so that a mailbox can tell a letter sent twice.
    message_id = models.CharField(max_length=300)

    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_recipient(), name="mailroom_letter_to_one_recipient"),
            models.CheckConstraint(condition=Q(state__in=[WAITING, SENT, FAILED]), name="mailroom_letter_state"),
        ]
        indexes = [
            models.Index(fields=["about"], name="mailroom_letter_about"),
            models.Index(fields=["next_try_at"], condition=Q(state=WAITING), name="mailroom_letter_waiting"),
            models.Index(fields=["id"], condition=Q(state=FAILED), name="mailroom_letter_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.state}"

    @property
    def text(self) -> str:
        """The body as it goes out; once it has gone, without the secret of its link."""
        return self.body.replace(MARK, self.secret or _("（送ったあとに消しました）"))
