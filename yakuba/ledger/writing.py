"""The pen of the ledger, and the one eraser."""

import secrets
from typing import Any

from django.db import connection, transaction

from yakuba.ledger import chain
from yakuba.ledger.actors import Actor
from yakuba.ledger.models import Detail, Head, Line
from yakuba.toolbox import clock


def write(
    verb: str, thing: str, *, by: Actor, facts: dict[str, Any] | None = None, detail: dict[str, Any] | None = None
) -> Line:
    """Add the next line about a thing such as "case:17", inside the transaction of the act.

    `facts` stay for good and hold no personal data; `detail` holds it and can be erased. Both are JSON, `facts`
    without decimal numbers (TypeError). Raises TransactionManagementError outside a transaction. Writers of one thing
    wait for each other until their transactions end: write about several things always in the same order.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"'{verb}' must be written in the transaction of the act itself")
    kept = None if detail is None else Detail(salt=secrets.token_hex(32), text=chain.canonical(detail))
    said = {
        "verb": verb,
        "actor_key": by.actor_key,
        "actor_name": by.actor_name,
        "actor_post": by.actor_post,
        "facts": chain.plain(facts or {}),
        "detail_digest": chain.detail_digest(kept.salt, kept.text) if kept else "",
    }
    line = _following(_hold(thing), said)
    if line.number == 1 and not _begin(line):
        # Somebody began this thing in the same moment; now there is a head to queue at.
        line = _following(_hold(thing), said)
    line.save(force_insert=True)
    if line.number > 1:
        Head.objects.filter(thing=thing).update(number=line.number, hash=line.hash)
    if kept:
        kept.line = line
        kept.save(force_insert=True)
    return line


def erase_details(thing: str, *, by: Actor) -> int:
    """Remove the personal details of a thing at the end of their retention, and say so in the ledger; how many went.

    The chain stays whole. A detail that is gone without such a line is reported by `verify`.
    """
    with transaction.atomic():
        _hold(thing)
        count, _ = Detail.objects.filter(line__thing=thing).delete()
        if count:
            write("erased", thing, by=by, facts={"details": count})
    return count


def _hold(thing: str) -> Head:
    return Head.objects.select_for_update().filter(thing=thing).first() or Head(thing=thing, number=0, hash="")


def _following(head: Head, said: dict[str, Any]) -> Line:
    # The clock is read behind the lock, so that a thing's lines are in the order of their times.
    line = Line(thing=head.thing, number=head.number + 1, previous=head.hash, at=clock.now(), **said)
    line.hash = chain.line_hash(line)
    return line


def _begin(line: Line) -> bool:
    """The first head of a thing; False where another transaction's is there first, once that one has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_head (thing, number, hash) VALUES (%s, %s, %s) ON CONFLICT (thing) DO NOTHING",
            [line.thing, line.number, line.hash],
        )
        return cursor.rowcount == 1
