"""Courses for everybody: what there is, signing up, giving a seat back, and the door that the QR code leads to."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.desks.access import open_to_all, to_sign_in
from yakuba.desks.courses.forms import Again, Box, Form, or_again
from yakuba.desks.courses.sessions import WITH_ALL, shown
from yakuba.desks.holding import user_of
from yakuba.desks.pages import page
from yakuba.learning import attending, completing, signing_up
from yakuba.learning.models import Attendance, Audience, Event, Kind, Session
from yakuba.learning.signing_up import Guest
from yakuba.ledger import GUEST
from yakuba.toolbox import tokens

COURSES = Event.objects.for_citizens().select_related("section")
SESSIONS = Session.objects.filter(event__kind=Kind.CITIZENS, audience=Audience.EVERYONE)
MOST = 50
TICK = "tick"


@require_GET
@open_to_all
def courses(request: HttpRequest) -> HttpResponse:
    """市民講座."""
    found = COURSES.open().newest_first().prefetch_related("sessions")[:MOST]
    asked = completing.newest_asked()
    context = {
        "here": "courses",
        "courses": [{"event": one, "sessions": one.sessions.all()} for one in found],
        "training": asked,
        "share": completing.completed(asked) if asked else None,
    }
    return page(request, "courses/courses.html", context)


@require_GET
@open_to_all
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course, with its sittings."""
    return course_page(request, get_object_or_404(COURSES, pk=pk))


@require_POST
@open_to_all
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """講座に申し込む: with an account by one button, else by name, telephone and e-mail."""
    session = get_object_or_404(SESSIONS.select_related("event__section"), pk=pk)

    def make() -> HttpResponse:
        typed = (request.POST.get(name, "") for name in ("name", "phone", "email"))
        signing_up.sign_up(session, user_of(request) or Guest(*typed))
        # The same to everybody: a stranger's address must not tell whether its owner comes.
        messages.success(request, _("申込みを受け付けました。席がとれたかどうかを、メールでお知らせします。"))
        return redirect("course", pk=session.event_id)

    return or_again(request, f"sign_up-{pk}", partial(course_page, request, session.event), make)


@require_http_methods(["GET", "POST"])
@open_to_all
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """申込みを取り消す, by the link in the letter."""
    found = signing_up.by_secret(secret)
    if found is None:
        raise Http404
    again = Again()
    if request.method == "POST":

        def make() -> HttpResponse:
            signing_up.cancel(found, by=user_of(request) or GUEST)
            messages.success(request, _("申込みを取り消しました。"))
            return redirect("cancel_course", secret=secret)

        def refused(again: Again) -> HttpResponse:
            return page(request, "courses/cancel.html", {"sign_up": found, "wrongs": again.wrongs}, status=again.status)

        return or_again(request, "cancel", refused, make)
    return page(request, "courses/cancel.html", {"sign_up": found, "wrongs": again.wrongs})


@require_http_methods(["GET", "POST"])
@open_to_all
def here(request: HttpRequest, secret: str) -> HttpResponse:
    """出席にする, on the phone that has read the code. Whoever is not asked for a name gives none."""
    session = attending.behind_door(secret)
    if session is None:
        raise Http404
    user = user_of(request)
    if user is None and session.audience == Audience.STAFF:
        return to_sign_in(request)
    if request.method == "GET":
        return _here_page(request, session)

    def make() -> HttpResponse:
        signed = user is not None and session.sign_ups.standing().filter(user=user).exists()
        if user is not None and (user.is_staff_member or signed):
            attending.check_in(session, user, Attendance.How.QR, by=user)
        else:
            tick = request.session.setdefault(TICK, tokens.new())
            attending.check_in_unnamed(session, tick, Attendance.How.QR)
        return _here_page(request, session, done=True)

    return or_again(request, "here", lambda again: _here_page(request, session, again), make)


def course_page(request: HttpRequest, event: Event, again: Again | None = None) -> HttpResponse:
    again, user = again or Again(), user_of(request)
    sessions = list(event.sessions.prefetch_related(WITH_ALL, "attendances").order_by("starts_at", "pk"))
    for one in sessions:
        one.event = event
    context = {
        "here": "courses",
        "event": event,
        "sessions": [shown(one, user) | {"form": _form(one, asks=user is None, again=again)} for one in sessions],
        "wrongs": again.wrongs,
    }
    return page(request, "courses/course.html", context, status=again.status)


def _form(session: Session, *, asks: bool, again: Again) -> Form:
    boxes = [
        Box("name", _("お名前"), must=True),
        Box("phone", _("電話番号"), "tel", True, hint=_("中止になったときにお知らせします。")),
        Box("email", _("メールアドレス"), "email", True, hint=_("申込みの確認を送ります。")),
    ]
    url = reverse("sign_up_course", args=[session.pk])
    return Form(f"sign_up-{session.pk}", url, _("申し込む"), boxes if asks else [], again)


def _here_page(
    request: HttpRequest, session: Session, again: Again | None = None, *, done: bool = False
) -> HttpResponse:
    again = again or Again()
    context: dict[str, Any] = {"session": session, "done": done, "wrongs": again.wrongs}
    return page(request, "courses/here.html", context, status=again.status)
