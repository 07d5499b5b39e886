"""Who may open a page: one mark on every view. The mark says who, `visible_to` says which row."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.desks import unsent
from yakuba.desks.errors import ways_back
from yakuba.people.models import User
from yakuba.people.second_factor import needs_second_factor
from yakuba.procedures.city import city

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


class SignedInRequest(HttpRequest):
    """A request whose `user` is one of ours."""

    user: User


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """And then to the page that was asked for; where a button was pressed, to the page that it stood on."""
    if request.method == "POST":
        return redirect_to_login(ways_back(request).get("back", "/"))
    return redirect_to_login(request.get_full_path())


def _marked(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def open_to_all(view: V) -> V:
    """Anybody may open this page."""
    return cast(V, _marked(view, "all"))


class NotHeld(Http404):
    """Somebody else's, or nobody's. Whoever has not signed in may do so first: letters lead to pages of accounts."""


def holders_only(view: View) -> View:
    """Only whoever holds the draft or case; the view asks `desks.holding`."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotHeld:
            if request.user.is_authenticated:
                raise
            if request.method != "POST":
                messages.info(
                    request,
                    _("ログインすると開けます。ログインせずに申請したときは、メールにあるアドレスから開いてください。"),
                )
            return to_sign_in(request)

    return _marked(asking, "holder")


def residents_only(view: View) -> View:
    """Only somebody who has signed in."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return _marked(asking, "residents")


def staff_only(view: View) -> View:
    """Only somebody who holds a post today, with a second factor outside the demo; to others the page is not there."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            unsent.keep(request)
            return to_sign_in(request)
        if not isinstance(user, User) or not user.is_staff_member:
            raise Http404
        if needs_second_factor(user):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return _marked(asking, "staff")


def organisation_only(view: View) -> View:
    """Only staff of the section that keeps the hall's posts, people and routes; to others the page is not there."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_the_hall(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return _marked(staff_only(asking), "organisation")


def keeps_the_hall(user: object) -> bool:
    """Whether somebody's section is the one that city.yaml names as `organisation`."""
    return isinstance(user, User) and city().organisation in {section.code for section in user.sections_today}


def programme_only(view: View) -> View:
    """Only staff of the section that keeps the plan, its surveys and meetings; to others the page is not there."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_the_programme(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return _marked(staff_only(asking), "programme")


def keeps_the_programme(user: object) -> bool:
    """Whether somebody's section is the one that city.yaml names as `programme`."""
    return isinstance(user, User) and city().programme in {section.code for section in user.sections_today}


def demo_only(view: View) -> View:
    """Only where the whole city is invented."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return _marked(asking, "demo")
