"""公表: the plan is frozen, looked over, put on its route, published; what each step waits for."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.desks.access import SignedInRequest, keeps_the_programme, programme_only, staff_only
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import act, or_again
from yakuba.programme import checking, manuscript, plans, pressing
from yakuba.publications import differing, publishing, written
from yakuba.publications.models import Edition, Kind, State
from yakuba.toolbox import dates

EDITIONS = Edition.objects.select_related("case__version__procedure")
MOST = 50
# How each kind is pressed; those that are one document from front to back, alike.
PRESS = {Kind.PLAN.value: pressing.press}
WEIGHTS = {"stop": "bad", "look": "look"}


@require_GET
@staff_only
def editions(request: SignedInRequest) -> HttpResponse:
    """版の一覧."""
    return editions_page(request)


@require_GET
@staff_only
def edition(request: SignedInRequest, pk: int) -> HttpResponse:
    """One edition: what the gate found, what is different, where it stands. The decider reads it before deciding."""
    return edition_page(request, get_object_or_404(EDITIONS, pk=pk))


@require_POST
@programme_only
def freeze(request: SignedInRequest) -> HttpResponse:
    """凍結する: as it stands this moment."""

    def make() -> HttpResponse:
        slug = plans.own()
        pages = manuscript.pages_of(slug)
        frozen = publishing.freeze(manuscript.manuscript(slug, checking.findings(slug, pages)), by=request.user)
        return redirect("edition", pk=frozen.pk)

    return or_again(request, "freeze", lambda **more: editions_page(request, **more), make)


def editions_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    slug = plans.own()
    found = list(EDITIONS.filter(kind=Kind.PLAN, name=slug).order_by("-number")[:MOST])
    others = EDITIONS.exclude(kind=Kind.PLAN).order_by("-frozen_at")[:MOST]
    context = {
        "room": "office",
        "here": "programme",
        "tab": "editions",
        "slug": slug,
        "plan": plans.plan(slug),
        "editions": [{"edition": one, "state": State(one.state).label} for one in found],
        "others": [{"edition": one, "state": State(one.state).label} for one in others],
        "under_way": next((one for one in found if one.state in (State.FROZEN, State.DECIDING)), None),
        "keeps": keeps_the_programme(request.user),
        **more,
    }
    return page(request, "planning/editions.html", context, status=422 if more.get("wrongs") else 200)


def edition_page(request: SignedInRequest, edition: Edition, **more: Any) -> HttpResponse:
    edition = EDITIONS.get(pk=edition.pk)
    case = edition.case
    context = {
        "room": "office",
        "here": "programme",
        "tab": "editions",
        "edition": edition,
        "state": State(edition.state).label,
        "as_of": dates.parse(edition.head["as_of"]),
        "findings": [_finding(edition, one) for one in edition.findings],
        "stops": len(edition.open_findings),
        "changes": differing.differences(edition),
        "before": edition.before,
        "leaves": edition.leaves.all() if "all" in request.GET else edition.leaves.all()[:10],
        "leaf_count": edition.leaves.count(),
        "public": _public(edition),
        "case": case,
        "decided": bool(case and case.outcome == "granted"),
        "errata": edition.errata.all(),
        "keeps": keeps_the_programme(request.user),
        "typed": {},
        **more,
    }
    return page(request, "planning/edition.html", context, status=422 if more.get("wrongs") else 200)


@act(edition_page, EDITIONS, programme_only)
def release(request: SignedInRequest, row: Edition) -> HttpResponse:
    """理由を付けて通す."""
    publishing.release(row, request.POST.get("finding", ""), request.POST.get("why", ""), by=request.user)
    return redirect("edition", pk=row.pk)


@act(edition_page, EDITIONS, programme_only)
def submit(request: SignedInRequest, row: Edition) -> HttpResponse:
    """決裁に回す."""
    case = publishing.submit(row, by=request.user, place=reverse("edition", args=[row.pk]))
    messages.success(
        request, _("起案しました（受付番号 %(receipt)s）。決裁が済むと公表できます。") % {"receipt": case.receipt}
    )
    return redirect("edition", pk=row.pk)


@act(edition_page, EDITIONS, programme_only)
def publish(request: SignedInRequest, row: Edition) -> HttpResponse:
    """公表する."""
    publishing.publish(row, PRESS.get(row.kind, written.press), by=request.user)
    messages.success(request, _("公表しました。"))
    return redirect("edition", pk=row.pk)


@act(edition_page, EDITIONS, programme_only)
def give_up(request: SignedInRequest, row: Edition) -> HttpResponse:
    """取りやめる."""
    publishing.give_up(row, request.POST.get("why", ""), by=request.user)
    return redirect("edition", pk=row.pk)


@act(edition_page, EDITIONS, programme_only)
def correct(request: SignedInRequest, row: Edition) -> HttpResponse:
    """正誤表に載せる."""
    said = {name: request.POST.get(name, "") for name in ("wrong", "right", "why", "key")}
    publishing.correct(row, **said, by=request.user)
    return redirect("edition", pk=row.pk)


def _public(edition: Edition) -> str:
    """Where everybody reads it, once it is published."""
    if edition.kind == Kind.PLAN:
        return reverse("plan_edition", args=[edition.name, edition.number])
    return reverse("publication_edition", args=[edition.kind, edition.name, edition.number])


def _finding(edition: Edition, one: dict[str, Any]) -> dict[str, Any]:
    return one | {"tone": WEIGHTS[one["weight"]], "released": edition.released.get(one["key"], "")}
