"""What this desk's pages share: who may change an item, and an act that is answered again where it is refused."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, keeps_the_programme, programme_only, staff_only
from yakuba.desks.boxes import Missing
from yakuba.people.models import User
from yakuba.programme.items import Wrong
from yakuba.programme.models import Item
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable

Act = Callable[..., HttpResponse]
Mark = Callable[[Act], Act]


def act(origin: Act, rows: QuerySet[Any], mark: Mark = staff_only) -> Callable[[Act], Act]:
    """An act on a row. Refused, it is answered by the page it was asked from, with what was typed (422)."""

    def marked(make: Act) -> Act:
        @require_POST
        @mark
        @wraps(make)
        def asked(request: SignedInRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(rows, pk=pk)
            return or_again(request, make.__name__, partial(origin, request, row), partial(make, request, row))

        return asked

    return marked


def or_again(request: SignedInRequest, name: str, origin: Act, make: Act) -> HttpResponse:
    """What `make` answers; where it is refused, `origin` with each sentence beside its box."""
    try:
        return make()
    except Missing as missing:
        boxes = {missing.name: missing.sentence}
    except Wrong as wrong:
        boxes = wrong.boxes
    except (Refused, Unprintable) as refused:
        return origin(wrongs=[_wrong(name, str(refused))], typed=request.POST.dict(), open=name)
    wrongs = [_wrong(f"{name}-{box}", sentence) for box, sentence in boxes.items()]
    return origin(wrongs=wrongs, typed=request.POST.dict(), open=name)


def ask_whether_theirs(item: Item, user: User) -> None:
    """Only its owners and whoever keeps the plan may change an item. Raises Http404."""
    if not may_change(item, user):
        raise Http404


def may_change(item: Item, user: User) -> bool:
    return item.may_edit(user) or keeps_the_programme(user)


def _wrong(id: str, sentence: str) -> dict[str, str]:
    return {"id": id, "label": _("入力"), "sentence": sentence}


__all__ = ["act", "ask_whether_theirs", "may_change", "or_again", "programme_only"]
