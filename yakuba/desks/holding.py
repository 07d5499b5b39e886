"""Who holds a draft or a case: its owner, or for a guest the session that began it or came by its link.

A UUID or a receipt number is a name, not a permission: whoever holds neither finds nothing.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest
from django.utils.crypto import constant_time_compare

from yakuba.cases.models import Case, Draft
from yakuba.desks.access import NotHeld
from yakuba.desks.idling import IDLE_SECONDS
from yakuba.people.models import Section, User

DRAFTS, CASES = "drafts", "cases"
GUEST_DAYS = 14
# What a page says of the section that answers questions, read along with the draft.
TOLD = ("name", "name_en", "phone", "email")


def user_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def signed_in_as(request: HttpRequest) -> User | None:
    """Who the session says has signed in, by their key alone: whatever they open next asks for their row."""
    key = request.session.get(SESSION_KEY)
    return User(pk=int(key)) if key else None


def give_draft(request: HttpRequest, draft: Draft) -> None:
    """This session may go on with the draft. A guest's lasts for days: their form hangs on nothing else."""
    _give(request, DRAFTS, str(draft.pk))
    if not request.user.is_authenticated:
        request.session[IDLE_SECONDS] = GUEST_DAYS * 24 * 3600


def give_case(request: HttpRequest, case: Case) -> None:
    """This session may follow the case."""
    _give(request, CASES, case.pk)


def draft_of(request: HttpRequest, pk: UUID, *, lock: bool = False) -> Draft:
    """The draft, for whoever holds it; inside a transaction with its lock. Raises Http404; NotHeld for an account's."""
    drafts = Draft.objects.select_related("version__procedure", "user")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    draft = drafts.annotate(told=section_told("version__section")).filter(pk=pk).first()
    if draft is None:
        raise Http404
    if not (_is_owner(request, draft.user) or _has(request, DRAFTS, str(pk), draft.user_id)):
        raise NotHeld if draft.user_id else Http404
    return draft


def section_told(code: str) -> Subquery:
    """What a page tells of the section whose code stands in that column, to be read along as `told`."""
    sections = Section.objects.filter(code=OuterRef(code)).order_by("-valid_from")
    return Subquery(sections.values(told=JSONObject(**{column: column for column in TOLD}))[:1])


def section_of(row: Any) -> Section:
    """The section in charge, as far as a page tells of it; nothing where the row was not read with `section_told`."""
    return Section(**(getattr(row, "told", None) or {}))


def case_of(request: HttpRequest, receipt: str) -> Case:
    """The case, for whoever holds it. Raises NotHeld, whether there is such a case or not."""
    case = Case.objects.receipt(receipt).select_related("version__procedure", "user").first()
    if case is None or not (_is_owner(request, case.user) or _has(request, CASES, case.pk, case.user_id)):
        raise NotHeld
    return case


def _is_owner(request: HttpRequest, owner: User | None) -> bool:
    """Whether the owner is who has signed in. Their row came with the thing, so it is not fetched once more."""
    if owner is None:
        return False
    if _is_in_session(request, owner):
        request.user = owner
        return True
    return bool(request.user.pk == owner.pk)


def _is_in_session(request: HttpRequest, owner: User) -> bool:
    """What django.contrib.auth.get_user asks of a session and its user; where it says no, that is asked as well."""
    return (
        owner.is_active
        and request.session.get(SESSION_KEY) == str(owner.pk)
        and constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), owner.get_session_auth_hash())
    )


def _has(request: HttpRequest, what: str, key: Any, owner: int | None) -> bool:
    # What belongs to an account is opened by that account only, whatever a session once held.
    return owner is None and key in request.session.get(what, [])


def _give(request: HttpRequest, what: str, key: Any) -> None:
    held = request.session.get(what, [])
    if key not in held:
        request.session[what] = [*held, key][-50:]
