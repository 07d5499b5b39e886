"""Rows that are never deleted, and money that always fits: what the tables of this room have in common."""

from typing import Self, TypeVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)
# One line of a budget; nine million of them still add up within 64 bits, in every database.
MOST_YEN = 1_000_000_000_000
INT64 = 2**63 - 1


class KeptQuerySet(models.QuerySet[Row]):
    def standing(self) -> Self:
        """Only what has not been struck out."""
        return self.filter(struck_at__isnull=True)


class Kept(models.Model):
    """Wrongly written, it is struck out with a reason and stays to be seen; it no longer counts."""

    written_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_why="") | (Q(struck_at__isnull=False) & ~Q(struck_why="")),
                name="%(app_label)s_%(class)s_struck_for_a_reason",
            )
        ]

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


def amount(null: bool = False) -> "models.BigIntegerField[int, int]":
    """A sum of yen."""
    return models.BigIntegerField(null=null, blank=null, validators=[MaxValueValidator(MOST_YEN)])


def is_money(name: str) -> Q:
    """The condition on a sum of yen; where nothing is known, there is nothing to hold."""
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, MOST_YEN)})


def total(yen: "list[int]") -> int:
    """The sum. Raises OverflowError where it would not fit into 64 bits: no export may carry a wrong one."""
    found = sum(yen)
    if found > INT64:
        raise OverflowError("more yen than 64 bits hold")
    return found
