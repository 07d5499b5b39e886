"""Taking letters out of the outbox, one at a time, and noting what became of each."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.mailroom import carriers
from yakuba.mailroom.carriers.carrier import Carrier, Closed, GiveUp, TryAgain
from yakuba.mailroom.models import FAILED, SENT, WAITING, Letter
from yakuba.toolbox import clock

# Longer than any carrier takes for one letter; whoever has not come back by then is taken for dead.
LEASE = timedelta(minutes=15)
# After the first try, the second…: nearly three days in all, then the letter has failed.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, *[240] * 17)]


@dataclass
class Delivery:
    """What became of the letters that were taken out. `closed` says why the carrier took none, or no more."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    closed: str = ""


def deliver(*, limit: int = 50) -> Delivery:
    """Send the letters that are due, through the carrier of the settings; without one they stay and wait.

    Any number of workers may call this at once. A letter is claimed and the claim committed before it is sent, so none
    is sent twice; only when a worker dies between sending and noting it does the letter go out again, after the lease
    and with the same Message-ID. Must be called outside a transaction.
    """
    delivery = Delivery()
    carrier = carriers.chosen()
    if carrier is not None:
        with closing(carrier):
            for _turn in range(limit):
                letter = _claim()
                if letter is None:
                    break
                _carry(letter, carrier, delivery)
                if delivery.closed:
                    break
    return delivery


def _claim() -> Letter | None:
    with transaction.atomic(durable=True):
        now = clock.now()
        due = Letter.objects.due(now, unclaimed_since=now - LEASE)
        letter = due.select_for_update(skip_locked=True).first()
        if letter:
            letter.claimed_at = now
            letter.tries += 1
            letter.save(update_fields=["claimed_at", "tries"])
    return letter


def _carry(letter: Letter, carrier: Carrier, delivery: Delivery) -> None:
    try:
        carrier.send(letter)
    except GiveUp as reason:
        _fail(letter, str(reason), delivery)
    except TryAgain as reason:
        _put_off(letter, str(reason), delivery)
    except Closed as reason:
        delivery.closed = str(reason)
        # No try of this letter; a minute later, so that the next attempt is made with another one.
        _note(letter, tries=letter.tries - 1, next_try_at=clock.now() + WAITS[0], last_error=str(reason))
    else:
        delivery.sent += 1
        _note(letter, state=SENT, sent_at=clock.now(), last_error="")


def _put_off(letter: Letter, reason: str, delivery: Delivery) -> None:
    if letter.tries > len(WAITS):
        _fail(letter, _("%(tries)d回試しましたが送れませんでした：") % {"tries": letter.tries} + reason, delivery)
        return
    delivery.put_off += 1
    _note(letter, next_try_at=clock.now() + WAITS[letter.tries - 1], last_error=reason)


def _fail(letter: Letter, reason: str, delivery: Delivery) -> None:
    delivery.failed += 1
    _note(letter, state=FAILED, last_error=reason)


def _note(letter: Letter, **columns: Any) -> None:
    """Nothing is noted over a worker who took the letter after this one's lease had run out, but that it was sent.

    A letter that will not go out again needs no secret any more; the demo's is still read on its page.
    """
    if columns.get("state") and not settings.DEMO:
        columns["secret"] = ""
    ours = Letter.objects.filter(pk=letter.pk, state=WAITING)
    if columns.get("state") != SENT:
        ours = ours.filter(claimed_at=letter.claimed_at)
    ours.update(claimed_at=None, **columns)
