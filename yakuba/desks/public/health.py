"""Whether the hall answers, for whoever watches over it: a line of JSON that tells nothing of anybody."""

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from yakuba.cases.models import Case
from yakuba.desks.access import open_to_all
from yakuba.toolbox import clock

# After so long without the worker, what should have gone by itself has not.
LATE = timedelta(minutes=10)


@require_safe
@open_to_all
def health(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and the worker keeps up; else 503, with which of them does not."""
    try:
        found = {"database": True, "worker": not Case.objects.ready(clock.now() - LATE).exists()}
    except DatabaseError:
        found = {"database": False, "worker": False}
    return JsonResponse({"ok": all(found.values()), **found}, status=200 if all(found.values()) else 503)
