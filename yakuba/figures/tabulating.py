"""A survey counted: every table says of whom its percentages are, who did not answer, and what a row is."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yakuba.figures.shares import Share
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.kinds import Field

COUNTED = ("choice", "choices", "yes_no", "scale", "matrix")
OTHER = "other"


@dataclass(frozen=True)
class Row:
    """One answer that could be given, and how many of those who answered gave it."""

    code: str
    label: str
    share: Share


@dataclass(frozen=True)
class Table:
    """One question counted. `base` says of whom the percentages are; several answers may be given where `several`."""

    code: str
    title: str
    rows: Sequence[Row]
    answered: int
    asked: int
    several: bool = False
    others: Sequence[str] = ()

    @property
    def unanswered(self) -> Share:
        return Share(self.asked - self.answered, self.asked)

    @property
    def base(self) -> str:
        """Never of the crosses that were made: of the people who answered."""
        said = _("この問いに答えた%(answered)d人のうち（回答者%(asked)d人、無回答%(silent)d人）")
        said %= {"answered": self.answered, "asked": self.asked, "silent": self.asked - self.answered}
        return said + (_("。選べる数が一つではないため、合計は100%をこえることがあります") if self.several else "")

    @property
    def adds_up(self) -> bool:
        """Whether the rounded percentages of single answers make 100.0."""
        parts = [row.share.percent() for row in self.rows]
        return self.several or not self.answered or sum(part or 0 for part in parts) == 100

    def row(self, code: str) -> Row | None:
        return next((one for one in self.rows if one.code == code), None)


@dataclass(frozen=True)
class Cross:
    """One question by the class of those who answered: counts with both totals, nothing hidden yet."""

    table: Table
    classes: Sequence[str]
    counts: Sequence[Sequence[int]]  # a row for each answer, a column for each class
    totals: Sequence[int]  # who answered, by class


def tables(declared: Declaration, answers: Sequence[dict[str, Any]]) -> list[Table]:
    """Every question that can be counted, in the order of the form; a matrix gives a table for each of its rows."""
    found: list[Table] = []
    for field in declared.fields():
        if field.kind in COUNTED and not (declared.survey and declared.survey.classes == field.name):
            found += [_counted(one, answers) for one in _questions(field)]
    return found


def crosses(declared: Declaration, answers: Sequence[dict[str, Any]]) -> list[Cross]:
    """Every such question by class; none where the survey names no classes.

    Who did not say their class is a class of its own: otherwise subtraction from the plain table would tell of them.
    """
    if declared.survey is None or declared.survey.classes is None:
        return []
    groups = _by_class(declared.field(declared.survey.classes), answers)
    counted = [tables(declared, group) for group in groups.values()]
    return [_cross(list(groups), parts) for parts in zip(*counted, strict=True)]


def _by_class(by: Field, answers: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {code: [] for code, _label in _options(by)}
    silent: list[dict[str, Any]] = []
    for answer in answers:
        codes = _codes(by, answer.get(by.name))
        (groups.get(codes[0], silent) if len(codes) == 1 else silent).append(answer)
    named = {label: groups[code] for code, label in _options(by)}
    return named | ({_("無回答"): silent} if silent else {})


def _cross(classes: Sequence[str], parts: Sequence[Table]) -> Cross:
    """The tables of all classes side by side; what is written beside その他 would tell its class."""
    first = parts[0]
    answered = sum(part.answered for part in parts)
    counts = [[part.rows[at].share.count for part in parts] for at in range(len(first.rows))]
    rows = [Row(row.code, row.label, Share(sum(counts[at]), answered)) for at, row in enumerate(first.rows)]
    whole = Table(first.code, first.title, rows, answered, sum(part.asked for part in parts), first.several)
    return Cross(whole, classes, counts, [part.answered for part in parts])


@dataclass(frozen=True)
class _Question:
    code: str
    title: str
    options: Sequence[tuple[str, str]]
    value: Callable[[dict[str, Any]], Any]  # what was answered, from the whole form
    read: Callable[[Any], list[str]]  # the codes in such a value
    several: bool = False
    other: Callable[[Any], str] = lambda _value: ""


def _questions(field: Field) -> Iterable[_Question]:
    any_field: Any = field
    name = field.name
    if field.kind == "matrix":
        options = [(str(one["value"]), _column(one)) for one in any_field.columns]
        for row in any_field.rows:
            code, title = f"{name}.{row.name}", f"{field.label}　{row.label}"
            yield _Question(code, title, options, _cell_of(name, row.name), lambda value: [str(value)])
        return
    yield _Question(
        name,
        str(field.label),
        _options(field),
        lambda answer: answer.get(name),
        lambda value: _codes(field, value),
        several=field.kind == "choices",
        other=lambda value: _other(field, value),
    )


def _cell_of(field: str, row: str) -> Callable[[dict[str, Any]], Any]:
    return lambda answer: (answer.get(field) or {}).get(row)


def _counted(question: _Question, answers: Sequence[dict[str, Any]]) -> Table:
    counts: Counter[str] = Counter()
    answered, others = 0, []
    # A hundred thousand answers are a few values, each many times: each is read once.
    alike: Counter[Any] = Counter(map(_hashable, map(question.value, answers)))
    for value, times in alike.items():
        codes = set(question.read(_plain(value))) if value is not None else set()
        answered += times if codes else 0
        for code in codes:
            counts[code] += times
        if OTHER in codes and (text := question.other(_plain(value))):
            others += [text] * times
    rows = [Row(code, label, Share(counts[code], answered)) for code, label in question.options]
    return Table(question.code, question.title, rows, answered, len(answers), question.several, tuple(others))


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return tuple(sorted((key, _hashable(one)) for key, one in value.items())) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    """A value as it was before it was made hashable: pairs were a mapping, what else is a tuple was a list."""
    if not isinstance(value, tuple):
        return value
    if value and all(isinstance(one, tuple) for one in value):
        return {key: _plain(one) for key, one in value}
    return list(value)


def _options(field: Field) -> list[tuple[str, str]]:
    any_field: Any = field
    if field.kind == "yes_no":
        return [("true", str(any_field.yes or _("はい"))), ("false", str(any_field.no or _("いいえ")))]
    if field.kind == "scale":
        return [(str(one["value"]), _column(one)) for one in any_field.ends.options]
    options = [(one.value, str(one.label)) for one in any_field.options]
    return [*options, (OTHER, _("その他"))] if getattr(any_field, "other", False) else options


def _column(one: dict[str, Any]) -> str:
    return f"{one['label']} {one['end']}".strip()


def _codes(field: Field, value: Any) -> list[str]:
    if value is None or value == "":
        return []
    any_field: Any = field
    if field.kind in ("choice", "choices"):
        return [str(one) for one in any_field.chosen(value)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _other(field: Field, value: Any) -> str:
    any_field: Any = field
    return str(any_field.other_text(value)).strip() if value and getattr(any_field, "other", False) else ""
