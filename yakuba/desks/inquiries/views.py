"""What is asked of my sections, what they ask of others, and one inquiry with its answers."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.collecting import asking, inquiring
from yakuba.collecting.inquiring import KIND
from yakuba.collecting.models import Round, Target
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.boxes import Missing, chosen_section, day, number_in, words
from yakuba.desks.pages import page
from yakuba.figures.shares import Share
from yakuba.people.models import Section
from yakuba.toolbox import clock, tables
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable

A_PAGE = 30
ROUNDS = Round.objects.filter(kind=KIND).select_related("section")


@require_GET
@staff_only
def inquiries(request: SignedInRequest) -> HttpResponse:
    """照会の一覧: what waits for an answer first."""
    asked = Target.objects.waiting().filter(round__kind=KIND).for_the_hands_of(request.user)
    waiting = asked.select_related("round__section", "section").order_by("round__due_on", "pk")
    seen = ROUNDS.visible_to(request.user).order_by("-opened_at", "-pk")
    shown = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    return _page(request, "inquiries", {"waiting": waiting[:A_PAGE], "shown": shown})


@require_http_methods(["GET", "POST"])
@staff_only
def inquire(request: SignedInRequest) -> HttpResponse:
    """照会する."""
    if request.method == "GET":
        return _form(request)

    def make() -> HttpResponse:
        own = chosen_section(request, "section")
        if own is None:
            raise Missing("section", _("照会する課を選んでください。"))
        chosen = [number_in(key) for key in request.POST.getlist("sections")]
        question = inquiring.Question(
            _key(request),
            words(request, "title", _("件名を書いてください。"), 200),
            request.POST.get("words", ""),
            day(request, "due_on"),
            request.POST.get("unit", ""),
        )
        asked = inquiring.inquire(own, question, list(_sections().filter(pk__in=chosen)), by=request.user)
        messages.success(request, _("照会しました。相手の課に知らせました。"))
        return redirect("inquiry", pk=asked.pk)

    return _or_again(request, "inquire", _form, make)


@require_GET
@staff_only
def inquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    """One inquiry: what is asked, my answer, and for whoever asks all answers."""
    return _inquiry(request, _round(request, pk))


@require_POST
@staff_only
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """回答する."""
    mine = Target.objects.filter(round__kind=KIND).for_the_hands_of(request.user)
    target = get_object_or_404(mine.select_related("round__section"), pk=pk)

    def make() -> HttpResponse:
        posted = request.POST
        nothing = bool(posted.get("nothing"))
        inquiring.answer(target, posted.get("words", ""), posted.get("number", ""), nothing=nothing, by=request.user)
        messages.success(request, _("回答しました。締め切りまでは、直せます。"))
        return redirect("inquiry", pk=target.round_id)

    return _or_again(request, f"answer-{pk}", partial(_inquiry, asked=target.round), make)


@require_POST
@staff_only
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """まだの課に知らせる."""
    asked = _asked_by_us(request, pk)

    def make() -> HttpResponse:
        messages.success(request, _("%(count)d人に知らせました。") % {"count": asking.remind(asked, by=request.user)})
        return redirect("inquiry", pk=pk)

    return _or_again(request, "remind", partial(_inquiry, asked=asked), make)


@require_POST
@staff_only
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """締め切る."""
    asked = _asked_by_us(request, pk)

    def make() -> HttpResponse:
        asking.close_round(asked, by=request.user)
        return redirect("inquiry", pk=pk)

    return _or_again(request, "close", partial(_inquiry, asked=asked), make)


@require_GET
@staff_only
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every answer, a row for each section."""
    asked = _asked_by_us(request, pk)
    columns = [_("課"), _("回答"), _("数"), _("ことば"), _("回答した日")]
    rows = [
        (one.section.name, _word(one), one.values.get("number", ""), one.words, one.answered_at)
        for one in asked.targets.select_related("section").order_by("pk")
    ]
    content = tables.write_csv([dict(zip(columns, row, strict=True)) for row in rows], columns)
    found = HttpResponse(content, content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="inquiry-{pk}.csv"'
    return found


def _form(request: SignedInRequest, **more: Any) -> HttpResponse:
    own = request.user.sections_today
    others = [one for one in _sections() if one.pk not in {mine.pk for mine in own}]
    chosen = set(request.POST.getlist("sections"))
    context = {
        "own": own,
        "sections": [(one, str(one.pk) in chosen) for one in others],
        "key": request.POST.get("key") or uuid4(),
        "today": clock.today(),
    }
    return _page(request, "inquire", context | more)


def _inquiry(request: SignedInRequest, asked: Round, **more: Any) -> HttpResponse:
    targets = list(asked.targets.select_related("section").order_by("pk"))
    for one in targets:
        one.round = asked
    mine = [one for one in targets if one.may_answer(request.user)]
    theirs = asked.is_asked_by(request.user)
    counts = asked.counts()
    context = {
        "asked": asked,
        "mine": mine,
        "theirs": theirs,
        "rows": [{"target": one, "word": _word(one)} for one in targets] if theirs else [],
        "share": Share(counts.total() - counts["waiting"], counts.total()),
        "total": inquiring.total(targets),
    }
    return _page(request, "inquiry", context | more)


def _word(target: Target) -> str:
    if not target.answer:
        return _("期限を過ぎています") if target.round.is_late else _("まだ")
    return _("該当なし") if target.answer == inquiring.NOTHING else _("回答")


def _or_again(
    request: SignedInRequest, name: str, origin: Callable[..., HttpResponse], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `make` answers; refused, the page it was asked from with what was typed (422)."""
    try:
        return make()
    except Missing as missing:
        wrong = {"id": missing.name, "label": _("入力"), "sentence": missing.sentence}
    except (Refused, Unprintable) as refused:
        wrong = {"id": name, "label": _("入力"), "sentence": str(refused)}
    return origin(request, wrongs=[wrong], typed=request.POST.dict())


def _page(request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    around = {"room": "office", "here": "inquiries", "typed": {}}
    return page(request, f"inquiries/{name}.html", around | context, status=422 if context.get("wrongs") else 200)


def _key(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise Missing("title", _("画面を開き直して、もう一度送ってください。")) from error


def _round(request: SignedInRequest, pk: int) -> Round:
    return get_object_or_404(ROUNDS.visible_to(request.user), pk=pk)


def _asked_by_us(request: SignedInRequest, pk: int) -> Round:
    asked = _round(request, pk)
    if not asked.is_asked_by(request.user):
        raise Http404
    return asked


def _sections() -> Any:
    """Those that stand today and have somebody above them: the top is asked through its sections."""
    return Section.objects.valid_on(clock.today()).exclude(parent=None).order_by("pk")
