"""What is done with an event and its sittings: announced further, signed up for, attended, closed."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import Missing
from yakuba.desks.courses.events import EVENTS, door, event_page, may_host
from yakuba.desks.courses.forms import maybe_number, moment, or_again
from yakuba.learning import announcing, attending, following_up, signing_up
from yakuba.learning.models import Attendance, Event, Session, SignUp
from yakuba.people.models import User
from yakuba.toolbox import tokens

SESSIONS = Session.objects.select_related("event__section")
SIGN_UPS = SignUp.objects.select_related("session__event__section", "user")
Act = Callable[..., HttpResponse]


def act(rows: QuerySet[Any], *, hosts: bool, each: bool = False) -> Callable[[Act], Act]:
    """An act on a row of an event, answered by the event's page where it is refused; with `hosts` only for its host.

    `each`: the page has one such form for every row.
    """

    def marked(make: Act) -> Act:
        @require_POST
        @staff_only
        @wraps(make)
        def asked(request: SignedInRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(rows, pk=pk)
            event = event_of(row)
            if hosts and not may_host(event, request.user):
                raise Http404
            name = f"{make.__name__}-{pk}" if each else make.__name__
            return or_again(request, name, partial(event_page, request, event), partial(make, request, row))

        return asked

    return marked


def event_of(row: Event | Session | SignUp) -> Event:
    if isinstance(row, Event):
        return row
    return row.event if isinstance(row, Session) else row.session.event


@act(EVENTS, hosts=True)
def add_session(request: SignedInRequest, event: Event) -> HttpResponse:
    """回を加える."""
    sent = request.POST
    sitting = announcing.Sitting(
        sent.get("name", ""),
        moment(request, "starts_at"),
        place=sent.get("place", "").strip()[:100],
        capacity=maybe_number(request, "capacity"),
        audience=sent.get("audience", ""),
        ranks=sent.getlist("ranks"),
    )
    announcing.add_session(event, sitting, by=request.user)
    return redirect("event", pk=event.pk)


@act(EVENTS, hosts=True)
def add_point(request: SignedInRequest, event: Event) -> HttpResponse:
    """取組ポイントを加える."""
    announcing.add_point(event, request.POST.get("level", ""), request.POST.get("text", ""), by=request.user)
    return redirect("event", pk=event.pk)


@act(EVENTS, hosts=True)
def close(request: SignedInRequest, event: Event) -> HttpResponse:
    """報告して終える."""
    announcing.close(event, request.POST.get("report", ""), by=request.user)
    return redirect("event", pk=event.pk)


@act(EVENTS, hosts=False)
def commit(request: SignedInRequest, event: Event) -> HttpResponse:
    """約束する."""
    following_up.commit(event, request.POST.get("words", ""), by=request.user)
    messages.success(request, _("約束を書きました。三か月後に、手紙でたずねます。"))
    return redirect("my_learning")


@act(SESSIONS, hosts=False, each=True)
def sign_up(request: SignedInRequest, session: Session) -> HttpResponse:
    """申し込む."""
    made = signing_up.sign_up(session, request.user)
    said = _("申し込みました。") if made.seat else _("満席のため、キャンセル待ちに入りました。")
    messages.success(request, said)
    return redirect("event", pk=session.event_id)


@act(SESSIONS, hosts=False, each=True)
def cancel(request: SignedInRequest, session: Session) -> HttpResponse:
    """申込みを取り消す: one's own."""
    mine = session.sign_ups.standing().select_related("session").filter(user=request.user).first()
    if mine is None:
        raise Http404
    signing_up.cancel(mine, by=request.user)
    messages.success(request, _("申込みを取り消しました。"))
    return redirect("event", pk=session.event_id)


@act(SESSIONS, hosts=True, each=True)
def set_capacity(request: SignedInRequest, session: Session) -> HttpResponse:
    """定員を変える."""
    signing_up.set_capacity(session, maybe_number(request, "capacity") or 0, by=request.user)
    return redirect("event", pk=session.event_id)


@act(SESSIONS, hosts=True, each=True)
def open_door(request: SignedInRequest, session: Session) -> HttpResponse:
    """QRコードを出す."""
    request.session[door(session.pk)] = attending.open_door(session, by=request.user)
    return redirect("event", pk=session.event_id)


@act(SESSIONS, hosts=True, each=True)
def shut_door(request: SignedInRequest, session: Session) -> HttpResponse:
    """QRコードを止める."""
    attending.shut_door(session, by=request.user)
    request.session.pop(door(session.pk), None)
    return redirect("event", pk=session.event_id)


@act(SESSIONS, hosts=True, each=True)
def walk_in(request: SignedInRequest, session: Session) -> HttpResponse:
    """当日参加を加える: staff by their address; of everybody else only that there was one more."""
    email, how = request.POST.get("email", "").strip(), Attendance.How.WALK_IN
    if not email:
        attending.check_in_unnamed(session, tokens.new(), how, by=request.user)
        return redirect("event", pk=session.event_id)
    user = User.objects.filter(email=email.lower()).first()
    if user is None or not user.is_staff_member:
        raise Missing("email", _("このメールアドレスの職員はいません。"))
    attending.check_in(session, user, how, by=request.user)
    return redirect("event", pk=session.event_id)


@act(SIGN_UPS, hosts=True, each=True)
def tick_off(request: SignedInRequest, made: SignUp) -> HttpResponse:
    """出席にする."""
    attending.tick_off(made, by=request.user)
    return redirect("event", pk=made.session.event_id)
