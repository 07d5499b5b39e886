"""What the city knows stands there already (ワンスオンリー); the resident may change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.procedures.kinds import Field, GroupField


def known_value(field: Field, snapshot: Mapping[str, Any]) -> Any:
    """The JSON value that the register gives for a field, or None: where it may be several people, it is nobody."""
    if field.prefill is None or not snapshot:
        return None
    if field.prefill == "me":
        return {"person": snapshot["me"], "address": snapshot["me"]["address"]}.get(field.kind)
    members = _members(field, snapshot)
    return members[0] if len(members) == 1 else None


def prefilled(field: Field, snapshot: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in a field's inputs before anybody has typed."""
    known = known_value(field, snapshot)
    if known is not None:
        return dict(field.typed(known))
    if isinstance(field, GroupField) and field.repeat and snapshot:
        return _items(field, field.repeat.max, snapshot)
    return {}


def _items(group: GroupField, most: int, snapshot: Mapping[str, Any]) -> dict[str, list[str]]:
    """An item for each member of the household, where the group's person is prefilled with them."""
    return {
        f"{index}.{inner.name}.{part}": entries
        for inner in group.fields
        for index, one in enumerate(_members(inner, snapshot)[:most])
        for part, entries in inner.typed(one).items()
    }


def _members(field: Field, snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if field.kind != "person" or field.prefill not in MEMBERS:
        return []
    return MEMBERS[field.prefill](snapshot["me"], snapshot["household"])


def _others(me: Mapping[str, Any], household: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in household if one != me]


def _children(me: Mapping[str, Any], household: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By 続柄, which is told from the head of the household: 子, 妻の子; a grown-up 子 has 子の子."""
    mine = ("子の子",) if me["relation"] == "子" else ("子", "妻の子", "夫の子", "養子")
    return [one for one in _others(me, household) if one["relation"] in mine]


def _spouse(me: Mapping[str, Any], household: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    theirs = {"世帯主": ("妻", "夫", "妻（未届）", "夫（未届）"), "妻": ("世帯主",), "夫": ("世帯主",)}
    return [one for one in _others(me, household) if one["relation"] in theirs.get(me["relation"], ())]


MEMBERS = {"household": _others, "children": _children, "spouse": _spouse}
