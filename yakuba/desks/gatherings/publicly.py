"""For everybody: confirmed minutes of the bodies that the city marks as public."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.meetings.models import Minutes

A_PAGE = 20


@require_GET
@open_to_all
def public_meetings(request: HttpRequest) -> HttpResponse:
    """The newest first; each meeting by the last version that was confirmed."""
    shown = Paginator(Minutes.objects.public(), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "gatherings/public.html", {"shown": shown})


@require_GET
@open_to_all
def public_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements by post; by name only where the city marks it."""
    found = Minutes.objects.public().filter(meeting=pk).first()
    if found is None:
        raise Http404
    names = found.meeting.body.names_persons
    rows = [
        {"line": one, "who": one.speaker if names else one.post} for one in found.lines.select_related("item")[:1000]
    ]
    return page(request, "gatherings/public_minutes.html", {"minutes": found, "meeting": found.meeting, "rows": rows})
