"""稟議見直し: what a route would have been like last year without one of its posts."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from yakuba.cases import replaying
from yakuba.cases.models import RouteTable
from yakuba.cases.tables import in_words
from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.pages import page
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock


@require_GET
@organisation_only
def replay(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose a line; then the days saved, and beside them what that post sent back."""
    table = get_object_or_404(RouteTable, code=code)
    lines = table.lines.valid_on(clock.today()).filter(act__in=[Work.CONCUR, Work.CIRCULATE]).select_related("section")
    chosen = request.GET.get("line", "")
    line = next((one for one in lines if str(one.pk) == chosen), None)
    if chosen and line is None:
        raise Http404
    context: dict[str, Any] = {
        "room": "office",
        "here": "tables",
        "table": table,
        "lines": [{"pk": one.pk, "words": in_words(one), "chosen": one == line} for one in lines],
    }
    if line:
        context |= _shown(replaying.replay(table, line)) | {"line": in_words(line)}
    return page(request, "organisation/replay.html", context)


def _shown(found: replaying.Replayed) -> dict[str, Any]:
    longest = max(found.half_before, found.half_after, 0.01)
    return {
        "found": found,
        "saved": f"{found.saved_in_all:.1f}",
        "before": {"days": f"{found.half_before:.1f}", "width": f"{100 * found.half_before / longest:.1f}"},
        "after": {"days": f"{found.half_after:.1f}", "width": f"{100 * found.half_after / longest:.1f}"},
    }
