"""A wish to buy: written down with its check, revised, decided or dropped. The check hints; it never blocks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.systems.asking import Boxes, Stale
from yakuba.systems.checking import Wish
from yakuba.systems.models import Purchase
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

LONGEST = 2000


@transaction.atomic
def wish_purchase(typed: Mapping[str, Any], *, section: Section, by: Actor) -> Purchase:
    """購入の相談を始める. Raises Wrong for what cannot be read; never for what the check thinks of it."""
    kept = read(typed)
    purchase = Purchase.objects.create(section=section, wished_at=clock.now(), **kept)
    facts = _plain(kept) | {"section": section.code}
    ledger.write("wished_purchase", purchase.ledger_key, by=by, facts=facts)
    return purchase


@transaction.atomic
def revise_purchase(purchase: Purchase, typed: Mapping[str, Any], *, seen: int, by: Actor) -> Purchase:
    """相談を直す, such as after the conversation. Raises Stale, Wrong, Refused."""
    purchase = _hold_open(purchase)
    if purchase.revision != seen:
        raise Stale
    kept = read(typed)
    changed = {name: value for name, value in kept.items() if getattr(purchase, name) != value}
    if not changed:
        raise Refused(_("どこも変わっていません。"))
    for name, value in changed.items():
        setattr(purchase, name, value)
    purchase.revision += 1
    purchase.save(update_fields=[*changed, "revision"])
    ledger.write("revised_purchase", purchase.ledger_key, by=by, facts=_plain(changed))
    return purchase


@transaction.atomic
def decide_purchase(purchase: Purchase, typed: Mapping[str, Any], *, by: Actor) -> Purchase:
    """買うと決めた: where that was decided is noted. Raises Wrong, Refused."""
    purchase = _settled(purchase, typed, Purchase.State.DECIDED)
    ledger.write("decided_purchase", purchase.ledger_key, by=by, facts={"decision": purchase.decision})
    return purchase


@transaction.atomic
def drop_purchase(purchase: Purchase, typed: Mapping[str, Any], *, by: Actor) -> Purchase:
    """買わないことにした: why, or where that was decided, is noted. Raises Wrong, Refused."""
    purchase = _settled(purchase, typed, Purchase.State.DROPPED)
    ledger.write("dropped_purchase", purchase.ledger_key, by=by, facts={"decision": purchase.decision})
    return purchase


def wish_of(kept: Mapping[str, Any]) -> Wish:
    """What the check reads of a wish, kept or just typed."""
    return Wish(
        title=kept["title"],
        reason=kept["reason"],
        functions=kept["functions"],
        asked_others=kept["asked_others"],
        adds_channel=kept["adds_channel"],
        minutes_before=kept["minutes_before"],
        minutes_after=kept["minutes_after"],
        removes=kept["removes"],
        side_by_side_until=kept["side_by_side_until"],
    )


def read(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The boxes of the form as values. Raises Wrong."""
    boxes = Boxes(typed)
    kept: dict[str, Any] = {
        "title": boxes.text("title", must=_("買いたいものを入力してください。")),
        "product": boxes.text("product"),
        "vendor": boxes.text("vendor"),
        "functions": boxes.words(
            "functions", must=_("働きを、「、」で区切って入力してください。例：申請フォーム、予約")
        ),
        "reason": boxes.text("reason", longest=LONGEST, must=_("何に困っていて、なぜ要るのかを書いてください。")),
        "estimate_yen": boxes.yen("estimate_yen"),
        "asked_others": boxes.text("asked_others", longest=LONGEST),
        "adds_channel": boxes.yes("adds_channel"),
        "minutes_before": boxes.number("minutes_before", most=100_000),
        "minutes_after": boxes.number("minutes_after", most=100_000),
        "removes": boxes.text("removes", longest=LONGEST),
        "side_by_side_until": boxes.day("side_by_side_until"),
        "lessens_bother": boxes.text("lessens_bother", longest=LONGEST),
        "frees_time": boxes.text("frees_time", longest=LONGEST),
    }
    boxes.done()
    return kept


def _settled(purchase: Purchase, typed: Mapping[str, Any], state: Purchase.State) -> Purchase:
    purchase, boxes = _hold_open(purchase), Boxes(typed)
    decision = boxes.text(
        "decision", longest=200, must=_("決裁の受付番号か、決めたことのわかる場所を入力してください。")
    )
    boxes.done()
    purchase.state, purchase.decision = state, decision
    purchase.revision += 1
    purchase.save(update_fields=["state", "decision", "revision"])
    return purchase


def _hold_open(purchase: Purchase) -> Purchase:
    purchase = Purchase.objects.select_for_update().get(pk=purchase.pk)
    if purchase.state != Purchase.State.WISHED:
        raise Refused(_("この相談は、もう終わっています。"))
    return purchase


def _plain(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}
