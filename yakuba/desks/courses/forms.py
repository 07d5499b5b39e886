"""The boxes of a form, with what was typed into them and the sentence beside the one that cannot stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from yakuba.desks.boxes import Missing, number_in
from yakuba.programme.items import Wrong
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable

Answer = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Box:
    """One question. Kinds: text, long, date, moment, number, email, tel, choice, checks."""

    name: str
    label: str
    kind: str = "text"
    must: bool = False
    hint: str = ""
    options: Sequence[tuple[str, Any]] = ()
    value: str = ""


@dataclass(frozen=True)
class Again:
    """What a page is shown with when it is asked for again: nothing the first time."""

    open: str = ""
    typed: QueryDict = field(default_factory=QueryDict)
    wrongs: Sequence[dict[str, str]] = ()

    @property
    def status(self) -> int:
        return 422 if self.wrongs else 200


@dataclass(frozen=True)
class Form:
    """An act, where it is sent, its button and its boxes."""

    act: str
    url: str
    button: str
    boxes: Sequence[Box]
    again: Again

    @property
    def is_open(self) -> bool:
        return self.again.open == self.act

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        for box in self.boxes:
            id = f"{self.act}-{box.name}"
            typed = self.again.typed.getlist(box.name) if self.is_open else [box.value]
            yield {
                "box": box,
                "id": id,
                "value": typed[0] if typed else "",
                "chosen": typed,
                "error": next((one["sentence"] for one in self.again.wrongs if one["id"] == id), ""),
            }


def or_again(request: HttpRequest, act: str, origin: Answer, make: Answer) -> HttpResponse:
    """What `make` answers; where it is refused, `origin` with what was typed and each sentence beside its box."""
    try:
        return make()
    except Missing as missing:
        boxes = {missing.name: missing.sentence}
    except Wrong as wrong:
        boxes = wrong.boxes
    except (Refused, Unprintable) as refused:
        return origin(Again(act, request.POST, [_wrong(act, str(refused))]))
    return origin(Again(act, request.POST, [_wrong(f"{act}-{box}", said) for box, said in boxes.items()]))


def labels(options: Iterable[Any]) -> list[tuple[str, Any]]:
    """The options of Django's choices, with an empty one before them."""
    return [("", _("選んでください")), *((one.value, one.label) for one in options)]


def moment(request: HttpRequest, name: str) -> datetime | None:
    """None where nothing is written. Raises Missing where it is no moment."""
    typed = request.POST.get(name, "")
    try:
        found = datetime.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Missing(name, _("日付と時刻を選んでください。")) from error
    return found.replace(tzinfo=clock.now().tzinfo) if found else None


def maybe_day(request: HttpRequest, name: str) -> date | None:
    """None where nothing is written. Raises Missing where it is no day."""
    typed = request.POST.get(name, "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Missing(name, _("日付を選んでください。")) from error


def maybe_number(request: HttpRequest, name: str) -> int | None:
    """None where nothing is written; -1 where it is no number that anybody means."""
    typed = request.POST.get(name, "").strip()
    return number_in(typed) if typed else None


def _wrong(id: str, sentence: str) -> dict[str, str]:
    return {"id": id, "label": _("入力"), "sentence": sentence}
