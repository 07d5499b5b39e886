"""Keys for machines: each acts for one account, and may do less than that account, never more."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from yakuba.toolbox import clock

FILE, FOLLOW, INBOX, DECIDE = "file", "follow", "inbox", "decide"
WORDS = (FILE, FOLLOW, INBOX, DECIDE)


class TokenQuerySet(models.QuerySet["Token"]):
    def good(self, now: datetime) -> "TokenQuerySet":
        """Neither revoked nor expired, of an account that is open."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class Token(models.Model):
    """アクセスキー. `may` holds words of WORDS; no procedures or sections named: all that its account has."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    may = models.JSONField(default=list)
    procedures = models.JSONField(default=list, blank=True)
    sections = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_key(self) -> str:
        return f"token:{self.pk}"

    def covers(self, procedure: str, section: str) -> bool:
        """Whether it may touch that procedure's cases in that section."""
        return (not self.procedures or procedure in self.procedures) and (not self.sections or section in self.sections)

    def reach(self) -> Q:
        """The same as a condition on cases."""
        reach = Q(version__procedure__slug__in=self.procedures) if self.procedures else Q()
        return reach & Q(section__in=self.sections) if self.sections else reach


class Answered(models.Model):
    """What was answered to a request under its Idempotency-Key, to be answered again when it is sent again."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answered")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="people_answered_key_once")]
