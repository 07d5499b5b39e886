"""Is it one of these, and what does the table say."""

from collections.abc import Callable
from typing import Any

from yakuba.procedures.rules.answers import Unreadable, reader
from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.outcome import Unknown
from yakuba.procedures.rules.run import Build, Builder, Code, Run, noting, placing, unknown
from yakuba.procedures.rules.tree import Attr, In, Lookup, Name
from yakuba.procedures.rules.types import ListOf


def _in(tree: In, build: Build) -> Code:
    if not isinstance(tree.among, tuple):
        return _in_list(tree, tree.among, build)
    item, note = build(tree.item), noting(tree, "in")
    constants = tuple(constant.value for constant in tree.among)
    values = frozenset(constants)

    def in_constants(run: Run) -> Any:
        value = item(run)
        if value.__class__ is Unknown:
            return value
        found = value in values
        note(run, found, (value, constants))
        return found

    return in_constants


def _in_list(tree: In, among: Name | Attr, build: Build) -> Code:
    item, elements, note = build(tree.item), _elements(among, build), noting(tree, "in")

    def in_list(run: Run) -> Any:
        value, choices = item(run), elements(run)
        if value.__class__ is Unknown or choices.__class__ is Unknown:
            return unknown(value, choices)
        if value not in choices and (missing := unknown(*choices)).missing:
            return missing
        note(run, value in choices, (value, choices))
        return value in choices

    return in_list


def _elements(tree: Name | Attr, build: Build) -> Callable[[Run], Any]:
    """The elements of a list of single values, each read as its type."""
    assert isinstance(tree.type, ListOf)
    listing, place, answer = build(tree), placing(tree), reader(tree.type.element)

    def one(run: Run, index: int, element: Any) -> Any:
        try:
            value = answer(element)
        except Unreadable:
            raise RuleError(f"「{place(run)}[{index}]」の答えが読めません。", tree.column) from None
        return Unknown((f"{place(run)}[{index}]",)) if value.__class__ is Unknown else value

    def elements(run: Run) -> Any:
        items = listing(run)
        if items.__class__ is Unknown:
            return items
        return tuple([one(run, index, element) for index, element in enumerate(items)])

    return elements


def _lookup(tree: Lookup, build: Build) -> Code:
    key, entries, note = build(tree.key), dict(tree.entries), noting(tree)

    def lookup(run: Run) -> Any:
        value = key(run)
        if value.__class__ is Unknown:
            return value
        if value not in entries:
            raise RuleError(f"表「{tree.table}」に「{value[:60]}」がありません。", tree.column)
        note(run, entries[value], (value,))
        return entries[value]

    return lookup


BUILDERS: dict[type, Builder] = {In: _in, Lookup: _lookup}
