"""One evaluation under way: the answers, the days, the element each quantifier stands at, and the notes taken."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from yakuba.procedures.rules.outcome import Note, Unknown, Words
from yakuba.procedures.rules.tree import Attr, Name, Tree, free_variables, path, root


class Run:
    """The state that the closures of one rule share while they decide one case."""

    __slots__ = ("answers", "elements", "filed_on", "notes", "on", "where")

    def __init__(self, answers: Mapping[str, Any], on: date, filed_on: date) -> None:
        self.answers = answers
        self.on = on
        self.filed_on = filed_on
        self.notes: list[Note] = []
        # For each variable in use: the element itself, and its path such as `children[2]`.
        self.elements: dict[str, Any] = {}
        self.where: dict[str, str] = {}


Code = Callable[[Run], Any]
Build = Callable[[Tree], Code]
Builder = Callable[[Any, Build], Code]
Noting = Callable[..., None]


def noting(tree: Tree, sign: str = "") -> Noting:
    """The function that notes a sub-result of this node. The words are only put together when somebody asks."""
    if not tree.source:
        return lambda run, value, came_from=(): None
    names = sorted(free_variables(tree), key=lambda name: name.start)
    if not names:
        plain = Words(tree.source, sign)

        def note_plain(run: Run, value: Any, came_from: tuple[Any, ...] = ()) -> None:
            run.notes.append((plain, (), value, came_from))

        return note_plain
    words, variables = Words(_template(tree, names), sign), tuple(name.name for name in names)

    def note(run: Run, value: Any, came_from: tuple[Any, ...] = ()) -> None:
        where = run.where
        run.notes.append((words, tuple([where[variable] for variable in variables]), value, came_from))

    return note


def _template(tree: Tree, names: list[Name]) -> str:
    pieces, position = [], 0
    for name in names:
        start = name.start - tree.start
        pieces.append(tree.source[position:start].replace("%", "%%"))
        position = start + len(name.source)
    return "%s".join([*pieces, tree.source[position:].replace("%", "%%")])


def placing(tree: Name | Attr) -> Code:
    """The function that gives the path of a field for the element at hand: `children[2].child.birth_date`."""
    first, *rest = path(tree)
    tail = "".join(f".{name}" for name in rest)
    if root(tree).bound:
        return lambda run: run.where[first] + tail
    return lambda run: first + tail


def unknown(*values: Any) -> Unknown:
    """What is not known because of these values, some of which are not."""
    return Unknown(tuple(path for value in values if isinstance(value, Unknown) for path in value.missing))
