"""全員が受ける研修: a round of asking whose targets are persons; published only as a share."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.collecting import asking
from yakuba.collecting.models import Round, Target
from yakuba.figures.shares import Share
from yakuba.learning.announcing import hold_event
from yakuba.learning.models import Event
from yakuba.ledger import Actor
from yakuba.people.models import Holding, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

KIND = "training"
DONE = "done"


def round_of(event: Event) -> Round | None:
    """What was asked of everybody; None where nothing was."""
    return Round.objects.of(KIND, event.ledger_key).first()


def newest_asked() -> Event | None:
    """The training that everybody was asked for last."""
    asked = Round.objects.of(KIND).first()
    return Event.objects.filter(pk=asked.about.partition(":")[2]).first() if asked else None


@transaction.atomic
def require(event: Event, due_on: date, *, by: Actor) -> int:
    """全員に求める: of whoever holds a post today and was not asked before, so newcomers too. How many were new.

    Raises Refused where the day is over already.
    """
    event = hold_event(event)
    held = Holding.objects.in_force_on(clock.today()).select_related("user", "post__section").order_by("user", "pk")
    staff = {
        one.user_id: asking.Asked(one.user.actor_key, event.title, one.post.section, user=one.user) for one in held
    }
    if asked := round_of(event):
        return asking.ask_more(asked, list(staff.values()), due_on, by=by)
    about = asking.About(
        key=f"{KIND}:{event.pk}",
        kind=KIND,
        about=event.ledger_key,
        title=event.title,
        due_on=due_on,
        words=_("受け終わったら、次のページで知らせてください。"),
        where="/office/learning/mine/",
    )
    asking.open_round(about, list(staff.values()), by=by)
    return len(staff)


@transaction.atomic
def complete(target: Target, *, by: User) -> Target:
    """受け終わった: only oneself says so. Raises Refused where it is somebody else's, or was said before."""
    target = Target.objects.select_for_update(of=("self",)).select_related("round").get(pk=target.pk)
    if target.answer:
        raise Refused(_("この研修は、もう終わっています。"))
    return asking.answer(target, DONE, by=by)


def complete_by_attending(event: Event, user: User, *, by: Actor) -> None:
    """Whoever was there has done it."""
    asking.answer_of_themselves(event.ledger_key, KIND, [user.actor_key], DONE, by=by)


def completed(event: Event) -> Share:
    """How many of all that were asked; what is published of it."""
    asked = round_of(event)
    counts = asked.counts() if asked else {}
    return Share(counts.get(DONE, 0), sum(counts.values()))
