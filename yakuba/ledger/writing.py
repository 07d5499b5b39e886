"""The pen of the ledger, and the one eraser."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from yakuba.ledger import chain
from yakuba.ledger.actors import Actor
from yakuba.ledger.models import Detail, Head, Line
from yakuba.toolbox import clock, rows


@dataclass(frozen=True)
class Said:
    """What one line says, before it has its place in the chain; see `write` for `facts` and `detail`."""

    verb: str
    by: Actor
    facts: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] | None = None


def write(
    verb: str, thing: str, *, by: Actor, facts: dict[str, Any] | None = None, detail: dict[str, Any] | None = None
) -> Line:
    """Add the next line about a thing such as "case:17", inside the transaction of the act.

    `facts` stay for good and hold no personal data; `detail` holds it and can be erased. Both are JSON, `facts`
    without decimal numbers (TypeError). Raises TransactionManagementError outside a transaction. Writers of one thing
    wait for each other until their transactions end: write about several things always in the same order.
    """
    return write_all(thing, [Said(verb, by, facts or {}, detail)])[0]


def write_all(thing: str, said: Sequence[Said], *, begins: bool = False) -> list[Line]:
    """Add several lines about one thing, in their order; see `write`. At least one.

    `begins`: nothing has been written about it before, as far as the caller knows; that saves a look.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"'{said[0].verb}' must be written in the transaction of the act itself"
        )
    kept = [_sealed(one.detail) for one in said]
    head = Head(thing=thing, number=0, hash="") if begins else _hold(thing)
    lines = _following(head, said, kept)
    if head.number == 0 and not _begin(lines[-1]):
        # Somebody began this thing in the same moment; now there is a head to queue at.
        head = _hold(thing)
        lines = _following(head, said, kept)
    rows.insert(lines)
    if head.number:
        head.number, head.hash = lines[-1].number, lines[-1].hash
        rows.update(head, ["number", "hash"])
    details = [(line, detail) for line, detail in zip(lines, kept, strict=True) if detail]
    for line, detail in details:
        detail.line = line
    if details:
        rows.insert([detail for _line, detail in details])
    return lines


def write_each(verb: str, things: Sequence[str], *, by: Actor, facts: dict[str, Any] | None = None) -> list[Line]:
    """Add the same line about many things, each in its own chain, in a few statements; see `write`.

    The heads are taken in the order of their names, so that two who do this at once wait for each other.
    """
    held = list(Head.objects.select_for_update().filter(thing__in=things).order_by("thing"))
    lines = [line for head in held for line in _following(head, [Said(verb, by, facts or {})], [None])]
    if lines:
        rows.insert(lines)
        with connection.cursor() as cursor:
            ends = [(line.number, line.hash, line.thing) for line in lines]
            cursor.executemany("UPDATE ledger_head SET number = %s, hash = %s WHERE thing = %s", ends)
    begun = sorted(set(things) - {head.thing for head in held})
    return lines + [write(verb, thing, by=by, facts=facts) for thing in begun]


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


def _sealed(detail: dict[str, Any] | None) -> Detail | None:
    return None if detail is None else Detail(salt=secrets.token_hex(32), text=chain.canonical(detail))


def _following(head: Head, said: Sequence[Said], kept: Sequence[Detail | None]) -> list[Line]:
    lines: list[Line] = []
    number, previous = head.number, head.hash
    for one, detail in zip(said, kept, strict=True):
        number += 1
        line = Line(
            thing=head.thing,
            number=number,
            verb=one.verb,
            # The clock is read behind the lock, so that a thing's lines are in the order of their times.
            at=clock.now(),
            actor_key=one.by.actor_key,
            actor_name=one.by.actor_name,
            actor_post=one.by.actor_post,
            facts=chain.plain(one.facts),
            detail_digest=chain.detail_digest(detail.salt, detail.text) if detail else "",
            previous=previous,
        )
        line.hash = previous = chain.line_hash(line)
        lines.append(line)
    return lines


def _begin(line: Line) -> bool:
    """The first head of a thing; False where another transaction's is there first, once that one has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_head (thing, number, hash) VALUES (%s, %s, %s) ON CONFLICT (thing) DO NOTHING",
            [line.thing, line.number, line.hash],
        )
        return cursor.rowcount == 1
