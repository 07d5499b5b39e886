"""How each system stands on a day: when its contracts end, when that must be decided, what it costs a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yakuba.people.models import Section
from yakuba.systems import duplicates
from yakuba.systems.declared import Window, Work, declared
from yakuba.systems.duplicates import Names, Thing
from yakuba.systems.keeping import total
from yakuba.systems.models import Contract, FitGap, Purchase, Scenario, System
from yakuba.systems.renewals import Lead, Renewal, Span, State, end_of, renewal

STATES = list(State)


@dataclass(frozen=True)
class Standing:
    """One system with its renewal; None where no end is known."""

    system: System
    renewal: Renewal | None
    state: State
    yearly_yen: int
    # The contracts of which somebody has not written down the end.
    open_ended: int

    @property
    def urgency(self) -> tuple[int, date, str]:
        decide_on = self.renewal.decide_on if self.renewal else date.max
        return STATES.index(self.state), decide_on, self.system.code


def standing(system: System, today: date) -> Standing:
    """`system` comes from `System.objects.whole()`."""
    contracts = list(system.contracts.all())
    spans = [Span(one.what, one.begins_on, one.ends_on) for one in contracts]
    request, ends_on = declared().request_day, end_of(spans, today)
    due = None
    if ends_on is not None:
        due = renewal(ends_on, Lead(system.migration_months, system.procurement_months), request)
    running = [one for one in contracts if _runs(one, today)]
    return Standing(
        system=system,
        renewal=due,
        state=due.state(today, request) if due else State.UNKNOWN,
        yearly_yen=total([one.yearly_yen for one in running]),
        open_ended=sum(one.ends_on is None for one in running),
    )


def standings(systems: Iterable[System], today: date) -> list[Standing]:
    """All of them, what must be decided first at the top."""
    return sorted((standing(one, today) for one in systems), key=lambda one: one.urgency)


def in_use(today: date) -> list[Standing]:
    """Every system of today."""
    return standings(System.objects.whole().valid_on(today), today)


def ends(found: Iterable[Standing]) -> dict[int, date | None]:
    """When each stands without a contract, by its pk."""
    return {one.system.pk: one.renewal.ends_on if one.renewal else None for one in found}


@dataclass(frozen=True)
class WorkStanding:
    """One of the standardised works, with the systems that do it; none is a state of its own."""

    work: Work
    found: Sequence[Standing]

    @property
    def fitgap(self) -> str:
        """The least advanced of its systems: a work runs when all of it runs."""
        order = list(FitGap.values)
        return min((one.system.fitgap for one in self.found), key=order.index, default="")

    @property
    def word(self) -> str:
        return str(FitGap(self.fitgap).label) if self.fitgap else _("システムが登録されていない")


def works(found: Iterable[Standing]) -> list[WorkStanding]:
    """The standardised works in the order of the law."""
    by_work: dict[str, list[Standing]] = {}
    for one in found:
        by_work.setdefault(one.system.standard_work, []).append(one)
    return [WorkStanding(work, by_work.get(work.code, [])) for work in declared().standard.works]


def joint_for(functions: Iterable[str], today: date) -> list[Window]:
    """The prefecture's procurements, still open or to come, of something that does one of these."""
    wanted = {duplicates.plain(word) for word in functions}
    return [
        window
        for window in declared().joint.windows
        if window.closes_on >= today and wanted & {duplicates.plain(word) for word in window.functions}
    ]


def things(found: Iterable[Standing], today: date) -> list[Thing]:
    """Everything that may be the same investment twice: systems, scenarios, and wishes that were not dropped."""
    known = names()
    scenarios = Scenario.objects.valid_on(today).prefetch_related("systems")
    purchases = Purchase.objects.exclude(state=Purchase.State.DROPPED)
    return [
        *(system_thing(one.system) for one in found),
        *(_scenario_thing(one, known) for one in scenarios),
        *(purchase_thing(one) for one in purchases),
    ]


def system_thing(system: System) -> Thing:
    return Thing(system.ledger_key, system.name, system.product, system.vendor, system.functions)


def purchase_thing(purchase: Purchase) -> Thing:
    return Thing(purchase.ledger_key, purchase.title, purchase.product, purchase.vendor, purchase.functions)


def names() -> Names:
    """The other names of products that this city knows."""
    return Names(declared().same_products)


def owners(found: Iterable[Standing]) -> list[Section]:
    """The sections that own one of these, by their order in the hall."""
    return sorted({one.system.section for one in found}, key=lambda section: section.pk)


def _scenario_thing(scenario: Scenario, known: Names) -> Thing:
    """A scenario runs on the product of a system it leans on: that is one licence, and not a second one."""
    own = known.product(scenario.product)
    is_leaning = any(known.product(one.product) == own for one in scenario.systems.all())
    return Thing(scenario.ledger_key, scenario.name, "" if is_leaning else scenario.product, "", scenario.functions)


def _runs(contract: Contract, today: date) -> bool:
    return contract.begins_on <= today and (contract.ends_on is None or today <= contract.ends_on)
