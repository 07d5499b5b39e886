"""What people make of a survey's answers: comments sorted by two, and 考察 beside each question."""

from django.conf import settings
from django.db import models

from yakuba.cases.models import Case
from yakuba.procedures.models import Procedure


class Sorted(models.Model):
    """One comment as one person has sorted it. Two people sort each; neither sees the other's before both are done."""

    survey = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    sorted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "field", "coder"], name="figures_sorted_once_by_each"),
            models.CheckConstraint(condition=~models.Q(code=""), name="figures_sorted_somewhere"),
        ]
        indexes = [models.Index(fields=["survey", "field"], name="figures_sorted_by_question")]


class Settled(models.Model):
    """Where the two differ: what holds, by a third act, with why."""

    field = models.CharField(max_length=60)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    why = models.TextField()
    settled_at = models.DateTimeField()
    settled_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "field"], name="figures_settled_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="figures_settled_says_why"),
        ]


class Consideration(models.Model):
    """考察: what the city makes of one question, its figures cited and never typed. Said anew, the newest holds."""

    survey = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=130)
    words = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "question"], name="figures_consideration_once"),
            models.CheckConstraint(condition=~models.Q(words=""), name="figures_consideration_says_something"),
        ]
