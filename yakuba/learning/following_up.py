"""自分の約束: what somebody means to do after an event, and what became of it three months later. Theirs alone."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger, mailroom
from yakuba.learning.models import Commitment, Event, Outcome
from yakuba.ledger import Actor
from yakuba.people.models import User
from yakuba.programme.items import Wrong, words
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

MONTHS = 3
# Fewer answers would let colleagues guess whose they are.
LEAST = 5


@transaction.atomic
def commit(event: Event, said: str, *, by: User) -> Commitment:
    """約束する, in one's own words; the ledger keeps that there is one, not the words. Raises Wrong."""
    said = words(said)
    if not said:
        raise Wrong({"words": _("自分でしてみることを書いてください。")})
    today = clock.today()
    made = Commitment.objects.create(
        user=by, event=event, words=said, made_on=today, due_on=dates.add_months(today, MONTHS)
    )
    ledger.write("committed", made.ledger_key, by=by, facts={"event": event.pk, "due_on": made.due_on.isoformat()})
    return made


@transaction.atomic
def answer(commitment: Commitment, outcome: str, learned: str, *, by: User) -> Commitment:
    """どうなったか: できた・途中・やめた are all answers, and may be given anew. Raises Wrong, Refused."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.user_id != by.pk:
        raise Refused(_("ほかの人の約束です。"))
    if outcome not in Outcome.values:
        raise Wrong({"outcome": _("どうなったかを選んでください。")})
    commitment.outcome, commitment.learned, commitment.answered_at = outcome, words(learned), clock.now()
    commitment.save(update_fields=["outcome", "learned", "answered_at"])
    ledger.write("answered_commitment", commitment.ledger_key, by=by, facts={"event": commitment.event_id})
    return commitment


@transaction.atomic
def remind_due(*, by: Actor) -> int:
    """One letter about each promise whose three months are over; how many."""
    due = Commitment.objects.filter(outcome="", reminded_at=None, due_on__lte=clock.today())
    found = list(due.select_for_update(of=("self",)).select_related("user", "event").order_by("pk"))
    for one in found:
        one.reminded_at = clock.now()
        one.save(update_fields=["reminded_at"])
        ledger.write("reminded_commitment", one.ledger_key, by=by)
        _tell(one)
    return len(found)


def counts(event: Event) -> Counter[str] | None:
    """How many of each answer, `waiting` for none yet; None while there are so few that one could guess whose."""
    found = Counter(one or "waiting" for one in event.commitments.values_list("outcome", flat=True))
    return found if found.total() >= LEAST else None


def _tell(commitment: Commitment) -> None:
    title = {"title": commitment.event.title}
    mailroom.post(
        "commitment_due",
        to=commitment.user.email,
        subject=_("三か月たちました：%(title)s") % title,
        body=_(
            "%(title)sのあとに書いた、自分の約束はどうなりましたか。できた・途中・やめたの、どれでも答えです。"
            "だれが何と書いたかは、あなたのほかには見えません。"
        )
        % title
        + f"\n\n{settings.SITE_URL}/office/learning/mine/\n",
        about=commitment.ledger_key,
    )
