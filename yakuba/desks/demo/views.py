"""Only in the demo: sign in as anybody with one click, and read the letters."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yakuba.desks.access import demo_only
from yakuba.desks.pages import page
from yakuba.mailroom.models import Letter
from yakuba.people.models import Absence, Holding, Resident, User
from yakuba.toolbox import clock


@require_safe
@demo_only
def people(request: HttpRequest) -> HttpResponse:
    """Who can be signed in as."""
    today = clock.today()
    holdings = (
        Holding.objects.in_force_on(today)
        .select_related("user", "post__section")
        .order_by("post__section__code", "-post__rank", "pk")
    )
    away = set(Absence.objects.valid_on(today).values_list("user", flat=True))
    residents = Resident.objects.valid_on(today).filter(user__isnull=False).select_related("user").order_by("pk")
    context: dict[str, Any] = {
        "staff": [
            {
                "pk": one.user_id,
                "name": one.user.name,
                "who": _("%(post)s（きょうは不在）") % {"post": one.post} if one.user_id in away else str(one.post),
            }
            for one in holdings
        ],
        "residents": [{"pk": one.user_id, "name": str(one), "who": one.town} for one in residents[:12]],
        "next": request.GET.get("next", ""),
    }
    return page(request, "demo/people.html", context)


@require_POST
@demo_only
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """One click, and only where everybody is invented."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    goes_on = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(goes_on, allowed_hosts=None):
        return redirect(goes_on)
    return redirect("inbox" if user.is_staff_member else "cases")


@require_safe
@demo_only
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter the sample town has sent, newest first."""
    turn = Paginator(Letter.objects.order_by("-pk"), 20).get_page(request.GET.get("page"))
    return page(request, "demo/letters.html", {"letters": turn.object_list, "turn": turn, "turn_query": ""})
