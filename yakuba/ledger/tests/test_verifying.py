"""Whoever lifts the triggers and changes something is found out, and the first broken line is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from yakuba import ledger
from yakuba.ledger import chain, verifying
from yakuba.ledger.models import Detail, Head, Line, Root
from yakuba.toolbox import append_only

HANA = ledger.Robot("見本 はな")
KEN = ledger.Robot("見本 けん", "市民課 係員")
THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture(autouse=True)
def three_days(db: None) -> None:
    """A case with six lines, a second one, and the seals of three days."""
    ledger.write("filed", "case:1", by=HANA, facts={"version": 3})
    ledger.write("opened", "case:1", by=KEN, facts={"why": "審査"}, detail={"page": "口座"})
    ledger.seal(THURSDAY)
    ledger.write("sent_back", "case:1", by=KEN, facts={"rules": [4]}, detail={"reason": "口座名義が違います。"})
    ledger.write("filed", "case:2", by=HANA, facts={"version": 3})
    ledger.seal(FRIDAY)
    ledger.write("answered", "case:1", by=HANA, facts={"changed": 1})
    ledger.write("decided", "case:1", by=KEN, facts={"outcome": "granted"})
    ledger.write("issued", "case:1", by=KEN, facts={"paper": "2026-00001"})
    ledger.seal(SATURDAY)


@pytest.fixture
def tampering() -> Iterator[None]:
    """The triggers are lifted, as a superuser can lift them."""
    with append_only.lifted(connection):
        yield


def test_an_honest_ledger_is_whole() -> None:
    counted: list[int] = []
    assert ledger.verify(progress=counted.append) == ledger.Verdict(lines=10, things=3, roots=3, broken=None)
    assert counted == []


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PROGRESS_EVERY", 4)
    counted: list[int] = []
    ledger.verify(progress=counted.append)
    assert counted == [4, 8]


COLUMNS: dict[str, Any] = {
    "thing": "case:2",
    "number": 9,
    "verb": "accepted",
    "at": F("at") + timedelta(microseconds=1),
    "actor_key": "user:2",
    "actor_name": "見本 げん",
    "actor_post": "市民課 係長",
    "facts": {"rules": [5]},
    "detail_digest": "0" * 64,
    "previous": "0" * 64,
    "hash": "0" * 64,
}


def test_every_column_of_a_line_is_tried_below() -> None:
    assert {column.name for column in Line._meta.concrete_fields} == {"id", *COLUMNS}


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_line_can_be_changed(column: str) -> None:
    _line(3).update(**{column: COLUMNS[column]})
    broken = ledger.verify().broken
    assert broken is not None
    assert (broken.thing, broken.number) == ("case:1", 3)


@pytest.mark.usefixtures("tampering")
def test_a_line_cannot_be_moved_to_another_day() -> None:
    _line(6).update(id=F("id") - 100)
    assert "封印" in str(ledger.verify().broken)


@dataclass(frozen=True)
class Tampering:
    """What is done, where it must be found, and by which check: without that check it is missed or named wrongly."""

    act: Callable[[], object]
    kind: str
    thing: str
    number: int
    check: Callable[..., Any]

    def is_found(self) -> bool:
        """Whether the verdict names the right place."""
        broken = ledger.verify().broken
        return broken is not None and (broken.kind, broken.thing, broken.number) == (self.kind, self.thing, self.number)


def _line(number: int) -> Any:
    return Line.objects.filter(thing="case:1", number=number)


def _remove(*numbers: int) -> None:
    Detail.objects.filter(line__thing="case:1", line__number__in=numbers).delete()
    Line.objects.filter(thing="case:1", number__in=numbers)._raw_delete("default")


def _swap(one: int, other: int) -> None:
    _line(one).update(number=1000)
    _line(other).update(number=one)
    _line(1000).update(number=other)


def _forge(number: int) -> Line:
    """Changes one line and gives it the hash that goes with it."""
    line = _line(number).get()
    line.facts = {"outcome": "declined"}
    line.hash = chain.line_hash(line)
    line.save()
    return line


def _forge_all_from(number: int) -> None:
    """Renews the chain up to its head, as somebody would who knows this file."""
    previous = _forge(number)
    for line in Line.objects.about("case:1").filter(number__gt=number):
        line.previous = previous.hash
        line.hash = chain.line_hash(line)
        line.save()
        previous = line
    Head.objects.filter(thing="case:1").update(hash=previous.hash)


def _remove_thing(*, with_head: bool) -> None:
    Line.objects.filter(thing="case:2")._raw_delete("default")
    if with_head:
        Head.objects.filter(thing="case:2").delete()


def _add_behind_the_head() -> None:
    last = _line(6).get()
    line = Line(thing="case:1", number=7, verb="withdrawn", at=last.at, actor_name="誰か", previous=last.hash)
    line.hash = chain.line_hash(line)
    line.save(force_insert=True)


def _remove_line_and_shift(number: int) -> None:
    _remove(number)
    for later in range(number + 1, 7):
        _line(later).update(number=later - 1)


TAMPERINGS = {
    "one sign in the facts": Tampering(
        lambda: _line(3).update(facts={"rules": [5]}), "changed", "case:1", 3, verifying._contents
    ),
    "two lines swapped": Tampering(lambda: _swap(4, 5), "changed", "case:1", 4, verifying._contents),
    "a line in the middle removed": Tampering(lambda: _remove(4), "missing", "case:1", 4, verifying._count),
    "a line removed and the rest renumbered": Tampering(
        lambda: _remove_line_and_shift(4), "changed", "case:1", 4, verifying._contents
    ),
    "the first line removed": Tampering(lambda: _remove(1), "missing", "case:1", 1, verifying._count),
    "the tail removed": Tampering(lambda: _remove(5, 6), "tail", "case:1", 5, verifying._head),
    "one line's hash computed anew": Tampering(lambda: _forge(3), "replaced", "case:1", 3, verifying._link),
    "the last line's hash computed anew": Tampering(lambda: _forge(6), "replaced", "case:1", 6, verifying._head),
    "a line added behind the head": Tampering(_add_behind_the_head, "added", "case:1", 7, verifying._head),
    "the head removed": Tampering(
        lambda: Head.objects.filter(thing="case:1").delete(), "head", "case:1", 6, verifying._head
    ),
    "the detail changed": Tampering(
        lambda: Detail.objects.filter(line__number=3).update(text='{"reason":"\\u4f55\\u304b"}'),
        "detail",
        "case:1",
        3,
        verifying._detail,
    ),
    "the detail removed without a word": Tampering(
        lambda: Detail.objects.filter(line__number=3).delete(), "detail", "case:1", 3, verifying._erasure
    ),
    "all lines of a thing removed": Tampering(
        lambda: _remove_thing(with_head=False), "gone", "case:2", 0, verifying._things
    ),
    "a thing removed with its head": Tampering(
        lambda: _remove_thing(with_head=True), "root", f"root:{FRIDAY}", 0, verifying._true_roots
    ),
    "the chain renewed up to its head": Tampering(
        lambda: _forge_all_from(3), "root", f"root:{FRIDAY}", 0, verifying._true_roots
    ),
    "a root changed": Tampering(
        lambda: Root.objects.filter(day=FRIDAY).update(hash="0" * 64),
        "root",
        f"root:{FRIDAY}",
        0,
        verifying._true_roots,
    ),
    "a root in the middle removed": Tampering(
        lambda: Root.objects.filter(day=FRIDAY).delete(), "root", f"root:{FRIDAY}", 0, verifying._kept_roots
    ),
    "the last root removed": Tampering(
        lambda: Root.objects.filter(day=SATURDAY).delete(), "root", f"root:{SATURDAY}", 0, verifying._kept_roots
    ),
}


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("tampering_of", TAMPERINGS)
def test_tampering_is_named(tampering_of: str) -> None:
    tampering = TAMPERINGS[tampering_of]
    tampering.act()
    assert tampering.is_found(), ledger.verify().broken


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("tampering_of", TAMPERINGS)
def test_without_its_check_tampering_is_missed_or_named_wrongly(
    tampering_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tampering = TAMPERINGS[tampering_of]
    for checks in ("LINE_CHECKS", "THING_CHECKS", "LEDGER_CHECKS"):
        kept = tuple(check for check in getattr(verifying, checks) if check is not tampering.check)
        monkeypatch.setattr(verifying, checks, kept)
    tampering.act()
    assert not tampering.is_found()


def test_every_check_has_a_tampering_that_only_it_names() -> None:
    checks = {*verifying.LINE_CHECKS, *verifying.THING_CHECKS, *verifying.LEDGER_CHECKS}
    assert checks - {verifying._take_note} == {tampering.check for tampering in TAMPERINGS.values()}


@pytest.mark.usefixtures("tampering")
def test_the_sentence_names_the_line_in_japanese() -> None:
    _line(3).update(verb="accepted")
    assert str(ledger.verify().broken) == "case:1 の第3行が書きかえられています。"


@pytest.mark.usefixtures("tampering")
def test_what_comes_before_the_first_break_is_counted() -> None:
    Line.objects.filter(thing="case:2").update(verb="accepted")
    assert ledger.verify().lines == 6
