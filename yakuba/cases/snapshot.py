"""What the city knows of an applicant, as prefill, for the rules, and frozen with the case."""

from typing import Any

from yakuba.people.models import Resident, User
from yakuba.toolbox import clock


def snapshot_of(user: User | None) -> dict[str, Any]:
    """`{me, household, on}` from the register of residents today; empty for a guest or an unproved account."""
    if user is None:
        return {}
    today = clock.today()
    homes = Resident.objects.filter(user=user).valid_on(today).values("household")
    found = list(Resident.objects.valid_on(today).filter(household__in=homes).order_by("pk"))
    me = max((one for one in found if one.user_id == user.pk), key=lambda one: (one.valid_from, -one.pk), default=None)
    if me is None:
        return {}
    household = [_entry(one) for one in found if one.household_id == me.household_id]
    return {"me": _entry(me), "household": household, "on": today.isoformat()}


def _entry(resident: Resident) -> dict[str, Any]:
    return resident.as_person() | {
        "relation": resident.relation,
        "address": resident.as_address(),
        "moved_in_on": resident.valid_from.isoformat(),
    }
