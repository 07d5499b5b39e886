"""A declaration with its rules read: typed, ordered, and ready to decide one case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from yakuba.procedures import register, rules
from yakuba.procedures.declaration import Declaration, Rule
from yakuba.procedures.kinds import Around
from yakuba.procedures.seen import Seen


@dataclass(frozen=True)
class Decision:
    """One rule of the declaration, ready to decide, with what it says when it fires."""

    rule: Rule
    ready: rules.Rule
    reads: frozenset[str]
    sentence: Mapping[str, str]
    basis: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """What is needed to ask, check and decide; holds no case and may be shared by threads."""

    declaration: Declaration
    values: Mapping[str, rules.Rule]  # in an order in which each reads only those before it
    decisions: Sequence[Decision]
    conditions: Mapping[str, rules.Rule]  # of fields by dotted name, of pages as "page <number>"
    deciding: frozenset[str]  # the fields that conditions read, by way of values too

    def around(self, seen: Seen, uploads: Mapping[str, Any]) -> Around:
        """The surroundings in which fields are asked and read."""
        return Around(seen.on, seen, uploads, self.conditions, self.deciding)

    def seen(
        self,
        answers: Mapping[str, Any],
        snapshot: Mapping[str, Any],
        *,
        on: date,
        filed_on: date | None = None,
    ) -> Seen:
        """The answers and the register snapshot as rules see them on a day, the computed values behind them."""
        known = register.rule_values(snapshot) if self.reads_register else {}
        return Seen(dict(self._rule_values(answers)) | known, self.values, on=on, filed_on=filed_on)

    @cached_property
    def reads_register(self) -> bool:
        """Whether any rule, value or condition asks what the register of residents says; else nobody looks it up."""
        ready = [*self.values.values(), *self.conditions.values(), *(one.ready for one in self.decisions)]
        read = {name.partition(".")[0] for one in ready for name in rules.names_read(one.tree)}
        return not read.isdisjoint(register.NAMES)

    def _rule_values(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for field in self.declaration.fields():
            if field.is_asked and answers.get(field.name) is not None:
                yield field.name, field.rule_value(answers[field.name])
