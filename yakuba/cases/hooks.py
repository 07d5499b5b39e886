"""What other systems asked to be told: where to, and what has been told of which line of the ledger."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from yakuba.people.models import Token
from yakuba.toolbox import clock

WAITING, TOLD, GIVEN_UP = "waiting", "told", "given up"


class Hook(models.Model):
    """An address that is told what happens to the cases of one key. `salt` goes into its secret, which is not kept."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="hooks")
    url = models.URLField(max_length=500)
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField(default=clock.now)
    seen_line = models.BigIntegerField(default=0)  # the newest line of the ledger when it was last looked at
    seen_at = models.DateTimeField(default=clock.now)  # since when no newer one has come
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class HookCallQuerySet(models.QuerySet["HookCall"]):
    def due(self, now: datetime) -> "HookCallQuerySet":
        """What is to be told now, the oldest first."""
        good = Q(hook__stopped_at=None, hook__token__revoked_at=None, hook__token__expires_at__gt=now)
        return self.filter(good, state=WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")


class HookCall(models.Model):
    """One line of the ledger for one hook: told once, or given up after days."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="calls")
    line = models.BigIntegerField()
    body = models.JSONField()
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    problem = models.CharField(max_length=200, blank=True)

    objects = HookCallQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="cases_hookcall_due")]
        constraints = [
            models.UniqueConstraint(fields=["hook", "line"], name="cases_hookcall_line_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "told", "given up"]), name="cases_hookcall_state_is_known"
            ),
        ]
