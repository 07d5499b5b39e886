"""What staff can speak about on pages of the desks: 起案, procedures, items of the plan, as 御法度 look them up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from yakuba.cases.models import Case
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.programme import plans
from yakuba.programme.models import TEXTS, Item, State
from yakuba.systems.models import Purchase
from yakuba.taboos.suggesting import QUIET_WINDOWS, Facts
from yakuba.taboos.things import Thing, register, row_number
from yakuba.toolbox import clock

SETBACKS = (State.UNDECIDED, State.HELD, State.DROPPED)


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


def of_item(item: Item) -> Thing:
    """取組: what it says, and for how many windows nothing of it has stumbled."""
    return Thing(
        key=item.ledger_key,
        title=str(item),
        url=f"/office/programme/items/{item.pk}/",
        text="\n".join(getattr(item, name) for name in TEXTS),
        facts=Facts(quiet_windows=_quiet_windows(item)),
    )


def register_things() -> None:
    register("case", _case)
    register("procedure", _procedure)
    register("plan", _item)
    register("purchase", _purchase)


def _case(rest: str, user: User) -> Thing | None:
    known = Case.objects.visible_to(user).select_related("version__procedure")
    case = known.filter(pk=row_number(rest), version__procedure__is_for_staff=True).first()
    return of_case(case) if case else None


def _procedure(rest: str, user: User) -> Thing | None:
    published = Procedure.objects.for_residents().filter(slug=rest, current__isnull=False)
    procedure = published.select_related("current").first() if user.is_staff_member else None
    return of_procedure(procedure) if procedure else None


def _item(rest: str, user: User) -> Thing | None:
    items = Item.objects.prefetch_related("changes", "promises").filter(pk=row_number(rest))
    item = items.first() if user.is_staff_member else None
    return of_item(item) if item else None


def _purchase(rest: str, user: User) -> Thing | None:
    """A wish to buy is read by all of the staff; how many things it wants to be at once is a hint at 17."""
    found = Purchase.objects.filter(pk=row_number(rest)).first() if user.is_staff_member else None
    if found is None:
        return None
    return Thing(
        key=found.ledger_key,
        title=found.title,
        url=f"/office/systems/purchases/{found.pk}/",
        text=f"{found.title}\n{found.reason}",
        facts=Facts(functions=tuple(found.functions)),
    )


def _quiet_windows(item: Item) -> int:
    """Windows that have begun since it was registered, held up, dropped or put off; none once it is done."""
    if item.state == State.DONE:
        return 0
    stumbled = [one.changed_at for one in item.changes.all() if one.state in SETBACKS]
    put_off = [one.said_at for one in list(item.promises.all())[1:]]
    since, day, count = clock.day_of(max([item.registered_at, *stumbled, *put_off])), clock.today(), 0
    declared = plans.plan(item.plan)
    while count < QUIET_WINDOWS and (window := declared.window_before(day)) > since:
        count, day = count + 1, window - timedelta(days=1)
    return count


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
