"""What was said: flags with their answers, the two questions weighed, what does not fit the 御法度, trials."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import User
from yakuba.taboos.trials import Trial, TrialKind

__all__ = ["Answer", "Feedback", "Flag", "Redraft", "Trial", "TrialKind", "Verdict", "Weighing"]
LONGEST = 200
LONGEST_FEEDBACK = 1000
MOST_ROWS = 300  # of one conversation on a page


class Spoken(models.Model):
    """A line by somebody, shown with their name and post as in any conversation.

    There is no index, no reverse relation and no query by who said it: nobody's lines are counted.
    """

    # Sent along with the form: pressed twice, it is said once.
    key = models.UUIDField(unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        abstract = True

    def may_take_back(self, user: User) -> bool:
        """Only whoever said it."""
        return self.by_id == user.pk


@dataclass(frozen=True)
class Heard:
    """One answer as it is shown beside its flag."""

    line: str
    by_name: str
    by_post: str
    said_at: datetime


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> "FlagQuerySet":
        """What has not been taken back."""
        return self.filter(taken_back_at=None)

    def conversation(self, thing: str) -> "list[Flag]":
        """The flags beside a thing, oldest first, each with what was answered; one query."""
        joined = (
            self.standing()
            .filter(thing=thing)
            .annotate(
                answer_line=F("answers__line"),
                answer_name=F("answers__by_name"),
                answer_post=F("answers__by_post"),
                answer_at=F("answers__said_at"),
            )
        )
        found: dict[int, Flag] = {}
        for row in joined.order_by("pk", "answers")[:MOST_ROWS]:
            flag = found.setdefault(row.pk, row)
            if row.answer_line:
                flag.heard.append(Heard(row.answer_line, row.answer_name, row.answer_post, row.answer_at))
        return list(found.values())

    def by_number_and_month(self, edition: int) -> dict[tuple[int, int, int], int]:
        """How many in each (number, year, month): the one way in which flags are counted."""
        dated = (
            self.standing().filter(edition=edition).annotate(year=ExtractYear("said_at"), month=ExtractMonth("said_at"))
        )
        rows = dated.values_list("number", "year", "month").annotate(count=models.Count("pk")).order_by("number")
        return {(number, year, month): count for number, year, month, count in rows}


class Flag(Spoken):
    """「それは御法度の○番じゃない？」 with one line. Never edited; whoever raised it may take it back."""

    thing = models.CharField(max_length=100)
    edition = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=LONGEST)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["thing"], name="taboos_flag_by_thing"),
            models.Index(fields=["edition", "number", "said_at"], name="taboos_flag_by_number"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(line=""), name="taboos_flag_says_something")]

    def __str__(self) -> str:
        return f"{self.number} {self.line}"

    @property
    def ledger_key(self) -> str:
        return f"flag:{self.pk}"

    @cached_property
    def heard(self) -> list[Heard]:
        """Its answers, where `conversation` has read them."""
        return []


class Answer(Spoken):
    """What somebody answered to a flag, whoever it is. Nobody has to."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="answers")
    line = models.CharField(max_length=LONGEST)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(line=""), name="taboos_answer_says_something")]


class Verdict(models.TextChoices):
    YES = "yes", _("はい")
    NO = "no", _("いいえ")
    UNKNOWN = "unknown", _("わからない")


class Weighing(Spoken):
    """An answer to one of the two questions about a thing. Nobody has to; it is not added up."""

    thing = models.CharField(max_length=100)
    question = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    line = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        indexes = [models.Index(fields=["thing"], name="taboos_weighing_by_thing")]
        constraints = [
            models.CheckConstraint(condition=Q(question__in=[1, 2]), name="taboos_weighing_of_two_questions"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="taboos_weighing_verdict_is_known"),
        ]


class Feedback(models.Model):
    """What does not fit, or was noticed, of a number or the whole. The post is shown; who it was is not kept here."""

    key = models.UUIDField(unique=True)
    edition = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()
    by_post = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="taboos_feedback_says_something")]


class Redraft(models.Model):
    """The next edition while it is drafted; decided and published elsewhere, as a file of the catalogue.

    `entries` is [{"no", "text", "hint", "pair", "again"}, …].
    """

    number = models.PositiveIntegerField(unique=True)
    why = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    entries: Any = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()

    @property
    def ledger_key(self) -> str:
        return f"taboos:{self.number}"
