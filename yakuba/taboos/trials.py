"""The log of small inconveniences, trials, failures, turns and successes: found by all staff, told by anybody."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import User
from yakuba.toolbox import kana


class TrialKind(models.TextChoices):
    TROUBLE = "trouble", _("小さな不便")
    TRIAL = "trial", _("試したこと")
    FAILURE = "failure", _("失敗")
    TURN = "turn", _("軌道修正")
    SUCCESS = "success", _("うまくいったこと")


TOLD = ("title", "tried", "expected", "happened", "learned", "reuse")


class TrialQuerySet(models.QuerySet["Trial"]):
    def newest(self) -> "TrialQuerySet":
        """Each as it was last told, the newest first."""
        return self.filter(is_latest=True).order_by("-told_at", "-pk")

    def found(self, query: str) -> "TrialQuerySet":
        """Those that hold every word of the query, anywhere in them: 転入 and ﾃﾝﾆｭｳ alike, in any width and case.

        One folded column is read through, not an index: staff tell some thousands of these, not millions.
        """
        found = self.newest()
        for word in kana.fold(query).split()[:10]:
            found = found.filter(folded__contains=word)
        return found

    def about(self, thing: str) -> "TrialQuerySet":
        """Those that name a thing."""
        return self.newest().filter(named__contains=named([thing]))

    def versions_of(self, entry: int) -> "TrialQuerySet":
        """Every version of one entry, the newest first."""
        return self.filter(Q(pk=entry) | Q(first=entry)).order_by("-version")

    def has_of(self, user_pk: int) -> bool:
        """Whether that person has told of anything they tried."""
        return self.filter(by=user_pk).exists()


class Trial(models.Model):
    """One version of an entry: 試した・期待・起きた・学んだ. A correction is the next version; none is ever changed."""

    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")
    version = models.PositiveSmallIntegerField(default=1)
    is_latest = models.BooleanField(default=True)
    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=TrialKind.choices)
    title = models.CharField(max_length=100)
    tried = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    happened = models.TextField()
    learned = models.TextField(blank=True)
    reuse = models.CharField(max_length=200, blank=True)
    # Keys of things this is about; each is shown only to whoever sees the thing.
    things: Any = models.JSONField(default=list)
    # By what it is found: its words, and apart from them the keys, which not everybody may see.
    folded = models.TextField()
    named = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=200)
    told_at = models.DateTimeField()

    objects = TrialQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-told_at"], condition=Q(is_latest=True), name="taboos_trial_newest")]
        constraints = [
            models.UniqueConstraint(fields=["first", "version"], name="taboos_trial_version_once"),
            models.UniqueConstraint(fields=["first"], condition=Q(is_latest=True), name="taboos_trial_one_latest"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(happened=""), name="taboos_trial_says_what_happened"),
            models.CheckConstraint(condition=Q(kind__in=TrialKind.values), name="taboos_trial_kind_is_known"),
            models.CheckConstraint(
                condition=Q(first__isnull=True, version=1) | Q(first__isnull=False, version__gt=1),
                name="taboos_trial_begins_with_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def entry(self) -> int:
        """The number that all its versions go by."""
        return self.first_id or self.pk

    @property
    def ledger_key(self) -> str:
        return f"trial:{self.entry}"

    @property
    def kind_word(self) -> str:
        return str(TrialKind(self.kind).label)

    def may_correct(self, user: User) -> bool:
        """Whoever told it, as it stands last."""
        return self.is_latest and self.by_id == user.pk

    def fold(self) -> str:
        """Everything by which it is found."""
        return kana.fold("\n".join(getattr(self, name) for name in TOLD))


def named(things: Sequence[str]) -> str:
    """Keys of things between signs that no key holds: case:1 is no part of case:17."""
    return "".join(f"\x1f{key}\x1f" for key in things)
