"""Deciding one case by the rules: findings with their reasons, and the computed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from yakuba.procedures import rules
from yakuba.procedures.compiled import Compiled, Decision
from yakuba.procedures.seen import Seen
from yakuba.procedures.wording import Text

Result = Literal["met", "not_met", "clear", "doubt", "needs"]


class Finding(NamedTuple):
    """What one rule said of one case. `needs` lists the answers without which it can say nothing."""

    rule: str
    result: Result
    sentence: Mapping[str, str]  # {ja, en, easy}, for `not_met` and `doubt`
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
        lists = {"because": list(self.because), "missing": list(self.missing), "fields": list(self.fields)}
        return {**self._asdict(), "sentence": dict(self.sentence), **lists}


@dataclass(frozen=True)
class Reviewed:
    """`values` holds what the declared values came to, as JSON; one that could not be worked out is not among them."""

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
    seen = compiled.seen(answers, snapshot, on=on, filed_on=filed_on)
    known = seen.settled()
    findings = tuple([_finding(decision, seen, known) for decision in compiled.decisions])
    worked_out = {name: known[name] for name in compiled.values}
    values = {name: as_json(value) for name, value in worked_out.items() if not isinstance(value, rules.Outcome)}
    return Reviewed(findings, values)


def as_json(value: Any) -> Any:
    """A value of the rule language as JSON keeps it."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _finding(decision: Decision, seen: Seen, known: Mapping[str, Any]) -> Finding:
    try:
        outcome = decision.ready.evaluate(known, on=seen.on, filed_on=seen.filed_on)
    except rules.RuleError as error:
        outcome, because = rules.Outcome(rules.UNKNOWN), [error.message]
    else:
        because = outcome.lines()
    if outcome.is_unknown and seen.problems:
        # 未回答 would send the clerk to the applicant, who has answered everything.
        because = [line for line in because if line.partition(" → ")[0] not in seen.problems]
        because += [f"{name}：{seen.problems[name]}" for name in outcome.missing if name in seen.problems]
    return Finding(
        rule=decision.rule.name,
        result=_result(decision, outcome),
        sentence=decision.sentence,
        basis=decision.basis,
        because=tuple(because),
        missing=outcome.missing,
        fields=decision.fields,
    )


def _result(decision: Decision, outcome: rules.Outcome) -> Result:
    if outcome.is_unknown:
        return "needs"
    if decision.rule.strength == "require":
        return "met" if outcome.value else "not_met"
    return "doubt" if outcome.value else "clear"
