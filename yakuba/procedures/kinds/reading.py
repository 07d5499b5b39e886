"""Reading many fields in their order, each seeing the answers before it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from yakuba.procedures.kinds.field import Around, Errors, Field, Typed, Wrong

Entry = TypeVar("Entry")
F = TypeVar("F", bound=Field)


def read_fields(fields: Iterable[Field], typed: Typed, around: Around) -> tuple[dict[str, Any], Errors]:
    """The checked answers and, by field and input, what its author must correct.

    Only fields whose condition holds are read; whatever else the client sent for them is left out.
    """
    answers: dict[str, Any] = {}
    errors: Errors = {}
    scope = dict(around.scope)
    for field in fields:
        here = around.seeing(scope)
        if not field.is_asked or not here.asks(field):
            continue
        try:
            value = field.take(under(typed, field.name), here)
        except Wrong as wrong:
            errors[field.name] = {part: [sentence] for part, sentence in wrong.messages.items()}
            continue
        if value is not None:
            answers[field.name] = value
            scope[field.name] = field.rule_value(value)
    return answers, errors


def asked(fields: Sequence[F], answers: Mapping[str, Any], around: Around) -> list[F]:
    """The fields whose condition holds, given the answers to those before them."""
    scope, shown = dict(around.scope), []
    for field in fields:
        if not around.seeing(scope).asks(field):
            continue
        shown.append(field)
        if (value := answers.get(field.name)) is not None and field.is_asked:
            scope[field.name] = field.rule_value(value)
    return shown


def under(entries: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    """What stands under `name`: its own entry as `""`, its parts without the prefix."""
    prefix = f"{name}."
    own = {key.removeprefix(prefix): entry for key, entry in entries.items() if key.startswith(prefix)}
    return own | ({"": entries[name]} if name in entries else {})


def not_asked() -> str:
    return _("この項目は、いまの答えでは聞かれていません。")
