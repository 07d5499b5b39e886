"""What the city knows of an applicant, as prefill, for the rules, and frozen with the case."""

from typing import Any

from yakuba.people.models import Resident, User
from yakuba.toolbox import clock


def snapshot_of(user: User | None) -> dict[str, Any]:
    """`{me, household, on}` from the register of residents today; empty for a guest or an unproved account."""
    resident = user.resident if user else None
    if resident is None:
        return {}
    household = [_entry(one) for one in Resident.objects.household_of(resident, clock.today())]
    return {"me": _entry(resident), "household": household, "on": clock.today().isoformat()}


def _entry(resident: Resident) -> dict[str, Any]:
    return resident.as_person() | {
        "relation": resident.relation,
        "address": resident.as_address(),
        "moved_in_on": resident.valid_from.isoformat(),
    }
