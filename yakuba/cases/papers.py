"""Issued papers and the bytes that are kept: of papers and of what applicants send along."""

import hashlib
from typing import Self

from django.db import models

from yakuba.toolbox import clock, dates, rows


class Blob(models.Model):
    """The bytes of a file or paper, kept once, in the same transaction as the row that names them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Not kept yet."""
        return cls(sha256=hashlib.sha256(content).hexdigest(), content=content, size=len(content))


class Counter(models.Model):
    """A run of numbers without gaps; the row is locked until what took the number is kept."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    @classmethod
    def next(cls, series: str, *, digits: int) -> str:
        """The next number of the series in this fiscal year, such as 証第2026-000012号."""
        year = dates.fiscal_year(clock.today())
        counter, _made = cls.objects.select_for_update().get_or_create(name=f"{series}/{year}")
        counter.last += 1
        rows.update(counter, ["last"])
        return f"{series}第{year}-{counter.last:0{digits}d}号"


class Paper(models.Model):
    """An issued paper. Never changed, never rendered again."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=64, unique=True)
    # Not kept by the database: at the end of the retention the bytes go, and number and digest stay.
    blob = models.ForeignKey(Blob, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    replaced = models.JSONField(default=list)  # characters printed as a visible mark
    is_signed = models.BooleanField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="cases_paper_once_per_case")]

    @property
    def ledger_key(self) -> str:
        return f"paper:{self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class PaperWithdrawal(models.Model):
    """A paper that is no longer good, and why."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(default=clock.now)
