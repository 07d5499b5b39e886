"""What a change of the organisation does to what runs: which cases come to other hands, and that none is left alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.cases.models import Case, Stop
from yakuba.cases.refused import Refused
from yakuba.cases.stops import BEFORE, having_their_turn
from yakuba.people.models import User
from yakuba.people.offices import hold_hall
from yakuba.people.standing_in import Hall
from yakuba.procedures.city import city

Names = dict[int, str]


@dataclass(frozen=True)
class Moved:
    """A case on its route whose turn comes to other people."""

    receipt: str
    title: str
    at: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Staffed:
    """A section whose people change, and how many running cases they have."""

    section: str
    count: int
    leaving: list[str]
    coming: list[str]
    left_by: int  # so many of the cases are taken by somebody who leaves: they become the section's again


@dataclass(frozen=True)
class Effect:
    """What a change does on its day. `stuck` names the cases with which nobody could go on."""

    moved: list[Moved] = field(default_factory=list)
    staffed: list[Staffed] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


class Stuck(Refused):
    """After the change nobody could go on with some cases; it is not made."""

    def __init__(self, effect: Effect) -> None:
        super().__init__(_("このままでは、処理する人のいなくなる件があります。引き継ぐ職か人を決めてください。"))
        self.effect = effect


@transaction.atomic
def effect_of(change: Callable[[], object], on: date, *, really: bool = False) -> Effect:
    """Makes the change, compares who has what in hand on the day `on`, and takes it back unless `really`.

    Raises Stuck where nobody would be left for a running case, and whatever `change` raises.
    """
    with transaction.atomic():
        hold_hall()
        before = _Hands(on)
        change()
        effect = _compared(before, _Hands(on))
        if effect.stuck:
            raise Stuck(effect)
        if not really:
            transaction.set_rollback(True)
    return effect


class _Hands:
    """Who has what in hand on a day: section by section, and stop by stop along every route."""

    def __init__(self, on: date) -> None:
        self.hall = Hall(on)
        running = Case.objects.exclude(waits_for="").select_related("version__procedure")
        self.routed = {case.pk: case for case in running.filter(waits_for="decide")}
        self.sections = Counter(running.values_list("section", flat=True))
        self.assigned = list(running.filter(assignee__isnull=False).values_list("section", "assignee"))
        stops = Stop.objects.filter(case__in=self.routed, act__in=BEFORE).order_by("order", "pk")
        self.stops: dict[int, list[Stop]] = defaultdict(list)
        for stop in stops:
            stop.post = self.hall.posts[stop.post_id]
            self.stops[stop.case_id].append(stop)

    def staff(self, code: str) -> Names:
        try:
            return _names(self.hall.staff_of(self.hall.section(code)))
        except KeyError:
            return {}

    def at(self, case: Case, stops: Iterable[Stop]) -> Names:
        """Whoever may act at one of those stops of the case."""
        acted = {stop.actor_id for stop in self.stops[case.pk] if stop.actor_id} | case.put_forward_by
        return _names(one.user for stop in stops for one in self.hall.who_may_act(stop.post, acted))

    def turn(self, case: Case) -> Names:
        return self.at(case, having_their_turn(self.stops[case.pk]))


def _compared(before: _Hands, after: _Hands) -> Effect:
    effect = Effect()
    for case in after.routed.values():
        was, now = before.turn(case), after.turn(case)
        if was != now:
            at = "、".join(str(stop.post) for stop in having_their_turn(after.stops[case.pk]))
            title = str(case.declaration.title)
            effect.moved.append(Moved(case.receipt, title, at, list(was.values()), list(now.values())))
        open_stops = [stop for stop in after.stops[case.pk] if not stop.state]
        if any(before.at(case, [stop]) and not after.at(case, [stop]) for stop in open_stops):
            effect.stuck.append(case.receipt)
    for code, count in sorted(after.sections.items()):
        was, now = before.staff(code), after.staff(code)
        if was and not now:
            waiting = Case.objects.exclude(waits_for="").filter(section=code).order_by("pk")
            effect.stuck.extend(case.receipt for case in waiting[:50])
        elif was != now:
            left_by = sum(section == code and user in was and user not in now for section, user in after.assigned)
            name = str(after.hall.in_charge(after.hall.section(code)))
            leaving, coming = _without(was, now), _without(now, was)
            effect.staffed.append(Staffed(name, count, leaving, coming, left_by))
    keepers = city().organisation
    if before.staff(keepers) and not after.staff(keepers):
        raise Refused(_("組織担当の課に、だれもいなくなります。"))
    return effect


def _names(users: Iterable[User]) -> Names:
    return {user.pk: user.name for user in sorted(users, key=lambda one: one.pk)}


def _without(these: Mapping[int, str], those: Mapping[int, str]) -> list[str]:
    return [name for key, name in these.items() if key not in those]
