"""Filling in a form: which pages and fields are asked, and what was answered.

Progress is derived: the answers are replayed along the pages, so a changed answer never leaves a wrong page behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba.procedures.compiled import Compiled
from yakuba.procedures.declaration import Page
from yakuba.procedures.kinds import Around, Errors, Field, Typed, Wrong
from yakuba.procedures.kinds.reading import asked, not_asked, read_fields, under


@dataclass(frozen=True)
class Filler:
    """One form being filled in on `today` by somebody the city knows as `snapshot` (empty for a guest)."""

    compiled: Compiled
    today: date
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.compiled.declaration.pages

    def around(self, answers: Mapping[str, Any], before: int) -> Around:
        """What the fields of page `before` see: the answers of the pages asked before it."""
        seen = {
            one.name: answers[one.name]
            for page in self.pages[:before]
            for one in page.fields
            if answers.get(one.name) is not None
        }
        scope = self.compiled.scope(seen, self.snapshot)
        self.compiled.work_out(scope, on=self.today)
        return self.compiled.around(self.today, scope, self.uploads)

    def asks_page(self, number: int, answers: Mapping[str, Any]) -> bool:
        """Whether the page comes at all with these answers."""
        around = self.around(answers, number)
        condition = self.compiled.conditions.get(f"page {number}")
        if condition and condition.evaluate(around.scope, on=self.today).value is not True:
            return False
        return any(one.is_asked for one in asked(self.pages[number].fields, answers, around)) or not condition

    def numbers(self, answers: Mapping[str, Any]) -> list[int]:
        """The pages that come with these answers, in order."""
        return [number for number in range(len(self.pages)) if self.asks_page(number, answers)]

    def fields_of(self, number: int, answers: Mapping[str, Any]) -> list[Field]:
        """The fields of one page that are asked or shown with these answers."""
        return asked(self.pages[number].fields, answers, self.around(answers, number))

    def read_page(self, number: int, typed: Typed, answers: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
        """One page as typed: its checked answers and its errors by field and input."""
        return read_fields(self.pages[number].fields, typed, self.around(answers, number))

    def read_all(self, typed: Typed) -> tuple[dict[str, Any], Errors]:
        """The whole form as typed, every condition asked anew: this, not the client, decides what is filed."""
        answers: dict[str, Any] = {}
        errors: Errors = {}
        for number, page in enumerate(self.pages):
            if not self.asks_page(number, answers):
                continue
            found, wrong = read_fields(page.fields, typed, self.around(answers, number))
            answers |= found
            errors |= wrong
        return answers, errors

    def check(self, answers: Mapping[str, Any], *, strict: bool = False) -> tuple[dict[str, Any], Errors]:
        """JSON answers through the same checks as a page. `strict` refuses what is unknown or not asked."""
        fields = {one.name: one for one in self.compiled.declaration.fields() if one.is_asked}
        typed: dict[str, Any] = {}
        errors: Errors = {}
        for name, value in answers.items():
            if value is None:
                continue
            if name not in fields:
                errors[name] = {"": [_("「%(name)s」という項目はありません。") % {"name": name}]}
                continue
            try:
                own = fields[name].from_json(value)
            except Wrong as wrong:
                errors[name] = {part: [sentence] for part, sentence in wrong.messages.items()}
                continue
            typed |= {f"{name}.{part}" if part else name: entries for part, entries in own.items()}
        checked, found = self.read_all(typed)
        if strict:
            errors |= {name: {"": [not_asked()]} for name in answers if self._is_extra(name, answers, checked, found)}
        return checked, found | (errors if strict else {name: errors[name] for name in errors if name in fields})

    def _is_extra(self, name: str, answers: Mapping[str, Any], checked: Mapping[str, Any], found: Errors) -> bool:
        declared = {one.name for one in self.compiled.declaration.fields() if one.is_asked}
        return name in declared and answers[name] is not None and name not in checked and name not in found

    def from_row(self, row: Mapping[str, str]) -> Typed:
        """A CSV row, its columns named `field` or `field.part`, as if it had been typed."""
        typed: dict[str, Any] = {}
        for one in self.compiled.declaration.fields():
            own = {part: cell for part, cell in under(row, one.name).items() if cell}
            if one.is_asked and own:
                typed |= {
                    f"{one.name}.{part}" if part else one.name: list(entries)
                    for part, entries in one.from_cells(own).items()
                }
        return typed

    def unknown_columns(self, row: Mapping[str, str]) -> list[str]:
        """The columns of a row that belong to no field."""
        names = {one.name for one in self.compiled.declaration.fields() if one.is_asked}
        return sorted(column for column in row if column.split(".")[0] not in names)

    def missing_later(self, answers: Mapping[str, Any]) -> list[str]:
        """The fields that the law lets the applicant add later and that are still empty (行政手続法 第7条)."""
        return [
            one.name
            for number in self.numbers(answers)
            for one in self.fields_of(number, answers)
            if one.required == "later" and answers.get(one.name) is None
        ]
