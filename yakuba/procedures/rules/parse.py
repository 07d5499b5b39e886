"""From the text of a rule to its typed tree."""

import ast

from yakuba.procedures.rules import calls, comparisons, operators
from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.fold import Folded, fold
from yakuba.procedures.rules.reading import Reading
from yakuba.procedures.rules.refusals import slip
from yakuba.procedures.rules.tree import Tree
from yakuba.procedures.rules.types import Scope

_READERS = {**operators.READERS, **comparisons.READERS, **calls.READERS}


def parse(text: str, scope: Scope) -> Tree:
    """Read one rule into its typed tree; raises RuleError, in Japanese, and nothing else, whatever the text is."""
    folded = fold(text)
    return Reading(folded, scope, _READERS).read_value(expression(folded))


def expression(folded: Folded) -> ast.expr:
    """The forms of Python in a folded text, not yet checked."""
    try:
        return ast.parse(folded.text, mode="eval").body
    except SyntaxError as wrong:
        at, remedy = slip(folded.code)
        # Python places what is missing at the end on a line of its own.
        stopped = (wrong.offset or 0) - 1 if wrong.lineno == 1 else -1
        column = folded.column(at if at >= 0 else stopped if stopped >= 0 else len(folded.text))
        raise RuleError("式として読めません。", column, remedy) from None
    except (ValueError, MemoryError, RecursionError):
        # Deep nesting exhausts the parser before our own limits are asked.
        raise RuleError("式が複雑すぎます。", remedy="途中の値に名前をつけて(values)分けてください。") from None
