"""Reading many fields in their order, each seeing the answers before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from yakuba.procedures.kinds.field import Around, Errors, Field, Typed
from yakuba.procedures.kinds.wrong import Wrong

Entry = TypeVar("Entry")
F = TypeVar("F", bound=Field)


@dataclass
class Read(Generic[F]):
    """What was read of some fields: the checked answers, what must be corrected, the fields that are asked or shown.

    `around` is what a field after them sees.
    """

    around: Around
    answers: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    shown: list[F] = field(default_factory=list)

    def keep(self, declared: Field, answer: Any) -> None:
        if answer is not None:
            self.answers[declared.name] = answer
            self.around = self.around.seeing(declared.name, declared.rule_value(answer))


def read(fields: Iterable[F], typed: Typed, around: Around) -> Read[F]:
    """Checks what was typed, field after field.

    Only fields whose condition holds are read; what else was sent for them is left out, and told in `around.unasked`.
    """
    done: Read[F] = Read(around)
    sorted_out = by_name(typed)
    for declared in fields:
        own = sorted_out.get(declared.name, {})
        if not done.around.asks(declared):
            if any(entry.strip() for entries in own.values() for entry in entries):
                around.unasked.append(f"{around.place}{declared.name}")
            continue
        done.shown.append(declared)
        if not declared.is_asked:
            continue
        try:
            answer = declared.take(own, done.around)
        except Wrong as wrong:
            done.errors[declared.name] = {part: [sentence] for part, sentence in wrong.messages.items()}
            continue
        done.keep(declared, answer)
    return done


def read_fields(fields: Iterable[Field], typed: Typed, around: Around) -> tuple[dict[str, Any], Errors]:
    """The checked answers and, by field and input, what its author must correct."""
    done = read(fields, typed, around)
    return done.answers, done.errors


def replay(fields: Iterable[F], answers: Mapping[str, Any], around: Around) -> Read[F]:
    """Goes along fields that were answered before; an answer to what is not asked any more counts for nothing."""
    done: Read[F] = Read(around)
    for declared in fields:
        if done.around.asks(declared):
            done.shown.append(declared)
            done.keep(declared, answers.get(declared.name) if declared.is_asked else None)
    return done


def asked(fields: Sequence[F], answers: Mapping[str, Any], around: Around) -> list[F]:
    """The fields whose condition holds, given the answers to those before them."""
    return replay(fields, answers, around).shown


def under(entries: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    """What stands under `name`: its own entry as `""`, its parts without the prefix."""
    prefix = f"{name}."
    own = {key.removeprefix(prefix): entry for key, entry in entries.items() if key.startswith(prefix)}
    return own | ({"": entries[name]} if name in entries else {})


def by_name(entries: Mapping[str, Entry]) -> dict[str, dict[str, Entry]]:
    """What stands under each name; see `under`."""
    sorted_out: dict[str, dict[str, Entry]] = {}
    for key, entry in entries.items():
        name, _dot, part = key.partition(".")
        sorted_out.setdefault(name, {})[part] = entry
    return sorted_out


def not_asked() -> str:
    return _("この項目は、いまの答えでは聞かれていません。")
