"""What this desk's pages share: rows that somebody may see, forms that keep what was typed, acts answered again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import Missing, number_in
from yakuba.desks.pages import page
from yakuba.meetings import running
from yakuba.meetings.models import Meeting, Paper, PaperVersion, Task
from yakuba.meetings.running import Stale
from yakuba.people.models import Post, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

View = Callable[..., HttpResponse]
MOST_POSTS = 500


@dataclass(frozen=True)
class Again:
    """A form that is shown once more: which, what was typed, and what to do about it."""

    form: str
    box: str
    sentence: str
    typed: dict[str, Any]
    status: int


@dataclass(frozen=True)
class Box:
    name: str
    label: str
    kind: str = "text"
    value: Any = ""
    choices: Sequence[tuple[Any, object]] = ()
    hint: str = ""
    must: bool = True
    wrong: str = ""


@dataclass(frozen=True)
class Form:
    """A button with its boxes. `id` names it in its page."""

    id: str
    url: str
    title: str
    boxes: list[Box] = field(default_factory=list)
    hidden: dict[str, Any] = field(default_factory=dict)
    open: bool = False
    wrong: str = ""

    @property
    def has_file(self) -> bool:
        return any(box.kind == "file" for box in self.boxes)


def form(again: Again | None, name: str, pk: int | None, title: str, boxes: Sequence[Box] = (), **hidden: Any) -> Form:
    """The form of an act, with what was typed where it is shown again. What it had seen is always today's."""
    id = f"{name}-{pk}" if pk else name
    url = reverse(name, args=[pk] if pk else [])
    if again is None or again.form != id:
        return Form(id, url, title, list(boxes), hidden)
    typed = [
        replace(box, value=again.typed.get(box.name, ""), wrong=again.sentence if again.box == box.name else "")
        for box in boxes
    ]
    own = "" if any(box.wrong for box in typed) else again.sentence
    return Form(id, url, title, typed, hidden, open=True, wrong=own)


def act(rows: Callable[[User], QuerySet[Any]], origin: View) -> Callable[[View], View]:
    """An act on a row that its user may see; refused, it is answered by the page it was asked from (409 or 422)."""

    def marked(make: View) -> View:
        @require_POST
        @staff_only
        @wraps(make)
        def asked(request: SignedInRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(rows(request.user), pk=pk)
            return or_again(request, f"{make.__name__}-{pk}", lambda **m: origin(request, row, **m), make, row)

        return asked

    return marked


def or_again(request: SignedInRequest, form: str, origin: View, make: View, *rows: Any) -> HttpResponse:
    """What `make` answers; where it is refused, `origin` once more."""
    box, status = "", 422
    try:
        return make(request, *rows)
    except Missing as missing:
        box, sentence = missing.name, missing.sentence
    except Stale as stale:
        sentence, status = str(stale), 409
    except Refused as refused:
        sentence = str(refused)
    return origin(again=Again(form, box, sentence, request.POST.dict(), status))


def answered(
    request: SignedInRequest, name: str, context: dict[str, Any], again: Again | None, tab: str
) -> HttpResponse:
    around: dict[str, Any] = {"room": "office", "tab": tab, "today": clock.today(), "again": again}
    if again is not None:
        target = f"{again.form}-{again.box}" if again.box else again.form
        around["wrongs"] = [{"id": target, "label": _("入力"), "sentence": again.sentence}]
    return page(request, f"gatherings/{name}.html", around | context, status=again.status if again else 200)


def meetings_of(user: User) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(user).select_related("body")


def papers_of(user: User) -> QuerySet[Paper]:
    return Paper.objects.filter(meeting__in=Meeting.objects.visible_to(user)).select_related("meeting__body", "item")


def versions_of(user: User) -> QuerySet[PaperVersion]:
    seen = PaperVersion.objects.filter(paper__meeting__in=Meeting.objects.visible_to(user))
    return seen.select_related("paper__meeting__body")


def tasks_of(user: User) -> QuerySet[Task]:
    """Those of meetings that they may see, and those that are asked of them or of their section."""
    seen = Task.objects.filter(decision__meeting__in=Meeting.objects.visible_to(user))
    return (seen | Task.objects.filter(post__section__in=user.sections_today)).select_related(
        "post__section", "decision__meeting__body"
    )


def posts_today() -> list[tuple[str, str]]:
    found = Post.objects.valid_on(clock.today()).select_related("section").order_by("section", "pk")[:MOST_POSTS]
    return [(str(post.pk), str(post)) for post in found]


def chosen_post(request: SignedInRequest, name: str = "post") -> Post:
    """Raises Missing where none is chosen."""
    found = Post.objects.filter(pk=number_in(request.POST.get(name, ""))).select_related("section").first()
    if found is None:
        raise Missing(name, _("職を選んでください。"))
    return found


def words(request: SignedInRequest, name: str, sentence: str, longest: int) -> str:
    """What was written on one line, full-width blanks and all. Raises Missing."""
    try:
        found = running.words(request.POST.get(name, "").replace("\n", " "), sentence, longest)
    except Refused as refused:
        raise Missing(name, str(refused)) from refused
    return found


def seen(request: SignedInRequest) -> int:
    return number_in(request.POST.get("seen", ""))


def one_of(rows: QuerySet[Any], key: str) -> Any:
    """Raises Http404 where a row named by a hidden box is not there."""
    found = rows.filter(pk=number_in(key)).first()
    if found is None:
        raise Http404
    return found
