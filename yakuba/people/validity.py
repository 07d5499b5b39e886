"""Rows that hold from one day until another."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

Row = TypeVar("Row", bound=models.Model)


class InTimeQuerySet(models.QuerySet[Row]):
    """Rows that can be asked for a day."""

    def valid_on(self, day: date) -> Self:
        """Only what holds on that day."""
        return self.filter(valid_on(day))


class InTime(models.Model):
    """Holds on `valid_from` and every later day, up to but not including `valid_until` (None: until further notice)."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """The same question for a row already read."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def valid_on(day: date, of: str = "") -> Q:
    """The condition itself, for a joined row too: `valid_on(day, of="post__")`."""
    began = Q(**{f"{of}valid_from__lte": day})
    return began & (Q(**{f"{of}valid_until__isnull": True}) | Q(**{f"{of}valid_until__gt": day}))


def overlapping(begin: date, end: date | None) -> Q:
    """Rows that share at least one day with the span from `begin` until `end` (not included)."""
    shares = Q(valid_until__isnull=True) | Q(valid_until__gt=begin)
    return shares if end is None else shares & Q(valid_from__lt=end)
