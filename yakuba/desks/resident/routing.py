"""起案 by the same pages as an application: the route it would take, and the posts its drafter adds."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yakuba.cases.models import Draft
from yakuba.cases.proposing import preview
from yakuba.cases.refused import Refused
from yakuba.desks.routes import posts_to_add, stops_shown
from yakuba.procedures.routes import Work


def proposed(draft: Draft, answers: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The route by the table of today; where that leads nowhere, why."""
    if not draft.declaration.is_for_staff or draft.user is None:
        return {}
    try:
        stops = preview(draft.version, draft.user, answers, values)
    except Refused as refused:
        return {"refused": str(refused)}
    return {"stops": stops_shown(stops), "posts": posts_to_add(stops[0].case.hall)} if stops else {}


def added_by(request: HttpRequest, draft: Draft) -> list[dict[str, Any]]:
    """The posts that were chosen beside the route; what no post's number is adds none."""
    if not draft.declaration.is_for_staff:
        return []
    chosen = [(act, request.POST.get(act, "")) for act in (Work.CIRCULATE, Work.CONCUR)]
    return [{"act": str(act), "post": int(key)} for act, key in chosen if key.isascii() and key.isdigit()]
