"""A rule ready to decide one case after the other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yakuba.procedures.rules import closures, membership, quantifiers
from yakuba.procedures.rules.outcome import UNKNOWN, Outcome, Unknown
from yakuba.procedures.rules.run import Code, Run
from yakuba.procedures.rules.tree import Tree

_BUILDERS = {**closures.BUILDERS, **membership.BUILDERS, **quantifiers.BUILDERS}


class Rule:
    """A compiled rule; holds nothing of any case and may be shared between threads."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._decide = _build(tree)

    def evaluate(self, answers: Mapping[str, Any], *, on: date, filed_on: date | None = None) -> Outcome:
        """Decide one case as of a day; `filed_on` is the day of filing and counts as `on` while nothing is filed yet.

        Answers are JSON as the kinds store them, or Python values; None, "" and an absent key are missing. Raises
        RuleError when the rule cannot be worked out: division by zero, int64 exceeded, an answer of another type.
        """
        run = Run(answers, on, filed_on or on)
        value = self._decide(run)
        if isinstance(value, Unknown):
            return Outcome(UNKNOWN, tuple(dict.fromkeys(value.missing)), run.notes)
        return Outcome(value, (), run.notes)


def compile(tree: Tree) -> Rule:
    """Make a rule ready to decide cases."""
    return Rule(tree)


def _build(tree: Tree) -> Code:
    return _BUILDERS[type(tree)](tree, _build)
