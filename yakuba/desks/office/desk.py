"""Whose desk a case lies on, what colleagues noted, and what else the same person has asked for."""

from typing import Any

from django.db.models import Q

from yakuba.cases.models import Case
from yakuba.cases.words import state
from yakuba.people.models import Holding, User
from yakuba.toolbox import clock

OTHERS = 10


def desk_context(case: Case, user: User) -> dict[str, Any]:
    """What `office/_desk.html` shows."""
    is_ours = case.is_in_hands_of(user) and not case.is_finished
    may = {
        "take": is_ours and (case.assignee is None or not case.is_in_hands_of(case.assignee)),
        "hand_on": is_ours,
        "let_go": case.assignee_id == user.pk and not case.is_finished,
        "note": case.erased_at is None,
    }
    return {
        "desk": {act: f"/office/cases/{case.receipt}/{act}/" for act, allowed in may.items() if allowed},
        "assignee": case.assignee,
        "notes": list(case.notes.all()),
        "colleagues": _colleagues(case, user) if is_ours else [],
        "others": [_other(one) for one in _of_the_same_person(case, user)],
    }


def _colleagues(case: Case, user: User) -> list[User]:
    """Whoever holds a post in one of the sections that this person works for, but not the applicant."""
    held = Holding.objects.in_force_on(clock.today()).filter(post__section__in=user.sections_today)
    others = User.objects.filter(pk__in=held.values("user")).exclude(pk=user.pk)
    return list(others.exclude(pk=case.user_id).order_by("pk") if case.user_id else others.order_by("pk"))


def _of_the_same_person(case: Case, user: User) -> list[Case]:
    """By the account, or by name and day of birth; only what this post may see."""
    person = case.answers.get("applicant")
    born = person.get("birth_date") if isinstance(person, dict) else None
    same = Q(user=case.user_id) if case.user_id else Q(pk__in=())
    if born and case.applicant_name:
        same |= Q(applicant_name=case.applicant_name, answers__applicant__birth_date=born)
    others = Case.objects.visible_to(user).filter(same).exclude(pk=case.pk)
    return list(others.select_related("version__procedure").order_by("-filed_at")[:OTHERS])


def _other(case: Case) -> dict[str, Any]:
    return {
        "url": f"/office/cases/{case.receipt}/",
        "title": case.declaration.title,
        "receipt": case.receipt,
        "state": state(case),
    }
