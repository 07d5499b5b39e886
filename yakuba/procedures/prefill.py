"""What the city knows stands there already (ワンスオンリー); the resident may change it."""

from collections.abc import Mapping
from typing import Any

from yakuba.procedures.kinds import Field, GroupField

OWN = {"person": None, "address": "address"}


def known_value(field: Field, snapshot: Mapping[str, Any]) -> Any:
    """The JSON value that the register gives for a field prefilled with `me`, or None."""
    if field.prefill != "me" or not snapshot or field.kind not in OWN:
        return None
    key = OWN[field.kind]
    return snapshot["me"][key] if key else snapshot["me"]


def prefilled(field: Field, snapshot: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in a field's inputs before anybody has typed."""
    known = known_value(field, snapshot)
    if known is not None:
        return dict(field.typed(known))
    if isinstance(field, GroupField) and snapshot:
        return _household(field, snapshot)
    return {}


def _household(group: GroupField, snapshot: Mapping[str, Any]) -> dict[str, list[str]]:
    """A repeating group whose person is prefilled from the household: one item for each of its other members."""
    inner = next((one for one in group.fields if one.prefill == "household" and one.kind == "person"), None)
    if inner is None or not group.repeat:
        return {}
    others = [one for one in snapshot["household"] if one["birth_date"] > snapshot["me"]["birth_date"]]
    return {
        f"{index}.{inner.name}.{part}": entries
        for index, one in enumerate(others[: group.repeat.max])
        for part, entries in inner.typed(one).items()
    }
