"""全庁へのSOS: an item asks who knows how, the hall answers, and the thanks are kept. Nobody is counted."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.people.models import Section, User
from yakuba.programme.items import Wrong, hold, words
from yakuba.programme.models import Item
from yakuba.programme.voices import Offer, Sos
from yakuba.toolbox import clock, kana
from yakuba.toolbox.refused import Refused

PROPOSED = 5
ALIKE = 0.06  # share of pairs of letters that two texts must have in common


@dataclass(frozen=True)
class Known:
    """Somebody who may know how: a section, and the item or words from which one sees it."""

    section: Section
    why: str
    item: Item | None = None


@transaction.atomic
def ask_for_help(item: Item, asked: str, *, by: User) -> Sos:
    """Say what is missing. Raises Wrong where it is not said, Refused while an earlier call is open."""
    item, asked = hold(item), words(asked)
    if not asked:
        raise Wrong({"words": _("何が分からないか、何があれば進むかを書いてください。")})
    if item.calls.filter(ended_at=None).exists():
        raise Refused(_("この取組は、もうSOSを出しています。続きはそこに書いてください。"))
    made = Sos.objects.create(item=item, words=asked, asked_at=clock.now(), asked_by=by.actor_post or by.actor_name)
    ledger.write("asked_for_help", item.ledger_key, by=by, facts={"words": asked})
    return made


@transaction.atomic
def offer_help(call: Sos, said: str, *, by: User) -> Offer:
    """Anybody of the hall may answer. Raises Wrong, Refused where the call has ended."""
    call, said = _hold(call), words(said)
    if not said:
        raise Wrong({"words": _("知っていることや、手伝えることを書いてください。")})
    made = Offer.objects.create(
        call=call,
        words=said,
        offered_at=clock.now(),
        offered_by=by.actor_post or by.actor_name,
        offered_by_key=by.actor_key,
    )
    ledger.write("offered_help", call.item.ledger_key, by=by, facts={"words": said})
    return made


@transaction.atomic
def thank_for_help(offer: Offer, said: str, *, by: User) -> Offer:
    """お礼: kept beside the answer. Raises Wrong."""
    offer, said = (
        Offer.objects.select_for_update(of=("self",)).select_related("call__item").get(pk=offer.pk),
        words(said),
    )
    if not said:
        raise Wrong({"words": _("お礼のことばを書いてください。")})
    offer.thanks, offer.thanked_at = said, clock.now()
    offer.save(update_fields=["thanks", "thanked_at"])
    ledger.write("thanked_for_help", offer.call.item.ledger_key, by=by, facts={"words": said})
    return offer


@transaction.atomic
def end_call(call: Sos, *, by: User) -> Sos:
    """The wall has been passed, or nothing more is expected. Raises Refused where it has ended before."""
    call = _hold(call)
    call.ended_at = clock.now()
    call.save(update_fields=["ended_at"])
    ledger.write("ended_call", call.item.ledger_key, by=by)
    return call


def who_may_know(item: Item) -> list[Known]:
    """Other sections that may know how: those with items alike, the most alike first; not an order of merit."""
    mine = _pairs(item)
    if not mine:
        return []
    others = Item.objects.exclude(pk=item.pk).exclude(section=item.section).filter(plan=item.plan)
    found = []
    for other in others.select_related("section").order_by("pk"):
        theirs = _pairs(other)
        alike = len(mine & theirs) / len(mine | theirs) if theirs else 0
        if alike >= ALIKE:
            found.append((alike, other))
    known: dict[int, Known] = {}
    for _alike, other in sorted(found, key=lambda one: -one[0]):
        if other.section_id not in known:
            why = _("似た取組があります：%(title)s") % {"title": other.title}
            known[other.section_id] = Known(other.section, why, other)
    return list(known.values())[:PROPOSED]


def _pairs(item: Item) -> set[str]:
    """Two letters at a time of what it is about, as a search would see them; kana alone say too little."""
    folded = kana.fold(f"{item.title}{item.overview}{item.problem}")
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return {pair for pair in pairs if any("一" <= letter <= "鿿" or letter.isascii() for letter in pair)}


def _hold(call: Sos) -> Sos:
    call = Sos.objects.select_for_update(of=("self",)).select_related("item").get(pk=call.pk)
    if not call.is_open:
        raise Refused(_("このSOSは、もう終わっています。"))
    return call
