"""起案する: what staff may draft, and where their own drafts are."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import drafting as forms
from yakuba.cases.models import Case, Draft
from yakuba.cases.words import state, tone
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.pages import page
from yakuba.people.models import User
from yakuba.people.standing_in import hall_of
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock


@require_GET
@staff_only
def drafting(request: SignedInRequest) -> HttpResponse:
    """What may be drafted, what is begun, and whose turn it is on what I have drafted."""
    mine = Case.objects.of(request.user).filter(version__procedure__in=Procedure.objects.published().for_staff())
    begun = Draft.objects.filter(user=request.user, case=None, expires_at__gt=clock.now()).select_related("version")
    context = {
        "room": "office",
        "procedures": [_procedure(one) for one in Procedure.objects.published().for_staff()],
        "begun": [
            {"url": f"/drafts/{one.pk}/1/", "title": one.declaration.title, "when": one.begun_at}
            for one in begun.order_by("-begun_at")[:20]
            if one.declaration.is_for_staff
        ],
        "mine": [
            _mine(case, request.user) for case in mine.select_related("version__procedure").order_by("-filed_at")[:50]
        ],
    }
    return page(request, "office/drafting.html", context)


@require_POST
@staff_only
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """起案をはじめる."""
    procedure = get_object_or_404(Procedure.objects.published().for_staff(), slug=slug)
    return redirect("draft", pk=forms.begin(procedure, user=request.user).pk, number=1)


def _procedure(procedure: Procedure) -> dict[str, Any]:
    assert procedure.current is not None  # published() says so
    declared = procedure.current.declaration
    return {"slug": procedure.slug, "title": declared.title, "summary": declared.summary, "basis": declared.basis}


def _mine(case: Case, user: User) -> dict[str, Any]:
    if case.waits_for == "decide":
        case.hall = hall_of(user)
    return {
        "url": f"/office/cases/{case.receipt}/",
        "correct_url": f"/cases/{case.receipt}/correct/" if case.waits_for == "applicant" else "",
        "title": case.declaration.title,
        "receipt": case.receipt,
        "state": state(case),
        "tone": tone(case),
        "filed_at": case.filed_at,
        "waits_at": "、".join(str(turn.stop.post) for turn in case.turns),
    }
