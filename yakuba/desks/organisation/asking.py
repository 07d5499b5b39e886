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
from yakuba.desks.pages import page
from yakuba.people.models import Post, Section, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

Origin = Callable[..., HttpResponse]


class Missing(Exception):
    """Something on the form is missing or cannot be read: which box, and what to do."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name, self.sentence = name, sentence


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


def day(request: SignedInRequest, name: str = "on") -> date:
    """Raises Missing where it is no day, or lies further back than a correction of the books needs."""
    try:
        found = date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise Missing(name, _("日付を選んでください。")) from error
    if abs((found - clock.today()).days) > 366 * 5:
        raise Missing(name, _("5年より前や、5年より先の日は選べません。"))
    return found


def words(request: SignedInRequest, name: str, sentence: str, longest: int) -> str:
    """Raises Missing where nothing is written, or too much, or what nobody can read."""
    found = request.POST.get(name, "").strip()
    if not found or not found.isprintable():
        raise Missing(name, sentence)
    if len(found) > longest:
        raise Missing(name, _("%(most)d文字までにしてください。") % {"most": longest})
    return found


def chosen_post(request: SignedInRequest, name: str) -> Post | None:
    """None where none is chosen. Raises Missing where it is not there."""
    key = request.POST.get(name, "")
    found = Post.objects.select_related("section").filter(pk=_number(key)).first() if key else None
    if key and found is None:
        raise Missing(name, _("職を選んでください。"))
    return found


def chosen_section(request: SignedInRequest, name: str) -> Section | None:
    """None where none is chosen. Raises Missing where it is not there."""
    key = request.POST.get(name, "")
    found = Section.objects.filter(pk=_number(key)).first() if key else None
    if key and found is None:
        raise Missing(name, _("課を選んでください。"))
    return found


def chosen_person(request: SignedInRequest, name: str) -> User:
    """By the address of somebody who works or worked here, or of any account. Raises Missing."""
    typed: Any = request.POST.get(name, "").strip().lower()
    found = User.objects.filter(email=typed).first() if typed and "\0" not in typed else None
    if found is None:
        raise Missing(name, _("このメールアドレスの人がいません。先に「人」の画面で登録してください。"))
    return found


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else -1
