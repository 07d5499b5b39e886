"""Who may open a page: one mark on every view. The mark says who, `visible_to` says which row."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yakuba.people.models import User
from yakuba.people.second_factor import needs_second_factor

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


class SignedInRequest(HttpRequest):
    """A request whose `user` is one of ours."""

    user: User


def _marked(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def open_to_all(view: V) -> V:
    """Anybody may open this page."""
    return cast(V, _marked(view, "all"))


def holders_only(view: V) -> V:
    """Only whoever holds the draft or case; the view asks `desks.holding`."""
    return cast(V, _marked(view, "holder"))


def residents_only(view: View) -> View:
    """Only somebody who has signed in."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _marked(asking, "residents")


def staff_only(view: View) -> View:
    """Only somebody who holds a post today, with a second factor outside the demo; to others the page is not there."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not isinstance(user, User) or not user.is_staff_member:
            raise Http404
        if needs_second_factor(user):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return _marked(asking, "staff")


def demo_only(view: View) -> View:
    """Only where the whole city is invented."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return _marked(asking, "demo")
