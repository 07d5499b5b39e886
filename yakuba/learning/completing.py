"""全員が受ける研修: asked of everybody who works here, done by a day, reminded of; published only as a share."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger, mailroom
from yakuba.figures.shares import Share
from yakuba.learning.announcing import hold_event
from yakuba.learning.models import Duty, Event
from yakuba.ledger import Actor
from yakuba.people.models import Holding, User
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused


@transaction.atomic
def require(event: Event, due_on: date, *, by: Actor) -> int:
    """全員に求める: of whoever holds a post today and was not asked before, so newcomers too. How many were new.

    Raises Refused where the day is over already.
    """
    event = hold_event(event)
    if due_on < clock.today():
        raise Refused(_("期限は、きょうかそれより後の日にしてください。"))
    staff = set(Holding.objects.in_force_on(clock.today()).values_list("user", flat=True))
    new = sorted(staff - set(event.duties.values_list("user", flat=True)))
    Duty.objects.bulk_create(Duty(event=event, user_id=one, due_on=due_on) for one in new)
    ledger.write("required_training", event.ledger_key, by=by, facts={"count": len(new), "due_on": due_on.isoformat()})
    for duty in event.duties.filter(user__in=new).select_related("user", "event"):
        _tell(duty)
    return len(new)


@transaction.atomic
def complete(duty: Duty, *, by: User) -> Duty:
    """受け終わった: only oneself says so. Raises Refused where it is somebody else's, or was said before."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("event").get(pk=duty.pk)
    if duty.user_id != by.pk:
        raise Refused(_("ほかの人の研修です。"))
    if duty.completed_at:
        raise Refused(_("この研修は、もう終わっています。"))
    return _complete(duty, by)


def complete_by_attending(event: Event, user: User, *, by: Actor) -> None:
    """Whoever was there has done it."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("event")
    for one in duty.filter(event=event, user=user, completed_at=None):
        _complete(one, by)


@transaction.atomic
def remind(event: Event, *, by: Actor) -> int:
    """まだの人に知らせる: one letter each, once a day at most. How many."""
    event = hold_event(event)
    waiting = event.duties.outstanding().select_for_update(of=("self",)).select_related("user", "event").order_by("pk")
    told = [one for one in waiting if one.reminded_at is None or clock.day_of(one.reminded_at) != clock.today()]
    for duty in told:
        _tell(duty)
    if told:
        ledger.write("reminded_training", event.ledger_key, by=by, facts={"letters": len(told)})
    return len(told)


def completed(event: Event) -> Share:
    """How many of all that were asked; what is published of it."""
    asked = list(event.duties.values_list("completed_at", flat=True))
    return Share(sum(one is not None for one in asked), len(asked))


def _complete(duty: Duty, by: Actor) -> Duty:
    duty.completed_at = clock.now()
    duty.save(update_fields=["completed_at"])
    ledger.write("completed_training", f"duty:{duty.pk}", by=by, facts={"event": duty.event_id})
    return duty


def _tell(duty: Duty) -> None:
    duty.reminded_at = clock.now()
    duty.save(update_fields=["reminded_at"])
    told = {"title": duty.event.title, "day": dates.in_words(duty.due_on)}
    mailroom.post(
        "training_due",
        to=duty.user.email,
        subject=_("受けていただく研修：%(title)s") % told,
        body=_("%(title)sを、%(day)sまでに受けてください。受け終わったら、次のページで知らせてください。") % told
        + f"\n\n{settings.SITE_URL}/office/learning/mine/\n",
        about=duty.event.ledger_key,
    )
