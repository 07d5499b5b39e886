"""What a file would change: each record beside the state that the register has of that person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.people.models import Resident
from yakuba.residents.mapping import Mapping
from yakuba.residents.models import Attribute
from yakuba.residents.reading import Notes, Record, Rejected, records

AT_ONCE = 2000
SHOWN = 20
ADDRESS = ("postcode", "prefecture", "city", "town", "block", "building")
NEW, CHANGED, MOVED, ENDED, PUT_RIGHT, KNOWN, SAME = "new", "changed", "moved", "ended", "put_right", "known", "same"
WORDS = {
    NEW: gettext_lazy("新しい人"),
    CHANGED: gettext_lazy("変わった人"),
    MOVED: gettext_lazy("住所か世帯が変わった人"),
    ENDED: gettext_lazy("消除された人"),
    PUT_RIGHT: gettext_lazy("同じ日のうちに直された人"),
    KNOWN: gettext_lazy("ほかの業務の情報だけが変わった人"),
    SAME: gettext_lazy("変わらない人"),
}


@dataclass(frozen=True)
class Step:
    """What becomes of one record: its kind, the state before, and when the next begins."""

    kind: str
    record: Record
    before: Resident | None
    begins: date
    changed: tuple[str, ...]
    attributes: dict[str, Any]  # those that differ; None where one is no longer known


@dataclass
class Preview:
    """Counts of each kind, the first few of each to look at, and what was rejected."""

    counts: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[str]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    absent: int = 0

    def note(self, step: Step) -> None:
        self.counts[step.kind] += 1
        examples = self.shown.setdefault(step.kind, [])
        if step.kind != SAME and len(examples) < SHOWN:
            examples.append(_in_words(step))


def batches(path: Path, declared: Mapping, notes: Notes) -> Iterator[list[Record | Rejected]]:
    """The records of a file, so many at a time."""
    found = records(path, declared, notes)
    while some := list(islice(found, AT_ONCE)):
        yield some


def steps(some: Iterable[Record], as_of: date, *, locked: bool = False) -> tuple[list[Step], list[Rejected]]:
    """Each record beside the newest state of its person; rejected where the register knows something later."""
    some = list(some)
    numbers = [one.number for one in some]
    states = Resident.objects.filter(number__in=numbers).select_related("household").order_by("valid_from", "pk")
    if locked:
        states = states.select_for_update(of=("self",))
    newest = {one.number: one for one in states}
    known = Attribute.objects.filter(number__in=numbers, valid_until__isnull=True)
    attributes: dict[str, dict[str, Any]] = {}
    for number, name, value in known.values_list("number", "name", "value"):
        attributes.setdefault(number, {})[name] = value
    found, refused = [], []
    for record in some:
        step = _step(record, newest.get(record.number), attributes.get(record.number, {}), as_of)
        if isinstance(step, str):
            refused.append(Rejected(record.line, {"number": record.number}, step))
        else:
            found.append(step)
    return found, refused


def preview(path: Path, declared: Mapping, as_of: date, told: Any = lambda _count: None) -> Preview:
    """What loading this file would do; nothing is changed. Raises Unreadable."""
    made = Preview()
    for some in batches(path, declared, made.notes):
        made.rejected += [one for one in some if isinstance(one, Rejected)]
        found, refused = steps([one for one in some if isinstance(one, Record)], as_of)
        made.rejected += refused
        for step in found:
            made.note(step)
        told(len(some))
    standing = Resident.objects.valid_on(as_of).exclude(number="").count()
    made.absent = max(0, standing - sum(made.counts.values()) + made.counts[NEW])
    return made


def _step(record: Record, before: Resident | None, known: dict[str, Any], as_of: date) -> Step | str:
    told = {name: value for name, value in record.attributes.items() if known.get(name) != value}
    if record.ended_on and record.ended_on == record.since and before is None:
        return _("異動日と消除日が同じです。一日も住んでいないことになります。")
    if before is None:
        return Step(NEW, record, None, record.since, (), told)
    changed = tuple(_changed(record, before))
    if before.valid_until is not None:
        if not changed and record.ended_on == before.valid_until:
            return Step(KNOWN if told else SAME, record, before, before.valid_from, (), told)
        if record.since < before.valid_until:
            return _("この人は%(day)sに消除されています。それより前の異動は、読み込めません。") % {
                "day": before.valid_until
            }
        return Step(NEW, record, before, record.since, changed, told)
    if record.ended_on:
        if record.ended_on <= before.valid_from:
            return _("消除日が、いまの状態の始まり（%(day)s）より前です。") % {"day": before.valid_from}
        return Step(ENDED, record, before, before.valid_from, changed, told)
    if not changed:
        return Step(KNOWN if told else SAME, record, before, before.valid_from, (), told)
    begins = record.since if record.since > before.valid_from else as_of
    if begins < before.valid_from:
        return _("いまの状態は%(day)sからです。それより前のファイルは、読み込めません。") % {"day": before.valid_from}
    if begins == before.valid_from:
        return Step(PUT_RIGHT, record, before, begins, changed, told)
    return Step(MOVED if {*ADDRESS, "household"} & set(changed) else CHANGED, record, before, begins, changed, told)


def _changed(record: Record, before: Resident) -> Iterator[str]:
    """The names of what differs; what this file does not say is kept as it was."""
    if record.household != before.household.number:
        yield "household"
    for name, value in record.values.items():
        if value not in ("", None) and getattr(before, name) != value:
            yield name


def _in_words(step: Step) -> str:
    name = f"{step.record.values['family_name']} {step.record.values['given_name']}".strip()
    if step.before is None or not step.changed:
        return f"{step.record.number} {name}"
    was = {one: str(step.before.household if one == "household" else getattr(step.before, one)) for one in step.changed}
    now = {one: str(step.record.household if one == "household" else step.record.values[one]) for one in step.changed}
    return f"{step.record.number} {name}：" + "、".join(f"{one} {was[one]} → {now[one]}" for one in step.changed)


def alike(as_of: date) -> Sequence[tuple[str, str]]:
    """Pairs of numbers with the same reading and birth date, in order; what is one person in one number is no pair."""
    mine = Resident.objects.valid_on(as_of).exclude(number="")
    twice = mine.raw(
        """SELECT one.id, one.number AS number, other.number AS other_number
        FROM people_resident one JOIN people_resident other
        ON one.birth_date = other.birth_date AND one.family_kana = other.family_kana
        AND one.given_kana = other.given_kana AND one.number < other.number
        WHERE one.number <> '' AND one.valid_from <= %s AND (one.valid_until IS NULL OR one.valid_until > %s)
        AND other.valid_from <= %s AND (other.valid_until IS NULL OR other.valid_until > %s)
        ORDER BY one.number, other.number""",
        [as_of.isoformat()] * 4,
    )
    return [(one.number, one.other_number) for one in twice]  # type: ignore[attr-defined]
