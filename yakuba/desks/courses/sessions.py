"""A sitting as pages show it: when and where, how much room there is, who comes (for the host alone)."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yakuba.desks.courses.forms import Again, Box, Form
from yakuba.learning import attending
from yakuba.learning.models import Audience, Session, SignUp
from yakuba.learning.rates import attended
from yakuba.people.models import Post, User
from yakuba.toolbox import qr

MOST = 300
WITH_ALL = Prefetch(
    "sign_ups", SignUp.objects.standing().select_related("attendance").order_by("signed_up_at", "pk"), to_attr="signed"
)


def shown(
    session: Session, user: User | None, *, hosts: bool = False, secret: str = "", again: Again | None = None
) -> dict[str, Any]:
    """One sitting, read with WITH_ALL and its attendances; who comes and the code at the door only for its host."""
    signed: list[SignUp] = session.signed  # type: ignore[attr-defined]
    seated = [one for one in signed if one.seat]
    mine = next((one for one in signed if user and one.user_id == user.pk), None)
    found = {
        "session": session,
        "audience": audience(session),
        "seated": len(seated),
        "waiting": len(signed) - len(seated),
        "free": None if session.capacity is None else max(session.capacity - len(seated), 0),
        "mine": mine,
        "may_sign_up": mine is None and session.takes_sign_ups and session.is_for(user),
        "attended": attended(session),
        "was_there": user is not None and any(one.user_id == user.pk for one in session.attendances.all()),
    }
    return found | (_for_host(session, signed, secret, again or Again()) if hosts else {})


def audience(session: Session) -> str:
    """対象の人, in words: as the host wrote it, or put together."""
    if session.audience_words or session.audience == Audience.EVERYONE:
        return session.audience_words or str(Audience.EVERYONE.label)
    return "、".join(str(Post.Rank(one).label) for one in session.ranks) or _("すべての職員")


def _for_host(session: Session, signed: list[SignUp], secret: str, again: Again) -> dict[str, Any]:
    is_open = session.event.is_open and not session.was_before_the_system
    act = f"set_capacity-{session.pk}"
    room = Box("capacity", _("定員"), "number", True, value=str(session.capacity or ""))
    door = f"walk_in-{session.pk}"
    come = Box("email", _("職員のメールアドレス"), "email", hint=_("市民講座では、空けたまま押すと一人ふえます。"))
    return {
        "hosts": True,
        "people": [{"sign_up": one, "there": hasattr(one, "attendance")} for one in signed[:MOST]],
        "may_tick": is_open and session.has_begun,
        "may_open_door": is_open and session.is_today,
        "door_is_open": bool(session.door_digest),
        **_door(session, secret),
        "capacity_form": Form(act, reverse("set_capacity", args=[session.pk]), _("定員を変える"), [room], again),
        "walk_in_form": Form(door, reverse("walk_in", args=[session.pk]), _("当日参加を加える"), [come], again),
    }


def _door(session: Session, secret: str) -> dict[str, Any]:
    """The code, for the browser that has drawn it, while it opens this very door."""
    if not secret or attending.behind_door(secret) != session:
        return {}
    address = settings.SITE_URL + reverse("here", args=[secret])
    return {"door_address": address, "door_svg": mark_safe(qr.svg(address))}
