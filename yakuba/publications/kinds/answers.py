"""Answers to a survey of staff, from cases or from a file alike: each under its class and its number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.cases.models import Case, CaseQuerySet

CLASS = "staff_class"


@dataclass(frozen=True)
class Answer:
    """What one person answered; `number` counts within their class."""

    staff_class: str
    number: int
    said: Mapping[str, Any]

    def words(self, field: str) -> str:
        found = self.said.get(field)
        return found.strip() if isinstance(found, str) else ""

    def chosen(self, field: str) -> list[str]:
        """The options chosen, as their values are written: a yes or no is "true" or "false"."""
        found = self.said.get(field)
        if isinstance(found, bool):
            return [str(found).lower()]
        return [str(one) for one in (found if isinstance(found, list) else [found] if found else [])]


def numbered(rows: Iterable[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """Rows of a file or answers of cases, numbered as they come."""
    counts: Counter[str] = Counter()
    answers = []
    for row in rows:
        staff_class = str(row.get(CLASS) or "")
        counts[staff_class] += 1
        answers.append(Answer(staff_class, counts[staff_class], row))
    return tuple(answers)


def filed(survey: str, among: CaseQuerySet | None = None) -> tuple[Answer, ...]:
    """What was filed and still stands, neither withdrawn nor erased; a desk says among which cases it may look."""
    cases = Case.objects.all() if among is None else among
    cases = cases.filter(version__procedure__slug=survey, erased_at=None).exclude(outcome="withdrawn")
    return numbered(cases.order_by("pk").values_list("answers", flat=True))


def of_class(answers: Sequence[Answer], staff_class: str) -> list[Answer]:
    return [one for one in answers if one.staff_class == staff_class]
