"""An act of this desk: on a row that whoever asks may edit; refused, its page comes back with what was typed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.pages import page
from yakuba.desks.systems.forms import Box, filled
from yakuba.people.models import Section
from yakuba.systems.asking import Wrong
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

View = Callable[..., HttpResponse]


class Back:
    """What comes back with a page after an act was refused: which act, on which row, what was typed, what is wrong."""

    def __init__(self, act: str, typed: Mapping[str, Any], boxes: Mapping[str, str], sentence: str = "") -> None:
        self.act, self.typed, self.boxes, self.sentence = act, typed, boxes, sentence
        self.labels: dict[str, str] = {}  # as the form calls its boxes, once it is made

    @property
    def wrongs(self) -> list[dict[str, str]]:
        """For the list at the top of the page."""
        if not self.boxes:
            return [{"id": self.act, "label": _("この操作"), "sentence": self.sentence}]
        return [
            {"id": f"{self.act}-{name}", "label": self.labels.get(name, _("入力")), "sentence": sentence}
            for name, sentence in self.boxes.items()
        ]


def form(act: str, url: str, boxes: Iterable[Box], stands: Mapping[str, Any], back: Back | None) -> dict[str, Any]:
    """One form as `_form.html` shows it; open where it comes back."""
    mine, boxes = back if back and back.act == act else None, list(boxes)
    if mine:
        mine.labels = {box.name: str(box.label) for box in boxes}
    typed, wrong = (mine.typed, mine.boxes) if mine else (None, {})
    return {"act": act, "url": url, "open": mine is not None, "boxes": filled(boxes, act, stands, typed, wrong)}


def act(origin: View, find: Callable[..., Any]) -> Callable[[View], View]:
    """An act on the row that `find` gives for the address; `origin` is the page it stands on, and answers a refusal.

    To whoever may not edit the row the act is not there.
    """

    def marked(make: View) -> View:
        @require_POST
        @staff_only
        @wraps(make)
        def asked(request: SignedInRequest, **key: Any) -> HttpResponse:
            row = find(**key)
            if not may_edit(request, row):
                raise Http404
            name = make.__name__ if "pk" not in key else f"{make.__name__}-{key['pk']}"
            return or_again(request, name, lambda back: origin(request, row, back), lambda: make(request, row))

        return asked

    return marked


def or_again(
    request: SignedInRequest, name: str, again: Callable[[Back], HttpResponse], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `make` answers; where it is refused, the page again, with the sentence beside the box."""
    try:
        return make()
    except Wrong as wrong:
        return again(Back(name, typed(request), wrong.boxes))
    except Refused as refused:
        return again(Back(name, typed(request), {}, str(refused)))


def may_edit(request: SignedInRequest, row: Any) -> bool:
    """A row of a system or purchase is edited by whoever may edit that."""
    if hasattr(row, "may_edit"):
        return bool(row.may_edit(request.user))
    about = getattr(row, "system", None) or getattr(row, "purchase", None)
    return about is not None and bool(about.may_edit(request.user))


def typed(request: SignedInRequest) -> dict[str, Any]:
    """Everything that was sent, once each; choices of many as a list under their name."""
    return {name: values if name == "systems" else values[-1] for name, values in request.POST.lists() if values}


def sections_of(request: SignedInRequest) -> list[Section]:
    """For which sections somebody may enter something: all, or their own."""
    if keeps_the_programme(request.user):
        return list(Section.objects.valid_on(clock.today()).order_by("pk"))
    return request.user.sections_today


def own_section(request: SignedInRequest) -> str:
    """The section a form begins with: that of the highest post."""
    return request.user.sections_today[0].code if request.user.sections_today else ""


def section_chosen(request: SignedInRequest) -> Section:
    """The section the form names, if it is one of theirs. Raises Wrong."""
    code = request.POST.get("section", "")
    found = next((one for one in sections_of(request) if one.code == code), None)
    if found is None:
        raise Wrong({"section": _("課を選んでください。")})
    return found


def shown(request: SignedInRequest, name: str, context: dict[str, Any], back: Back | None = None) -> HttpResponse:
    """A page of this desk; 422 where something that was typed comes back."""
    context = {"room": "office", "keeps_the_programme": keeps_the_programme(request.user)} | context
    if back:
        context["wrongs"] = back.wrongs
    return page(request, f"systems/{name}.html", context, status=422 if back else 200)


def number(request: SignedInRequest, name: str) -> int:
    """A small whole number that the page sent along, such as the revision it showed; 0 where it is none."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def found_by_code(rows: Any) -> Callable[..., Any]:
    return lambda code: get_object_or_404(rows, code=code)


def found_by_key(rows: Any) -> Callable[..., Any]:
    return lambda pk: get_object_or_404(rows, pk=pk)


def year_in_words(year: int) -> str:
    """令和9年度, or FY2027."""
    return f"FY{year}" if get_language() == "en" else dates.wareki(date(year, 12, 1)).partition("年")[0] + "年度"
