"""Editions and what is in them, as they were frozen."""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yakuba.cases.models import Case
from yakuba.publications.paraphrasing import Paraphrase

__all__ = ["Edition", "Erratum", "Kind", "Leaf", "Paraphrase", "Pressing", "State", "digest_of"]


class Kind(models.TextChoices):
    PLAN = "plan", _("計画")
    REPORT = "report", _("報告書")
    POLICY = "policy", _("方針")
    MINUTES = "minutes", _("会議録")
    NOTICE = "notice", _("お知らせ")


class State(models.TextChoices):
    FROZEN = "frozen", _("凍結ずみ（検査中）")
    DECIDING = "deciding", _("決裁中")
    PUBLISHED = "published", _("公表")
    GIVEN_UP = "given_up", _("取りやめ")


UNDER_WAY = (State.FROZEN, State.DECIDING)


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        """Newest first."""
        return self.filter(state=State.PUBLISHED).order_by("-number")

    def of(self, kind: str, name: str) -> "EditionQuerySet":
        return self.filter(kind=kind, name=name).order_by("-number")

    def under_way(self) -> "EditionQuerySet":
        return self.filter(state__in=UNDER_WAY)


class Edition(models.Model):
    """第n版: one publication as it stood on one day. Numbered once; never frozen again, never unpublished."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.SlugField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FROZEN)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=200)
    # What holds of the edition as a whole: its taxonomy, its figures, how many fields are withheld and why.
    head: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    findings: Any = models.JSONField(default=list)
    # Findings let through, each by its key, with the reason.
    released: Any = models.JSONField(default=dict)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="edition")
    published_at = models.DateTimeField(null=True, blank=True)
    given_up_why = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "number"], name="publications_edition_number_once"),
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=Q(state__in=["frozen", "deciding"]),
                name="publications_one_edition_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, case__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="publications_published_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="given_up") | ~Q(given_up_why=""), name="publications_given_up_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number_in_words}"

    @property
    def number_in_words(self) -> str:
        return _("第%(number)d版") % {"number": self.number}

    @property
    def ledger_key(self) -> str:
        return f"edition:{self.kind}:{self.name}:{self.number}"

    @property
    def open_findings(self) -> list[dict[str, Any]]:
        """What the gate stops at and nobody has let through with a reason."""
        return [one for one in self.findings if one["weight"] == "stop" and one["key"] not in self.released]

    @property
    def before(self) -> "Edition | None":
        """The edition that was published before this one."""
        return Edition.objects.of(self.kind, self.name).published().filter(number__lt=self.number).first()


class Leaf(models.Model):
    """One part of an edition, such as an item of a plan: what it says in words, and the same for machines.

    `content` is {"title", "facts": [[label, text], …], "values": {…}}. Rows are only added.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="leaves")
    key = models.CharField(max_length=100)
    place = models.PositiveIntegerField()
    content: Any = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="publications_leaf_once_an_edition")]

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [(label, text) for label, text in self.content["facts"]]

    @property
    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["values"]
        return found


class Pressing(models.Model):
    """An edition in one format, pressed once when it was published. Rows are only added."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="pressings")
    format = models.CharField(max_length=10)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "format"], name="publications_pressed_once")]


class Erratum(models.Model):
    """正誤: what a published edition says wrongly, what is right, and why; the edition itself stays as it was."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="errata")
    key = models.CharField(max_length=100, blank=True)
    wrong = models.TextField()
    right = models.TextField()
    why = models.TextField()
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(wrong="") & ~Q(right="") & ~Q(why=""), name="publications_erratum_says_all"
            )
        ]


def digest_of(value: Any) -> str:
    """SHA-256 over the value as JSON, keys sorted, as UTF-8."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
