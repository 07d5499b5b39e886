"""The daily seal: one hash over the state of every thing, fit to be printed or kept outside."""

from datetime import date

from django.db import connection, transaction

from yakuba.ledger import chain
from yakuba.ledger.actors import Robot
from yakuba.ledger.models import Head, Line, Root
from yakuba.ledger.writing import write

# The seals are lines about this thing, so that a removed root is missed.
LEDGER = "ledger"
SEALER = Robot("台帳の封印")


def seal(day: date) -> Root:
    """Seal all lines written so far as the state at the end of `day`; the same root when the day is sealed already.

    Raises ValueError for a day before the last seal. Opens its own transaction, in which all writers wait.
    """
    with transaction.atomic(durable=True):
        _let_no_line_be_half_in()
        if done := Root.objects.filter(day=day).first():
            return done
        last = Root.objects.order_by("-day").first()
        if last and day < last.day:
            raise ValueError(f"{last.day} is sealed already; a day before it can no longer be")
        root = _root(day, last)
        write("sealed", LEDGER, by=SEALER, facts={"day": day.isoformat(), "root": root.hash})
    return root


def is_sealed(day: date) -> bool:
    """Whether the day has its root."""
    return Root.objects.filter(day=day).exists()


def _root(day: date, last: Root | None) -> Root:
    tree = chain.Tree()
    for thing, number, line in Head.objects.order_by("thing").values_list("thing", "number", "hash").iterator():
        tree.add(chain.leaf(thing, number, line))
    newest = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    root = Root(day=day, previous=last.hash if last else "", heads=tree.leaves, last_line=newest)
    root.hash = chain.root_hash(day, tree=tree.root(), heads=root.heads, last_line=newest, previous=root.previous)
    root.save(force_insert=True)
    return root


def _let_no_line_be_half_in() -> None:
    """Waits for every writer on its way and holds back the next; every writer touches this table.

    SQLite's transactions are IMMEDIATE and so alone already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_line IN SHARE ROW EXCLUSIVE MODE")
