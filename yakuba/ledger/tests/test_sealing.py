"""Once a day everything is sealed by one hash."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as some

from yakuba import ledger
from yakuba.ledger import chain, sealing
from yakuba.ledger.models import Head, Line, Root
from yakuba.toolbox.tests.together import together

KEN = ledger.Robot("見本 けん", "市民課 係員")
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


@pytest.mark.django_db
def test_a_day_is_sealed_once() -> None:
    ledger.write("filed", "case:1", by=KEN)
    root = ledger.seal(FRIDAY)
    ledger.write("accepted", "case:1", by=KEN)
    assert ledger.seal(FRIDAY) == root
    assert (ledger.is_sealed(FRIDAY), ledger.is_sealed(SATURDAY)) == (True, False)
    assert Root.objects.get().hash == root.hash


@pytest.mark.django_db
def test_a_seal_covers_the_seal_before_it() -> None:
    ledger.write("filed", "case:1", by=KEN)
    friday, sunday = ledger.seal(FRIDAY), ledger.seal(SUNDAY)
    assert (friday.previous, sunday.previous) == ("", friday.hash)
    assert ledger.verify().broken is None


@pytest.mark.django_db
def test_a_day_before_the_last_seal_is_refused() -> None:
    ledger.seal(SUNDAY)
    with pytest.raises(ValueError, match="sealed already"):
        ledger.seal(SATURDAY)


@pytest.mark.django_db
def test_a_town_without_any_case_can_be_sealed() -> None:
    assert ledger.seal(FRIDAY).heads == 0
    assert ledger.verify() == ledger.Verdict(lines=1, things=1, roots=1, broken=None)


@pytest.mark.django_db
def test_the_root_can_be_computed_by_hand() -> None:
    for thing in ("case:2", "case:10", "Case:1", "件:1"):
        ledger.write("filed", thing, by=KEN)
    # Byte order, on every database: capitals, then small letters, then Japanese.
    things = ["Case:1", "case:10", "case:2", "件:1"]
    leaves = [chain.leaf(thing, 1, Head.objects.get(thing=thing).hash) for thing in things]
    tree = _by_the_book(leaves).hex()
    due = chain.root_hash(FRIDAY, tree=tree, heads=4, last_line=Line.objects.latest("pk").pk, previous="")
    assert ledger.seal(FRIDAY).hash == due


@given(some.lists(some.binary(min_size=32, max_size=32), max_size=70))
def test_the_tree_is_the_one_of_rfc_6962(leaves: list[bytes]) -> None:
    tree = chain.Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == _by_the_book(leaves).hex()


def _by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below the count."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _by_the_book(leaves[:middle]) + _by_the_book(leaves[middle:])).digest()


@pytest.mark.django_db(transaction=True)
def test_two_workers_seal_a_day_once_while_others_write() -> None:
    def work(thread: int) -> str:
        if thread < 2:
            return ledger.seal(FRIDAY).hash
        for turn in range(10):
            with transaction.atomic():
                ledger.write("opened", f"case:{thread}-{turn % 3}", by=KEN)
        return ""

    first, second, *_writers = together(6, work)
    assert first == second
    assert ledger.verify() == ledger.Verdict(lines=41, things=13, roots=1, broken=None)


@pytest.mark.django_db(transaction=True)
def test_a_seal_waits_for_the_line_that_is_half_in() -> None:
    _seal_beside_an_unfinished_act()
    assert ledger.verify().broken is None
    assert Root.objects.get().heads == Head.objects.exclude(thing=sealing.LEDGER).count()


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_does_not_wait_is_found_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; there is nothing to wait for")
    monkeypatch.setattr(sealing, "_let_no_line_be_half_in", lambda: None)
    _seal_beside_an_unfinished_act()
    broken = ledger.verify().broken
    assert broken is not None
    assert broken.thing == f"root:{FRIDAY}"


def _seal_beside_an_unfinished_act() -> None:
    written, sealed = Event(), Event()

    def act() -> None:
        with transaction.atomic():
            ledger.write("filed", "case:1", by=KEN)
            written.set()
            # A seal that waits is not done by then; one that does not wait is.
            sealed.wait(0.3)
        connections.close_all()

    def seal() -> None:
        written.wait(5)
        if connection.vendor == "postgresql":
            with transaction.atomic():
                ledger.write("filed", "case:2", by=KEN)
        ledger.seal(FRIDAY)
        sealed.set()
        connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(act), threads.submit(seal)]:
            done.result(timeout=20)
