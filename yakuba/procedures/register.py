"""What the register of residents tells rules and papers: `me` and `household`, frozen when a case is filed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yakuba.procedures import rules
from yakuba.procedures.kinds.address import AddressField
from yakuba.procedures.kinds.person import PersonField

PERSON, ADDRESS = PersonField(name="person"), AddressField(name="address")
RESIDENT_ADDRESS = ADDRESS.rule_type()
RESIDENT = rules.Record(
    {
        **PERSON.rule_type().attributes,
        "address": RESIDENT_ADDRESS,
        "relation": rules.TEXT,
        "moved_in_on": rules.DATE,
    }
)
NAMES: dict[str, rules.Type] = {"me": RESIDENT, "household": rules.ListOf(RESIDENT)}


def rule_values(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot `{me, household}` as rules see it; a guest's is empty, and rules then need information."""
    if not snapshot:
        return {}
    return {"me": _resident(snapshot["me"]), "household": [_resident(one) for one in snapshot["household"]]}


def _resident(entry: Mapping[str, Any]) -> dict[str, Any]:
    seen = PERSON.rule_value(entry) | {"address": ADDRESS.rule_value(entry["address"]), "relation": entry["relation"]}
    if entry.get("moved_in_on"):
        seen["moved_in_on"] = date.fromisoformat(entry["moved_in_on"])
    return seen


def printed(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot as a paper's template gets it."""
    if not snapshot:
        return {}
    return {"me": _printed(snapshot["me"]), "household": [_printed(one) for one in snapshot["household"]]}


def _printed(entry: Mapping[str, Any]) -> dict[str, Any]:
    shown = PERSON.print(entry) | {"relation": entry["relation"], "address": ADDRESS.print(entry["address"])}
    return shown | {"moved_in_on": entry.get("moved_in_on", "")}
