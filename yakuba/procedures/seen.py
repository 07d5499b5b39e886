"""What the rules see of one form: answers, the register, and computed values, each worked out when it is read."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from yakuba.procedures import rules


class Seen(Mapping[str, Any]):
    """Answers as rules read them, with the computed values behind them. Not changed once made; see `plus`.

    `formulas` stand in an order in which each reads only those before it. A value that cannot be worked out (an
    overflow, a key that its table lacks) counts as unknown; `problems` says why.
    """

    def __init__(
        self,
        answers: Mapping[str, Any],
        formulas: Mapping[str, rules.Rule],
        *,
        on: date,
        filed_on: date | None = None,
    ) -> None:
        self.answers, self.formulas, self.on, self.filed_on = answers, formulas, on, filed_on
        self.problems: dict[str, str] = {}
        self._known: dict[str, Any] = dict(answers)

    def plus(self, name: str, answer: Any) -> "Seen":
        """The same with one more answer; what was worked out without it is forgotten."""
        return Seen({**self.answers, name: answer}, self.formulas, on=self.on, filed_on=self.filed_on)

    def decide(self, rule: rules.Rule) -> rules.Outcome:
        """What the rule comes to here. Raises RuleError where it cannot be worked out."""
        return rule.evaluate(self, on=self.on, filed_on=self.filed_on)

    def settled(self) -> dict[str, Any]:
        """Everything at once as a plain map, which many rules read faster than they read this."""
        for name, formula in self.formulas.items():
            if name not in self._known:
                self._known[name] = self._work_out(name, formula, self._known)
        return self._known

    def get(self, name: str, default: Any = None) -> Any:
        if name in self._known:
            return self._known[name]
        if name not in self.formulas:
            return default
        self._known[name] = self._work_out(name, self.formulas[name], self)
        return self._known[name]

    def _work_out(self, name: str, formula: rules.Rule, scope: Mapping[str, Any]) -> Any:
        try:
            outcome = formula.evaluate(scope, on=self.on, filed_on=self.filed_on)
        except rules.RuleError as error:
            self.problems[name] = error.message
            return rules.Outcome(rules.UNKNOWN, (name,))
        return outcome if outcome.is_unknown else outcome.value

    def __getitem__(self, name: str) -> Any:
        if name in self.answers or name in self.formulas:
            return self.get(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from self.answers
        yield from self.formulas

    def __len__(self) -> int:
        return len(self.answers) + len(self.formulas)
