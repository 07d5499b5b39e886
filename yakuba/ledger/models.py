"""The ledger's rows. Nothing here points to another room, so that the ledger outlives all of them."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class KeyField(models.CharField):
    """A key compared byte by byte, so that every database sorts things alike and the daily root comes out the same."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}


class LineQuerySet(models.QuerySet["Line"]):
    def about(self, thing: str) -> "LineQuerySet":
        """What happened to one thing, in order."""
        return self.filter(thing=thing).order_by("number")

    def opened(self, thing: str) -> "LineQuerySet":
        """Who looked at one thing (あなたの情報を見た人), in order."""
        return self.about(thing).filter(verb="opened")

    def opened_any(self, things: Iterable[str]) -> "LineQuerySet":
        """Who looked at any of these, newest first."""
        return self.filter(thing__in=list(things), verb="opened").order_by("-pk")

    def opened_away(self, actors: Iterable[str]) -> "LineQuerySet":
        """What these people opened that was not on their desk, newest first."""
        return self.filter(actor_key__in=list(actors), verb="opened", facts__away=True).order_by("-at", "-pk")


class Line(models.Model):
    """One act. Triggers refuse to change or remove it; `writing.write` is the only pen."""

    thing = KeyField(max_length=200)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=50)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=200)
    actor_name = models.TextField()
    actor_post = models.TextField(blank=True)
    # No personal data: this can never be erased.
    facts = models.JSONField(default=dict)
    detail_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "number"], name="ledger_line_number_once")]
        indexes = [models.Index(fields=["actor_key", "at"], name="ledger_line_by_actor")]

    def __str__(self) -> str:
        return f"{self.thing} {self.number} {self.verb}"

    def said(self, word: str) -> str:
        """One of the words beside the line; empty once they have been erased."""
        detail = getattr(self, "detail", None)
        return str(json.loads(detail.text).get(word, "")) if detail else ""


class Detail(models.Model):
    """The personal part of a line, beside it: erased at the end of its retention without breaking the chain."""

    line = models.OneToOneField(Line, on_delete=models.PROTECT, primary_key=True, related_name="detail")
    salt = models.CharField(max_length=64)
    text = models.TextField()


class Head(models.Model):
    """How far a thing's chain has come; its row is the lock that lets writers of one thing queue."""

    thing = KeyField(max_length=200, primary_key=True)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.thing} {self.number}"


class Root(models.Model):
    """The seal over all heads at the end of a day; each covers the one before it."""

    day = models.DateField(unique=True)
    hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    heads = models.PositiveIntegerField()
    last_line = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"
