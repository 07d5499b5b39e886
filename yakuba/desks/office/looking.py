"""Opening a case that is not on one's desk: the reason is asked first; and what heads see of such looks."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import looking
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.finding import find
from yakuba.desks.pages import page
from yakuba.ledger.models import Line
from yakuba.people.models import Holding, Post, User
from yakuba.toolbox import clock

SAID = "said_why"  # what this session has said, by the key of the case, newest last: [why, words]
MOST = 200


def has_said_why(request: SignedInRequest, case: Case) -> bool:
    return str(case.pk) in request.session.get(SAID, {})


def look_once_more(request: SignedInRequest, case: Case) -> None:
    """Every opening is kept, with the reason that was given for the first."""
    why, words = request.session[SAID][str(case.pk)]
    looking.look_away(case, by=request.user, why=why, words=words)


def ask_why(request: SignedInRequest, case: Case, *, error: str = "", words: str = "") -> HttpResponse:
    """Nothing of the case but its number, until somebody has said why."""
    context = {
        "room": "office",
        "receipt": case.receipt,
        "title": case.declaration.title,
        "reasons": list(looking.AWAY.items()),
        "error": error,
        "words": words,
    }
    return page(request, "office/why.html", context, status=422 if error else 200)


def find_opened(request: SignedInRequest, receipt: str) -> Case:
    """The case, for whoever has it on their desk or has said why they open it. Raises Http404."""
    found = find(request, receipt)
    if not (looking.is_on_desk(found, request.user) or has_said_why(request, found)):
        raise Http404
    return found


@require_POST
@staff_only
def say_why(request: SignedInRequest, receipt: str) -> HttpResponse:
    """理由を書いて開く."""
    found = find(request, receipt)
    why, words = request.POST.get("why", ""), request.POST.get("words", "").strip()
    try:
        looking.ask_for_reason(why, words)
    except Refused as refused:
        return ask_why(request, found, error=str(refused), words=words)
    said = {**request.session.get(SAID, {}), str(found.pk): [why, words]}
    request.session[SAID] = dict(list(said.items())[-MOST:])
    return redirect("office_case", receipt=receipt)


@require_GET
@staff_only
def looks(request: SignedInRequest) -> HttpResponse:
    """見た記録, for heads: what their people opened that was not on their desks, and the alarms."""
    headed = [held.post.section_id for held in request.user.holdings_today if held.post.level >= Post.Rank.HEAD.level]
    if not headed:
        raise Http404
    staff = Holding.objects.in_force_on(clock.today()).filter(post__section__in=headed).values_list("user", flat=True)
    keys = [f"user:{key}" for key in set(staff)]
    lines = Line.objects.opened_away(keys).select_related("detail")[:MOST]
    alarms = Line.objects.filter(thing__in=keys, verb="alarmed").order_by("-at")[:50]
    names = {one.actor_key: one.name for one in User.objects.filter(pk__in=set(staff))}
    context = {
        "room": "office",
        "here": "looks",
        "looks": [_look(line) for line in lines],
        "alarms": [{"who": names[line.thing], "at": line.at, "count": line.facts["count"]} for line in alarms],
    }
    return page(request, "office/looks.html", context)


def _look(line: Line) -> dict[str, Any]:
    return {
        "who": f"{line.actor_post} {line.actor_name}",
        "case": line.thing.removeprefix("case:"),
        "why": looking.why_in_words(line.facts["why"]),
        "words": line.said("words"),
        "at": line.at,
    }
