"""What staff can speak about on pages of the desks: 起案 and procedures, as 御法度 and trials look them up."""

from collections.abc import Iterator
from typing import Any

from yakuba.cases.models import Case
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.taboos.suggesting import Facts
from yakuba.taboos.things import Thing, register, row_number


def of_case(case: Case) -> Thing | None:
    """起案 as a thing to speak about; residents' cases are none, because what is said would be about a person."""
    if not case.declaration.is_for_staff:
        return None
    return Thing(
        key=case.ledger_key,
        title=f"{case.declaration.title} {case.receipt}",
        url=f"/office/cases/{case.receipt}/",
        text="\n".join(_texts(case.answers)),
        facts=Facts(steps_now=_steps(case.answers, "steps_now"), steps_then=_steps(case.answers, "steps_then")),
        author=case.user_id,
    )


def of_procedure(procedure: Procedure) -> Thing:
    """A published procedure; paper and the counter stay open beside each of them."""
    assert procedure.current is not None
    declared = procedure.current.declaration
    words = [declared.title, declared.summary, *(declared.guide.notes if declared.guide else ())]
    return Thing(
        key=procedure.ledger_key,
        title=str(declared.title),
        url=f"/procedures/{procedure.slug}/",
        text="\n".join(one.ja for one in words if one),
        facts=Facts(other_channels=True),
    )


def register_things() -> None:
    register("case", _case)
    register("procedure", _procedure)


def _case(rest: str, user: User) -> Thing | None:
    known = Case.objects.visible_to(user).select_related("version__procedure")
    case = known.filter(pk=row_number(rest), version__procedure__is_for_staff=True).first()
    return of_case(case) if case else None


def _procedure(rest: str, user: User) -> Thing | None:
    published = Procedure.objects.for_residents().filter(slug=rest, current__isnull=False)
    procedure = published.select_related("current").first() if user.is_staff_member else None
    return of_procedure(procedure) if procedure else None


def _steps(answers: dict[str, Any], name: str) -> int | None:
    found = answers.get(name)
    return len(found) if isinstance(found, list) else None


def _texts(answers: Any) -> Iterator[str]:
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, dict):
        yield from (text for one in answers.values() for text in _texts(one))
    elif isinstance(answers, list):
        yield from (text for one in answers for text in _texts(one))
