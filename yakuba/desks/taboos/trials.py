"""The log of small inconveniences, trials and failures: searched and told by all staff, corrected by its teller."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.taboos.typed import answered, key_of, number_of, wrong
from yakuba.taboos import telling
from yakuba.taboos.models import Trial, TrialKind
from yakuba.taboos.things import Thing, seen
from yakuba.taboos.trials import TOLD
from yakuba.toolbox.refused import Refused

A_PAGE = 20
BOXES = ("kind", *TOLD, "things")


@require_GET
@staff_only
def trials(request: SignedInRequest) -> HttpResponse:
    """The newest, or what a question finds; of one kind or of all."""
    query = "".join(one for one in request.GET.get("q", "") if one.isprintable()).strip()[:100]
    kind = request.GET.get("kind", "")
    found = Trial.objects.found(query) if query else Trial.objects.newest()
    if kind in TrialKind.values:
        found = found.filter(kind=kind)
    shown = Paginator(found, A_PAGE).get_page(number_of(request.GET, "page") or 1)
    context = {"query": query, "kind": kind, "kinds": TrialKind.choices, "shown": shown}
    return answered(request, "trials", context, tab="trials")


@require_GET
@staff_only
def trial(request: SignedInRequest, entry: int) -> HttpResponse:
    """One entry as it was last told, and the versions before it."""
    versions = _versions(entry)
    latest = versions[0]
    context = {
        "trial": latest,
        "facts": _facts(latest),
        "things": _things(request, latest.things),
        "may_correct": latest.may_correct(request.user),
        "before": [{"trial": one, "facts": _facts(one)} for one in versions[1:]],
    }
    return answered(request, "trial", context, tab="trials")


@require_http_methods(["GET", "POST"])
@staff_only
def tell_trial(request: SignedInRequest) -> HttpResponse:
    """書く."""
    if request.method == "GET":
        kind = request.GET.get("kind", "")
        return _form(request, None, {"kind": kind, "things": request.GET.get("thing", "")[:100]})
    try:
        made = telling.tell_trial(_told(request), key=key_of(request.POST), by=request.user)
    except Refused as refused:
        return _form(request, None, request.POST.dict(), refused)
    return redirect("trial", entry=made.entry)


@require_http_methods(["GET", "POST"])
@staff_only
def correct_trial(request: SignedInRequest, entry: int) -> HttpResponse:
    """書き直す: the next version."""
    latest = _versions(entry)[0]
    if not latest.may_correct(request.user):
        raise Http404
    if request.method == "GET":
        return _form(
            request, latest, {name: getattr(latest, name) for name in BOXES} | {"things": " ".join(latest.things)}
        )
    # The version that was on the page: where it has become another, this one is refused.
    latest.version = number_of(request.POST, "version")
    try:
        telling.correct_trial(latest, _told(request), key=key_of(request.POST), by=request.user)
    except Refused as refused:
        return _form(request, latest, request.POST.dict(), refused)
    return redirect("trial", entry=entry)


def _versions(entry: int) -> list[Trial]:
    """The newest first. Raises Http404."""
    found = list(Trial.objects.versions_of(entry)[:50]) if entry < 2**63 else []
    if not found or found[0].entry != entry:
        raise Http404
    return found


def _told(request: SignedInRequest) -> telling.Told:
    posted = request.POST
    words = {name: posted.get(name, "") for name in TOLD}
    return telling.Told(kind=posted.get("kind", ""), things=posted.get("things", "").split(), **words)


def _facts(one: Trial) -> list[tuple[str, str]]:
    labels = _labels()
    return [(labels[name], getattr(one, name)) for name in TOLD if name != "title" and getattr(one, name)]


def _labels() -> dict[str, str]:
    return {
        "kind": _("どれにあたりますか"),
        "title": _("名前"),
        "tried": _("試したこと"),
        "expected": _("期待したこと"),
        "happened": _("起きたこと"),
        "learned": _("学んだこと"),
        "reuse": _("だれの役に立ちそうか"),
        "things": _("関係するもの"),
    }


def _things(request: SignedInRequest, keys: list[str]) -> list[Thing]:
    """Only what whoever reads may see."""
    return [found for key in keys[: telling.MOST_THINGS] if (found := seen(key, request.user))]


def _form(
    request: SignedInRequest, trial: Trial | None, typed: dict[str, Any], refused: Refused | None = None
) -> HttpResponse:
    is_a_box = isinstance(refused, telling.Untold)
    name = refused.name if isinstance(refused, telling.Untold) else "title"
    wrongs = [wrong(name, _labels()[name], str(refused))] if refused else []
    context = {
        "trial": trial,
        "version": _versions(trial.entry)[0].version if trial else 1,
        "kinds": TrialKind.choices,
        "typed": typed,
        "wrongs": wrongs,
        # What was only written wrongly is still the same entry; a key that has been used is not used again.
        "key": typed.get("key") if is_a_box and typed.get("key") else uuid4(),
    }
    return answered(request, "tell", context, tab="trials", status=422 if refused else 200)
