"""any, all, count, sum, min and max over the elements of a list.

An element that cannot be decided leaves the whole open, unless another one settles it: one true element settles an
`any`, one false element an `all`. A sum or a count needs every element.
"""

from collections.abc import Callable, Iterator
from typing import Any

from yakuba.procedures.rules.closures import ADDING, calculating
from yakuba.procedures.rules.outcome import Unknown
from yakuba.procedures.rules.run import Build, Builder, Code, Run, noting, placing, unknown
from yakuba.procedures.rules.tree import Quantified

Elements = Callable[[Run, Any], Iterator[Any]]


def _quantified(tree: Quantified, build: Build) -> Code:
    over, note = build(tree.over), noting(tree)
    conclude = _CONCLUSIONS[tree.kind](tree, _elements(tree, build))

    def quantified(run: Run) -> Any:
        items = over(run)
        value = items if items.__class__ is Unknown else conclude(run, items)
        if value.__class__ is not Unknown:
            note(run, value)
        return value

    return quantified


def _elements(tree: Quantified, build: Build) -> Elements:
    """The body for one element after the other."""
    place, variable, body = placing(tree.over), tree.var, _body(tree, build)

    def elements(run: Run, items: Any) -> Iterator[Any]:
        listing = place(run)
        for index, item in enumerate(items):
            run.elements[variable] = item
            run.where[variable] = f"{listing}[{index}]"
            yield body(run)

    return elements


_LEFT_OUT = object()


def _body(tree: Quantified, build: Build) -> Code:
    """The body where the filter holds. Where the filter is unknown, so is the result, unless the body makes it not
    matter: an element that would not count anyway."""
    body = build(tree.body)
    if tree.where is None:
        return body
    where = build(tree.where)
    harmless = {"any": False, "count": False, "all": True}.get(tree.kind, _LEFT_OUT)

    def filtered(run: Run) -> Any:
        holds = where(run)
        if holds is False:
            return harmless
        value = body(run)
        if holds is True or value is harmless:
            return value
        return unknown(holds, value)

    return filtered


def _settled(tree: Quantified, elements: Elements) -> Callable[[Run, Any], Any]:
    settling = tree.kind == "any"

    def settled(run: Run, items: Any) -> Any:
        missing: list[Unknown] = []
        for value in elements(run, items):
            if value is settling:
                return settling
            if value.__class__ is Unknown:
                missing.append(value)
        return unknown(*missing) if missing else not settling

    return settled


def _all_of(elements: Elements, work: Callable[[Run, list[Any]], Any]) -> Callable[[Run, Any], Any]:
    """What needs every element: unknown as soon as one is."""

    def together(run: Run, items: Any) -> Any:
        values = [value for value in elements(run, items) if value is not _LEFT_OUT]
        missing = [value for value in values if value.__class__ is Unknown]
        return unknown(*missing) if missing else work(run, values)

    return together


def _count(tree: Quantified, elements: Elements) -> Callable[[Run, Any], Any]:
    return _all_of(elements, lambda run, values: sum(values))


def _sum(tree: Quantified, elements: Elements) -> Callable[[Run, Any], Any]:
    add = calculating(tree, ADDING[tree.type.code])

    def total(run: Run, values: list[Any]) -> Any:
        result = 0
        for value in values:
            result = add(result, value)
        return result

    return _all_of(elements, total)


def _extreme(tree: Quantified, elements: Elements) -> Callable[[Run, Any], Any]:
    choose: Callable[[list[Any]], Any] = min if tree.kind == "min" else max
    place = placing(tree.over)
    # Nothing is the smallest of none: the list itself is what is missing.
    return _all_of(elements, lambda run, values: choose(values) if values else Unknown((place(run),)))


_CONCLUSIONS: dict[str, Callable[[Quantified, Elements], Callable[[Run, Any], Any]]] = {
    "any": _settled,
    "all": _settled,
    "count": _count,
    "sum": _sum,
    "min": _extreme,
    "max": _extreme,
}

BUILDERS: dict[type, Builder] = {Quantified: _quantified}
