"""What a rule reads, and the order in which values that read one another are computed."""

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.fold import fold
from yakuba.procedures.rules.parse import expression
from yakuba.procedures.rules.tree import Attr, Name, Quantified, Tree, children, path, root


def names_read(tree: Tree) -> frozenset[str]:
    """The dotted paths that a rule reads, without element numbers: {"children", "children.child.birth_date"}."""
    return frozenset(_paths(tree, {}))


def _paths(tree: Tree, elements: Mapping[str, str]) -> set[str]:
    if isinstance(tree, (Name, Attr)):
        first, *rest = path(tree)
        return {".".join((elements[first] if root(tree).bound else first, *rest))}
    found: set[str] = set()
    if isinstance(tree, Quantified):
        found = _paths(tree.over, elements)
        elements = {**elements, tree.var: next(iter(found))}
    return found.union(*(_paths(part, elements) for part in children(tree)))


def order(expressions: Mapping[str, Tree | str]) -> list[str]:
    """The names of values so that each comes after those it reads; RuleError spells out a cycle.

    Takes texts too, because a value can only be given its type once those it reads have theirs. A text that cannot be
    read counts as reading nothing: `parse` will say what is wrong with it.
    """
    sorter = TopologicalSorter(
        {name: sorted(_roots(expression_) & expressions.keys()) for name, expression_ in expressions.items()}
    )
    try:
        return list(sorter.static_order())
    except CycleError as wrong:
        cycle = " → ".join(reversed(wrong.args[1]))
        remedy = "どれか一つを、ほかを使わない式にしてください。"
        raise RuleError(f"値の計算が堂々巡りになっています: {cycle}。", remedy=remedy) from None


def _roots(expression_: Tree | str) -> set[str]:
    if not isinstance(expression_, str):
        return {read.partition(".")[0] for read in names_read(expression_)}
    try:
        tree = expression(fold(expression_))
    except RuleError:
        return set()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called}
