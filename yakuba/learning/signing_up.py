"""申込み: a seat while there is one, else the waiting list; what is given back goes to whoever waits first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger, mailroom
from yakuba.learning.announcing import MOST_ROOM
from yakuba.learning.models import Session, SignUp
from yakuba.ledger import GUEST, Actor
from yakuba.people.models import User
from yakuba.programme.items import Wrong, words
from yakuba.toolbox import clock, email_addresses, tokens
from yakuba.toolbox.refused import Refused


@dataclass(frozen=True)
class Guest:
    """Somebody without an account, as they have written it."""

    name: str
    phone: str
    email: str


@transaction.atomic
def sign_up(session: Session, who: User | Guest) -> SignUp:
    """申し込む. Twice is once: whoever has signed up before gets that sign-up, without another letter.

    Raises Wrong for what was written, Refused where it is over or meant for others.
    """
    session = hold(session)
    if not session.takes_sign_ups:
        raise Refused(_("この回の申込みは終わりました。"))
    if not session.is_for(who if isinstance(who, User) else None):
        raise Refused(_("この回は、ほかの職員を対象にしています。"))
    typed = _typed(who)
    key = who.actor_key if isinstance(who, User) else f"mail:{typed['email'].lower()}"
    if found := session.sign_ups.standing().filter(key=key).first():
        return found
    secret = tokens.new()
    made = SignUp.objects.create(
        session=session,
        key=key,
        user=who if isinstance(who, User) else None,
        **typed,
        seat=free_seat(session),
        signed_up_at=clock.now(),
        cancel_digest=tokens.digest(secret),
    )
    ledger.write("signed_up", session.ledger_key, by=_actor(who), facts={"sign_up": made.pk, "seat": made.seat})
    _tell(made, secret)
    return made


@transaction.atomic
def cancel(sign_up: SignUp, *, by: Actor) -> SignUp:
    """取り消す. The seat goes to whoever waits first, in the same act. Raises Refused where it is too late."""
    session = hold(sign_up.session)
    sign_up = SignUp.objects.select_for_update().get(pk=sign_up.pk)
    if sign_up.cancelled_at or not session.takes_sign_ups:
        raise Refused(_("この申込みは、もう取り消せません。"))
    sign_up.seat, sign_up.cancelled_at = None, clock.now()
    sign_up.save(update_fields=["seat", "cancelled_at"])
    ledger.write("cancelled_sign_up", session.ledger_key, by=by, facts={"sign_up": sign_up.pk})
    _move_up(session, by)
    return sign_up


@transaction.atomic
def set_capacity(session: Session, capacity: int, *, by: Actor) -> list[SignUp]:
    """定員を変える: never below the highest seat that is taken. Who moves up by it. Raises Wrong."""
    session = hold(session)
    last = session.sign_ups.seated().last()
    least = last.seat if last and last.seat else 1
    if not least <= capacity <= MOST_ROOM:
        told = {"least": least, "most": MOST_ROOM}
        raise Wrong({"capacity": _("定員は、%(least)d人から%(most)d人までです。") % told})
    session.capacity = capacity
    session.save(update_fields=["capacity"])
    ledger.write("set_capacity", session.ledger_key, by=by, facts={"capacity": capacity})
    return _move_up(session, by)


def by_secret(secret: str) -> SignUp | None:
    """The sign-up whose letter held that link."""
    found = SignUp.objects.select_related("session__event__section")
    return found.filter(cancel_digest=tokens.digest(secret)).first()


def hold(session: Session) -> Session:
    """Whoever takes, gives back or counts seats does it one after the other.

    Its event is read behind the lock: PostgreSQL would join it as it was before the wait.
    """
    return Session.objects.select_for_update().get(pk=session.pk)


def free_seat(session: Session) -> int | None:
    """The first number that nobody has; None where every seat is taken, or others wait already."""
    if session.sign_ups.waiting().exists():
        return None
    return _first_free(session)


def _first_free(session: Session) -> int | None:
    taken: Iterable[int | None] = session.sign_ups.seated().values_list("seat", flat=True)
    seat = 1
    for one in taken:
        if one != seat:
            break
        seat += 1
    return seat if session.capacity is None or seat <= session.capacity else None


def _move_up(session: Session, by: Actor) -> list[SignUp]:
    """繰り上げ: whoever waits first takes the free seat, and hears of it."""
    moved = []
    for waiting in session.sign_ups.waiting().select_for_update():
        seat = _first_free(session)
        if seat is None:
            break
        secret = tokens.new()
        waiting.seat, waiting.cancel_digest = seat, tokens.digest(secret)
        waiting.save(update_fields=["seat", "cancel_digest"])
        ledger.write("moved_up", session.ledger_key, by=by, facts={"sign_up": waiting.pk, "seat": seat})
        waiting.session = session
        _tell(waiting, secret)
        moved.append(waiting)
    return moved


def _typed(who: User | Guest) -> dict[str, str]:
    if isinstance(who, User):
        return {"name": who.name, "email": who.email, "phone": ""}
    name, phone = words(who.name), words(who.phone)
    wrong = {}
    if not name or len(name) > 100:
        wrong["name"] = _("お名前を入れてください。")
    if len(phone) > 30 or sum(one.isdigit() for one in phone) not in range(9, 12):
        wrong["phone"] = _("電話番号を、市外局番から入れてください。")
    try:
        email = email_addresses.one(who.email.strip())
    except email_addresses.NotOneAddress as error:
        wrong["email"] = str(error)
    if wrong:
        raise Wrong(wrong)
    return {"name": name, "phone": phone, "email": email}


def _actor(who: User | Guest) -> Actor:
    return who if isinstance(who, User) else GUEST


def _tell(made: SignUp, secret: str) -> None:
    """Confirmation with the way to give it back; whoever waits is told that they wait."""
    session = made.session
    told = {"title": str(session), "when": session.when, "place": session.place}
    if made.seat:
        subject, body = _("申込みを受け付けました：%(title)s"), _("%(title)s（%(when)s、%(place)s）の席をとりました。")
    else:
        subject = _("キャンセル待ちです：%(title)s")
        body = _("%(title)s（%(when)s、%(place)s）は満席です。席が空いたら、申し込んだ順にお知らせします。")
    way_back = _("来られなくなったときは、ここから取り消してください。")
    mailroom.post(
        "course_sign_up",
        to=made.email,
        subject=(subject % told)[:150],
        body=f"{body % told}\n\n{way_back}\n{settings.SITE_URL}/courses/cancel/{secret}/\n",
        about=session.ledger_key,
        secret=secret,
    )
