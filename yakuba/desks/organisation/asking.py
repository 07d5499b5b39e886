"""A change of the hall as its desk asks for it: first what it would do, then the change; what was typed stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.cases.handing_over import Effect, Stuck, effect_of
from yakuba.desks.access import SignedInRequest
from yakuba.desks.boxes import Missing, number_in
from yakuba.desks.pages import page
from yakuba.people.models import Post, User
from yakuba.toolbox.refused import Refused

Origin = Callable[..., HttpResponse]


def carried_out(
    request: SignedInRequest, act: str, sentence: str, change: Callable[[], object], *, on: date, back: str
) -> HttpResponse:
    """What the change would do on its day, with a button; pressed, it is made. Raises Refused."""
    really = "really" in request.POST
    effect = effect_of(change, on, really=really)
    request.user.forget_posts()
    if really:
        messages.success(request, sentence)
        return redirect(back)
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    context = {"room": "office", "here": act, "sentence": sentence, "effect": effect, "typed": typed, "back": back}
    return page(request, "organisation/confirm.html", context)


def or_again(request: SignedInRequest, act: str, origin: Callable[..., HttpResponse], make: Origin) -> HttpResponse:
    """What `make` answers; where it is refused, the page it was asked from, with the reason beside the box."""
    stuck: Effect | None = None
    try:
        return make()
    except Missing as missing:
        wrongs = [{"id": f"{act}-{missing.name}", "label": _("入力"), "sentence": missing.sentence}]
    except Refused as refused:
        stuck = refused.effect if isinstance(refused, Stuck) else None
        wrongs = [{"id": act, "label": _("この操作"), "sentence": str(refused)}]
    request.user.forget_posts()
    return origin(wrongs=wrongs, typed=request.POST.dict(), open=act, stuck=stuck)


def chosen_post(request: SignedInRequest, name: str) -> Post | None:
    """None where none is chosen. Raises Missing where it is not there."""
    key = request.POST.get(name, "")
    found = Post.objects.select_related("section").filter(pk=number_in(key)).first() if key else None
    if key and found is None:
        raise Missing(name, _("職を選んでください。"))
    return found


def chosen_person(request: SignedInRequest, name: str) -> User:
    """By the address of somebody who works or worked here, or of any account. Raises Missing."""
    typed: Any = request.POST.get(name, "").strip().lower()
    found = User.objects.filter(email=typed).first() if typed and "\0" not in typed else None
    if found is None:
        raise Missing(name, _("このメールアドレスの人がいません。先に「人」の画面で登録してください。"))
    return found
