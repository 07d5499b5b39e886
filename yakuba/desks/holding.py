"""Who holds a draft or a case: its owner, or for a guest the session that began it or came by its link.

A UUID or a receipt number is a name, not a permission: whoever holds neither finds nothing.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from yakuba.cases.models import Case, Draft
from yakuba.desks.idling import IDLE_SECONDS
from yakuba.people.models import User

DRAFTS, CASES = "drafts", "cases"
GUEST_DAYS = 14


def user_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def give_draft(request: HttpRequest, draft: Draft) -> None:
    """This session may go on with the draft. A guest's lasts for days: their form hangs on nothing else."""
    _give(request, DRAFTS, str(draft.pk))
    if not request.user.is_authenticated:
        request.session[IDLE_SECONDS] = GUEST_DAYS * 24 * 3600


def give_case(request: HttpRequest, case: Case) -> None:
    """This session may follow the case."""
    _give(request, CASES, case.pk)


def draft_of(request: HttpRequest, pk: UUID) -> Draft:
    """The draft, for whoever holds it. Raises Http404."""
    draft = Draft.objects.select_related("version__procedure", "user").filter(pk=pk).first()
    if draft is None or not (_is_owner(request, draft.user_id) or _has(request, DRAFTS, str(pk), draft.user_id)):
        raise Http404
    return draft


def case_of(request: HttpRequest, receipt: str) -> Case:
    """The case, for whoever holds it. Raises Http404."""
    case = Case.objects.receipt(receipt).select_related("version__procedure").first()
    if case is None or not (_is_owner(request, case.user_id) or _has(request, CASES, case.pk, case.user_id)):
        raise Http404
    return case


def _is_owner(request: HttpRequest, owner: int | None) -> bool:
    return owner is not None and request.user.pk == owner


def _has(request: HttpRequest, what: str, key: Any, owner: int | None) -> bool:
    # What belongs to an account is opened by that account only, whatever a session once held.
    return owner is None and key in request.session.get(what, [])


def _give(request: HttpRequest, what: str, key: Any) -> None:
    held = request.session.get(what, [])
    if key not in held:
        request.session[what] = [*held, key][-50:]
