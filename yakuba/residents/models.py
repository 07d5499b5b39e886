"""What is loaded beside the people of the register: attributes, protections, loads, pairs to be judged."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from yakuba.people.models import Post, Resident
from yakuba.people.validity import InTime, InTimeQuerySet


class Load(models.Model):
    """One file read into the register. Only one at a time; one that was cut off goes on with the same file."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.CharField(max_length=100)
    as_of = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many rows were new, changed, ended, the same, rejected.
    counts: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at__isnull=True), name="residents_one_load_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.as_of}"

    @property
    def ledger_key(self) -> str:
        return "register:residents"


class Former(models.Model):
    """The words of a state that were put right without a day passing; the state itself has the right ones."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="formers")
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    words: Any = models.JSONField()


class AttributeQuerySet(InTimeQuerySet["Attribute"]):
    def known_of(self, numbers: list[str], day: date) -> dict[str, dict[str, Any]]:
        """{number: {name: value}} as it held on that day."""
        found: dict[str, dict[str, Any]] = {}
        for number, name, value in self.valid_on(day).filter(number__in=numbers).values_list("number", "name", "value"):
            found.setdefault(number, {})[name] = value
        return found


class Attribute(InTime):
    """What another system knows of a person (所得区分, 児童手当受給, 要介護度…), with source and purpose."""

    number = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    value: Any = models.JSONField()
    source = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    as_of = models.DateField()
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AttributeQuerySet.as_manager()

    class Meta(InTime.Meta):
        indexes = [models.Index(fields=["number", "name"], name="residents_attribute_of")]
        constraints = [
            *InTime.Meta.constraints,
            models.UniqueConstraint(
                fields=["number", "name"], condition=Q(valid_until__isnull=True), name="residents_attribute_holds_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Protection(InTime):
    """支援措置 (住民基本台帳事務処理要領 第6-10): the address is shown to nobody but the holder of that post."""

    number = models.CharField(max_length=20, db_index=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    # Which paper the request came by, such as a consulting body's opinion; not why.
    ground = models.CharField(max_length=200)

    objects = InTimeQuerySet["Protection"].as_manager()

    class Meta(InTime.Meta):
        constraints = [
            *InTime.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_until__isnull=True), name="residents_protection_holds_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.valid_from}"


class Doubtful(models.Model):
    """Two numbers with the same name and birth date: one person twice, or two people. A person judges, no machine."""

    one = models.CharField(max_length=20)
    other = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)  # same, different
    why = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="residents_doubtful_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="residents_doubtful_in_order"),
            models.CheckConstraint(
                condition=Q(verdict="", settled_at__isnull=True)
                | (Q(verdict__in=["same", "different"]) & Q(settled_at__isnull=False) & ~Q(why="")),
                name="residents_doubtful_settled_with_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"
