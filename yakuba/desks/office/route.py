"""The route of one case as the office sees it: who looked, whose turn it is, what may be done there."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.cases.allowed import allowed_on_route
from yakuba.cases.models import Case, Stop
from yakuba.cases.routing import content_digest
from yakuba.cases.stops import behind
from yakuba.desks.routes import posts_to_add
from yakuba.people.models import User
from yakuba.people.posts import Posts
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock, dates

HOW = {"own": "", "deputy": gettext_lazy("代決"), "senior": gettext_lazy("引上げ")}


def route_context(case: Case, user: User) -> dict[str, Any]:
    """What `office/_route.html` shows; nothing where the case has no route."""
    if not any(step.decide for step in case.declaration.steps):
        return {}
    stops = list(case.stops.select_related("post__section", "actor"))
    if not stops:
        return {}
    turn = case.turn_of(user)
    return {
        "route": [_stop(case, stop) for stop in stops],
        "turn_act": turn.stop.act if turn else "",
        "is_written": turn is not None and turn.stop.written,
        "decision": _decision(case),
        "addenda": list(case.addenda.all()),
        "route_acts": route_acts(case, user, stops),
        "targets": [{"pk": stop.pk, "label": str(stop)} for stop in behind(turn.stop if turn else None, stops)],
        "posts_to_add": posts_to_add(case.hall) if case.waits_for == "decide" else [],
        "is_draft": case.declaration.is_for_staff,
        "today": clock.today(),
    }


def route_acts(case: Case, user: User, stops: list[Stop]) -> dict[str, str]:
    """The addresses of what this person may do on the route now."""
    here = f"/office/cases/{case.receipt}"
    return {
        act: f"{here}/stops/{stop.pk}/{act}/" if stop else f"{here}/{act}/"
        for act, stop in allowed_on_route(case, user, stops).items()
    }


def _stop(case: Case, stop: Stop) -> dict[str, Any]:
    turn = next((one for one in case.turns if one.stop.pk == stop.pk), None)
    return {
        "act": Work(stop.act).label,
        "post": Posts().say(str(stop.post)),
        "state": "now" if turn else stop.state or "next",
        "who": stop.actor.name if stop.actor else "、".join(one.user.name for one in turn.standings) if turn else "",
        "how": str(HOW.get(stop.how or (turn.standings[0].how if turn and turn.standings else ""), "")),
        "advice": stop.advice,
        "at": stop.acted_at,
        "is_added": stop.is_added,
        "nobody": turn is not None and not turn.standings,
        "needs_look": stop.needs_look,
        "looked_at": stop.looked_at,
    }


def _decision(case: Case) -> dict[str, Any]:
    decision = case.decision
    if decision is None:
        return {}
    enforcement = getattr(case, "enforcement", None)
    return {
        "digest": decision.digest,
        "is_unchanged": case.erased_at is not None or decision.digest == content_digest(case),
        "decided_at": decision.decided_at,
        "effective_on": dates.wareki(decision.effective_on),
        "why": decision.why_another_day,
        "number": enforcement.number if enforcement else "",
        "enforced_at": enforcement.enforced_at if enforcement else None,
        "retention": _("%(years)d年") % {"years": enforcement.retention_years} if enforcement else "",
        "discard_on": dates.wareki(enforcement.discard_on) if enforcement else "",
    }
