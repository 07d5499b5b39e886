"""Investment against effect: what a system cost, and what it changed, each figure beside its base."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yakuba.figures.shares import Share
from yakuba.systems.keeping import total
from yakuba.systems.models import Budget, Effect, Purchase
from yakuba.systems.standing import Standing


@dataclass(frozen=True)
class Year:
    """The money of one fiscal year; None where nobody has written down what was granted or spent."""

    fiscal_year: int
    requested_yen: int
    approved_yen: int | None
    spent_yen: int | None


@dataclass(frozen=True)
class Investment:
    """What one system costs and what is known of its effect."""

    standing: Standing
    spent_yen: int
    effects: Sequence[Effect]

    @property
    def is_measured(self) -> bool:
        return any(one.after_value is not None for one in self.effects)


@dataclass(frozen=True)
class Invested:
    """All systems that cost something, and how many of them say what they change."""

    rows: Sequence[Investment]
    aimed: Share
    measured: Share
    purchases: Sequence[tuple[Purchase, Sequence[Effect]]]


def years(budgets: Iterable[Budget]) -> list[Year]:
    """The lines of a system that were not struck out, added up by fiscal year."""
    by_year: dict[int, list[Budget]] = {}
    for one in budgets:
        if not one.is_struck:
            by_year.setdefault(one.fiscal_year, []).append(one)
    return [
        Year(
            year,
            total([one.requested_yen for one in lines]),
            _known([one.approved_yen for one in lines]),
            _known([one.spent_yen for one in lines]),
        )
        for year, lines in sorted(by_year.items())
    ]


def invested(found: Sequence[Standing]) -> Invested:
    """Every system in use that costs something, the dearest first, with its effects."""
    keys = [one.system.pk for one in found]
    spent: dict[int, list[int]] = {}
    lines = Budget.objects.standing().filter(system__in=keys, spent_yen__isnull=False)
    for system, yen in lines.values_list("system", "spent_yen"):
        spent.setdefault(system, []).append(yen)
    by_system: dict[int | None, list[Effect]] = {}
    by_purchase: dict[int | None, list[Effect]] = {}
    for effect in Effect.objects.standing().order_by("pk"):
        by_system.setdefault(effect.system_id, []).append(effect)
        by_purchase.setdefault(effect.purchase_id, []).append(effect)
    rows = [
        Investment(one, total(spent.get(one.system.pk, [])), by_system.get(one.system.pk, []))
        for one in found
        if one.yearly_yen or one.system.pk in spent or one.system.pk in by_system
    ]
    rows.sort(key=lambda row: (-row.standing.yearly_yen, -row.spent_yen, row.standing.system.code))
    purchases = Purchase.objects.filter(pk__in=[key for key in by_purchase if key]).order_by("pk")
    return Invested(
        rows,
        Share(sum(bool(row.effects) for row in rows), len(rows)),
        Share(sum(row.is_measured for row in rows), len(rows)),
        [(purchase, by_purchase[purchase.pk]) for purchase in purchases],
    )


def _known(yen: Sequence[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [one for one in yen if one is not None]
    return total(known) if known else None
