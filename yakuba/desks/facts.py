"""Answers as label and text, for summaries and case pages alike."""

from collections.abc import Mapping
from typing import Any

from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Field, GroupField


def facts(filler: Filler, number: int, answers: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One page of a form, as it was answered; fields that were not asked do not appear."""
    shown: list[dict[str, Any]] = []
    for field in filler.fields_of(number, answers):
        if isinstance(field, GroupField):
            shown += _group(field, answers.get(field.name))
        elif field.kind == "calculated":
            value = values.get(getattr(field, "value", ""))
            shown.append({"label": field.label, "text": "" if value is None else field.show(value)})
        elif field.is_asked:
            shown.append(_fact(field, answers.get(field.name)))
    return shown


def of_item(group: GroupField, inner: Field, index: int) -> str:
    """What a question of a group is called among the others: お子さん 2　氏名."""
    return f"{group.item_title or group.label} {index + 1}　{inner.label}" if group.repeat else str(inner.label)


def _fact(field: Field, value: Any, label: str = "") -> dict[str, Any]:
    label = label or str(field.label)
    if value is None:
        return {"label": label, "text": ""}
    if field.kind == "file":
        return {"label": label, "text": " ", "files": [dict(one) for one in value]}
    return {"label": label, "text": field.show(value), "name": field.name}


def _group(group: GroupField, value: Any) -> list[dict[str, Any]]:
    items = value if group.repeat else [value]
    return [
        _fact(inner, item[inner.name], of_item(group, inner, index))
        for index, item in enumerate(items or [])
        if item
        for inner in group.fields
        if inner.name in item
    ]
