"""全員が受ける研修: the share of those who have, for everybody; who has not, for whoever keeps the programme."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.collecting import asking
from yakuba.collecting.models import Target
from yakuba.desks.access import SignedInRequest, keeps_the_programme, programme_only, staff_only
from yakuba.desks.boxes import day
from yakuba.desks.courses.events import EVENTS, office
from yakuba.desks.courses.forms import Again, Box, Form, or_again
from yakuba.learning import completing
from yakuba.learning.models import Event, Kind

MOST = 20
LATE = 500


@require_GET
@staff_only
def training(request: SignedInRequest) -> HttpResponse:
    """全員が受ける研修."""
    return training_page(request)


@require_POST
@programme_only
def require(request: SignedInRequest, pk: int) -> HttpResponse:
    """全員に求める."""
    event = get_object_or_404(EVENTS.filter(kind=Kind.SECURITY), pk=pk)

    def make() -> HttpResponse:
        count = completing.require(event, day(request), by=request.user)
        messages.success(request, _("%(count)d人に知らせました。") % {"count": count})
        return redirect("training")

    return or_again(request, f"require-{pk}", partial(training_page, request), make)


@require_POST
@programme_only
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """まだの人に知らせる."""
    asked = completing.round_of(get_object_or_404(EVENTS.filter(kind=Kind.SECURITY), pk=pk))
    if asked is None:
        raise Http404

    def make() -> HttpResponse:
        count = asking.remind(asked, by=request.user)
        messages.success(request, _("%(count)d人に知らせました。") % {"count": count})
        return redirect("training")

    return or_again(request, f"remind-{pk}", partial(training_page, request), make)


def training_page(request: SignedInRequest, again: Again | None = None) -> HttpResponse:
    again, keeps = again or Again(), keeps_the_programme(request.user)
    found = EVENTS.filter(kind=Kind.SECURITY).newest_first()[:MOST]
    context = {
        "tab": "training",
        "trainings": [_row(one, keeps, again) for one in found],
        "wrongs": again.wrongs,
    }
    return office(request, "courses/training.html", context, status=again.status)


def _row(event: Event, keeps: bool, again: Again) -> dict[str, Any]:
    share = completing.completed(event)
    found = {"event": event, "share": share, "width": share.percent() or 0}
    if not keeps or not event.is_open:
        return found
    box = Box("on", _("いつまでに"), "date", True, hint=_("きょう職にある全員に、手紙で知らせます。"))
    url = reverse("require_training", args=[event.pk])
    return found | {
        "late": Target.objects.filter(round=completing.round_of(event)).late().select_related("user")[:LATE],
        "waiting": share.of - share.count,
        "form": Form(f"require-{event.pk}", url, _("全員に求める"), [box], again),
    }
