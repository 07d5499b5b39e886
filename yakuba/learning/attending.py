"""出席: by the QR code at the door, or ticked off on the host's list; each person once."""

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.learning import completing
from yakuba.learning.models import Attendance, Audience, Session, SignUp
from yakuba.learning.signing_up import hold
from yakuba.ledger import GUEST, Actor
from yakuba.people.models import User
from yakuba.toolbox import clock, tokens
from yakuba.toolbox.refused import Refused

How = Attendance.How


@transaction.atomic
def open_door(session: Session, *, by: Actor) -> str:
    """QRコードを出す: the secret for the link; an earlier one opens nothing any more. Raises Refused."""
    session = _hold_begun(session)
    if not session.is_today:
        raise Refused(_("QRコードは、その日に出せます。"))
    secret = tokens.new()
    session.door_digest = tokens.digest(secret)
    session.save(update_fields=["door_digest"])
    ledger.write("opened_door", session.ledger_key, by=by)
    return secret


@transaction.atomic
def shut_door(session: Session, *, by: Actor) -> Session:
    """QRコードを止める."""
    session = hold(session)
    session.door_digest = ""
    session.save(update_fields=["door_digest"])
    ledger.write("shut_door", session.ledger_key, by=by)
    return session


def behind_door(secret: str) -> Session | None:
    """The session whose door that link opens, on its own day."""
    found = Session.objects.select_related("event__section").filter(door_digest=tokens.digest(secret)).first()
    return found if found and found.event.is_open and found.is_today else None


@transaction.atomic
def check_in(session: Session, user: User, how: str, *, by: Actor) -> Attendance:
    """Somebody with an account is there. Raises Refused where it is meant for others, or they are ticked off."""
    session = _hold_begun(session)
    if how != How.WALK_IN and not session.is_for(user):
        raise Refused(_("この回は、ほかの職員を対象にしています。"))
    signed = session.sign_ups.standing().filter(user=user).first()
    made = _keep(session, user.actor_key, how, by=by, user=user, sign_up=signed)
    completing.complete_by_attending(session.event, user, by=by)
    return made


@transaction.atomic
def tick_off(sign_up: SignUp, *, by: Actor) -> Attendance:
    """出席にする, from the list. Raises Refused where they are ticked off before, or have cancelled."""
    session = _hold_begun(sign_up.session)
    sign_up = SignUp.objects.select_for_update(of=("self",)).select_related("user").get(pk=sign_up.pk)
    if sign_up.cancelled_at:
        raise Refused(_("この申込みは、取り消されています。"))
    made = _keep(session, sign_up.key, How.LIST, by=by, user=sign_up.user, sign_up=sign_up)
    if sign_up.user:
        completing.complete_by_attending(session.event, sign_up.user, by=by)
    return made


@transaction.atomic
def check_in_unnamed(session: Session, tick: str, how: str, *, by: Actor = GUEST) -> Attendance:
    """Somebody is there and need not say who; `tick` is of their browser or of the host's list. Raises Refused."""
    session = _hold_begun(session)
    if session.audience != Audience.EVERYONE:
        raise Refused(_("職員の方は、ログインしてから出席にしてください。"))
    return _keep(session, f"tick:{tokens.digest(tick)}", how, by=by)


def _keep(
    session: Session, key: str, how: str, *, by: Actor, user: User | None = None, sign_up: SignUp | None = None
) -> Attendance:
    if session.attendances.filter(key=key).exists():
        raise Refused(_("もう出席になっています。"))
    made = Attendance.objects.create(session=session, key=key, how=how, user=user, sign_up=sign_up, at=clock.now())
    ledger.write("checked_in", session.ledger_key, by=by, facts={"attendance": made.pk, "how": how})
    return made


def _hold_begun(session: Session) -> Session:
    session = hold(session)
    if session.was_before_the_system:
        raise Refused(_("この回は、人数だけを記録しています。"))
    if not session.event.is_open or not session.has_begun:
        raise Refused(_("出席にできるのは、その日から、催しを終えるまでです。"))
    return session
