"""Deciding one case by the rules: findings with their reasons, and the computed values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from yakuba.procedures import rules
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.declaration import Rule
from yakuba.procedures.wording import Text

Result = Literal["met", "not_met", "clear", "doubt", "needs"]


@dataclass(frozen=True)
class Finding:
    """What one rule said of one case. `needs` lists the answers without which it can say nothing."""

    rule: str
    result: Result
    sentence: dict[str, str]  # {ja, en, easy}, for `not_met` and `doubt`
    basis: str
    because: tuple[str, ...]
    missing: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether a person must look."""
        return self.result not in ("met", "clear")

    @property
    def said(self) -> str:
        """Its sentence in the reader's language."""
        return str(Text(**self.sentence))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Reviewed:
    findings: tuple[Finding, ...]
    values: Mapping[str, Any]

    @property
    def is_without_doubt(self) -> bool:
        return not any(finding.is_open for finding in self.findings)


def review(
    compiled: Compiled,
    answers: Mapping[str, Any],
    snapshot: Mapping[str, Any],
    *,
    on: date,
    filed_on: date | None = None,
) -> Reviewed:
    """Every rule on one case as of the day `on`. `snapshot` is the register's `{me, household}`, or empty."""
    scope = compiled.scope(answers, snapshot)
    values = compiled.work_out(scope, on=on, filed_on=filed_on)
    basis = compiled.declaration.basis
    findings = tuple(
        _finding(rule, decision.evaluate(scope, on=on, filed_on=filed_on), read, basis)
        for rule, decision, read in compiled.decisions
    )
    return Reviewed(findings, values)


def _finding(rule: Rule, outcome: rules.Outcome, read: frozenset[str], basis: str) -> Finding:
    return Finding(
        rule=rule.name,
        result=_result(rule, outcome),
        sentence=rule.sentence.model_dump(),
        basis=rule.basis or basis,
        because=tuple(str(step) for step in outcome.because),
        missing=outcome.missing,
        fields=rule.fields or tuple(sorted({name.split(".")[0] for name in read})),
    )


def _result(rule: Rule, outcome: rules.Outcome) -> Result:
    if outcome.is_unknown:
        return "needs"
    if rule.strength == "require":
        return "met" if outcome.value else "not_met"
    return "doubt" if outcome.value else "clear"
