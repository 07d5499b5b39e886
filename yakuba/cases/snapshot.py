"""What the city knows of an applicant, as prefill, for the rules, and frozen with the case."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from yakuba.people.models import Resident, User
from yakuba.toolbox import clock


def snapshot_of(user: User | None) -> dict[str, Any]:
    """`{me, household, on}` from the register of residents today; empty for a guest or an unproved account."""
    if user is None:
        return {}
    today = clock.today()
    found = Resident.objects.at_home_with(user, today)
    me = max((one for one in found if one.user_id == user.pk), key=lambda one: (one.valid_from, -one.pk), default=None)
    if me is None:
        return {}
    household = [_entry(one) for one in found if one.household_id == me.household_id]
    return {"me": _entry(me), "household": household, "on": today.isoformat()}


class Snapshot(Mapping[str, Any]):
    """The same, looked up when it is first looked at: most pages of most forms need nothing of it."""

    def __init__(self, user: User | None) -> None:
        self.user = user

    @cached_property
    def _told(self) -> dict[str, Any]:
        return snapshot_of(self.user)

    def __getitem__(self, name: str) -> Any:
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def _entry(resident: Resident) -> dict[str, Any]:
    return resident.as_person() | {
        "relation": resident.relation,
        "address": resident.as_address(),
        "moved_in_on": resident.valid_from.isoformat(),
    }
