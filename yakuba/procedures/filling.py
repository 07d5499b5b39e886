"""Filling in a form: which pages and fields are asked, and what was answered.

Progress is derived: the answers are replayed along the pages, so a changed answer never leaves a wrong page behind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba.procedures.compiled import Compiled
from yakuba.procedures.declaration import Page
from yakuba.procedures.kinds import Around, Errors, Field, GroupField, Typed, Wrong
from yakuba.procedures.kinds.reading import asked, not_asked, read, replay, under


@dataclass(frozen=True)
class _Replayed:
    """Answers along the pages: what each page sees, and what it shows (None where it does not come at all)."""

    answers: Mapping[str, Any]
    before: Sequence[Around]  # one more than there are pages: what stands after the last
    shown: Sequence[Sequence[Field] | None]


@dataclass(frozen=True)
class Filler:
    """One form being filled in on `today` by somebody the city knows as `snapshot` (empty for a guest)."""

    compiled: Compiled
    today: date
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _last: list[_Replayed] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.compiled.declaration.pages

    def around(self, answers: Mapping[str, Any], before: int) -> Around:
        """What the fields of page `before` see: the answers to what was asked before it."""
        return self._replay(answers).before[before]

    def asks_page(self, number: int, answers: Mapping[str, Any]) -> bool:
        """Whether the page comes at all with these answers."""
        return self._replay(answers).shown[number] is not None

    def numbers(self, answers: Mapping[str, Any]) -> list[int]:
        """The pages that come with these answers, in order."""
        return [number for number, shown in enumerate(self._replay(answers).shown) if shown is not None]

    def fields_of(self, number: int, answers: Mapping[str, Any]) -> list[Field]:
        """The fields of one page that are asked or shown with these answers."""
        return list(self._replay(answers).shown[number] or ())

    def read_page(self, number: int, typed: Typed, answers: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
        """One page as typed: its checked answers and its errors by field and input."""
        done = read(self.pages[number].fields, typed, self.around(answers, number))
        return done.answers, done.errors

    def read_all(self, typed: Typed) -> tuple[dict[str, Any], Errors]:
        """The whole form as typed, every condition asked anew: this, not the client, decides what is filed."""
        answers, errors, _unasked = self._read_all(typed)
        return answers, errors

    def check(self, answers: Mapping[str, Any], *, strict: bool = False) -> tuple[dict[str, Any], Errors]:
        """JSON answers through the same checks as a page. `strict` refuses what is unknown or not asked."""
        fields = self._askable()
        typed: dict[str, Sequence[str]] = {}
        misshapen: Errors = {}
        for name in answers.keys() & fields.keys():
            if answers[name] is None:
                continue
            try:
                own = fields[name].from_json(answers[name])
            except Wrong as wrong:
                misshapen[name] = {part: [sentence] for part, sentence in wrong.messages.items()}
            else:
                typed |= {f"{name}.{part}" if part else name: entries for part, entries in own.items()}
        checked, errors, unasked = self._read_all(typed)
        errors |= misshapen
        if strict:
            errors |= self._unknown(answers)
            if not errors:  # what follows a wrong answer is not asked because that one counts for nothing yet
                errors = _not_asked(unasked)
        return checked, errors

    def from_row(self, row: Mapping[str, str]) -> Typed:
        """A CSV row, its columns named `field` or `field.part`, as if it had been typed."""
        typed: dict[str, Sequence[str]] = {}
        for name, one in self._askable().items():
            if own := {part: cell for part, cell in under(row, name).items() if cell}:
                typed |= {f"{name}.{part}" if part else name: cells for part, cells in one.from_cells(own).items()}
        return typed

    def unknown_columns(self, row: Iterable[str]) -> list[str]:
        """The columns of a row that belong to no field."""
        fields = self._askable()
        halves = ((column, *column.partition(".")[::2]) for column in row)
        return sorted(column for column, name, part in halves if name not in fields or not fields[name].has_cell(part))

    def missing_later(self, answers: Mapping[str, Any]) -> list[str]:
        """The fields that the law lets the applicant add later and that are still empty (行政手続法 第7条)."""
        after = self._replay(answers).before[-1]
        return [
            one.name
            for number in self.numbers(answers)
            for one in self.fields_of(number, answers)
            if _lacks_later(one, answers.get(one.name), after)
        ]

    def _askable(self) -> dict[str, Field]:
        return {one.name: one for one in self.compiled.declaration.fields() if one.is_asked}

    def _unknown(self, answers: Mapping[str, Any]) -> Errors:
        names = sorted(str(name) for name in answers.keys() - self._askable().keys())
        return {name: {"": [_("「%(name)s」という項目はありません。") % {"name": name}]} for name in names}

    def _start(self) -> Around:
        seen = self.compiled.seen({}, self.snapshot, on=self.today)
        return self.compiled.around(seen, self.uploads)

    def _read_all(self, typed: Typed) -> tuple[dict[str, Any], Errors, list[str]]:
        answers: dict[str, Any] = {}
        errors: Errors = {}
        around = self._start()
        for number, page in enumerate(self.pages):
            if not around.holds(f"page {number}"):
                around.unasked.extend(one.name for one in page.fields if _is_typed(under(typed, one.name)))
                continue
            done = read(page.fields, typed, around)
            answers |= done.answers
            errors |= done.errors
            around = done.around
        return answers, errors, around.unasked

    def _replay(self, answers: Mapping[str, Any]) -> _Replayed:
        """The last replay is kept: one request asks many things of the same answers."""
        if self._last and self._last[0].answers == answers:
            return self._last[0]
        around = self._start()
        before, shown = [around], []
        for number, page in enumerate(self.pages):
            comes = around.holds(f"page {number}")
            done = replay(page.fields if comes else (), answers, around)
            # A page whose questions are all left out is left out, whatever texts stand between them.
            comes = any(one.is_asked for one in done.shown) or not any(one.is_asked for one in page.fields)
            shown.append(done.shown if done.shown and comes else None)
            around = done.around
            before.append(around)
        self._last[:] = [_Replayed(dict(answers), before, shown)]
        return self._last[0]


def _is_typed(typed: Typed) -> bool:
    return any(entry.strip() for entries in typed.values() for entry in entries)


def _not_asked(places: Iterable[str]) -> Errors:
    errors: Errors = {}
    for place in places:
        name, _dot, part = place.partition(".")
        errors.setdefault(name, {})[part] = [not_asked()]
    return errors


def _lacks_later(declared: Field, answer: Any, around: Around) -> bool:
    """Whether something that may be added later is still missing, in any item of a group too."""
    if answer is None:
        return declared.required == "later"
    if not isinstance(declared, GroupField):
        return False
    within = around.within(declared.name, "")
    items = answer if declared.repeat else [answer]
    return any(
        inner.required == "later" and inner.name not in item
        for item in items
        for inner in asked(declared.fields, item, within)
    )
