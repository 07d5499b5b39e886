"""Lines come one after the other, whoever writes them, and are never changed."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from yakuba import ledger
from yakuba.ledger.models import Detail, Head, Line, Root
from yakuba.toolbox import clock
from yakuba.toolbox.tests.together import together

KEN = ledger.Robot("見本 けん", "市民課 係員")


@pytest.mark.django_db
def test_a_line_says_who_did_what_when_and_from_which_post() -> None:
    moment = datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC)
    with clock.at(moment):
        ledger.write("accepted", "case:1", by=KEN, facts={"rules": ["年齢", 18]})
    line = Line.objects.get()
    assert (line.thing, line.number, line.verb, line.at) == ("case:1", 1, "accepted", moment)
    assert (line.actor_key, line.actor_name, line.actor_post) == ("robot:見本 けん", "見本 けん", "市民課 係員")
    assert line.facts == {"rules": ["年齢", 18]}


@pytest.mark.django_db
def test_lines_of_one_thing_are_numbered_and_linked() -> None:
    first, other, second = (ledger.write("opened", thing, by=KEN) for thing in ("case:1", "case:2", "case:1"))
    assert (first.number, other.number, second.number) == (1, 1, 2)
    assert second.previous == first.hash
    assert Head.objects.get(thing="case:1").hash == second.hash


@pytest.mark.django_db
def test_one_line_about_many_things_stands_in_each_of_their_chains(django_assert_num_queries: Any) -> None:
    things = [f"case:{number}" for number in range(20)]
    for thing in things[1:]:
        ledger.write("filed", thing, by=KEN)
    with django_assert_num_queries(3 + 3):
        written = ledger.write_each("opened", [*things, "case:5"], by=KEN, facts={"why": "集計"})
    assert sorted(line.thing for line in written) == sorted(things)
    for thing in things:
        last = Line.objects.about(thing).latest("number")
        assert (last.verb, last.number, last.facts) == ("opened", 1 if thing == "case:0" else 2, {"why": "集計"})
        assert Head.objects.get(thing=thing).hash == last.hash
    ledger.write("decided", "case:5", by=KEN)
    assert ledger.verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_many_things_are_written_about_by_several_at_once_without_waiting_for_ever() -> None:
    things = [f"case:{number}" for number in range(30)]

    def write(number: int) -> None:
        for _turn in range(3):
            with transaction.atomic():
                ledger.write_each("opened", things if number % 2 else things[::-1], by=KEN)

    together(4, write)
    assert Line.objects.count() == 4 * 3 * 30
    assert ledger.verify().broken is None


@pytest.mark.django_db
def test_a_line_costs_at_most_four_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        ledger.write("filed", "case:1", by=KEN)
    with django_assert_num_queries(4):
        ledger.write("answered", "case:1", by=KEN, facts={"count": 1}, detail={"name": "見本 はな"})


@pytest.mark.django_db
def test_who_looked_is_found_without_the_rest() -> None:
    for verb in ("filed", "opened", "accepted", "opened"):
        ledger.write(verb, "case:1", by=KEN, facts={"why": "審査"})
    ledger.write("opened", "case:2", by=KEN)
    assert [line.verb for line in Line.objects.about("case:1")] == ["filed", "opened", "accepted", "opened"]
    assert [line.number for line in Line.objects.opened("case:1")] == [2, 4]
    assert [line.thing for line in Line.objects.opened_any(["case:1", "case:2"])] == ["case:2", "case:1", "case:1"]


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_the_transaction_of_its_act_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ledger.write("filed", "case:1", by=KEN)
    assert not Line.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_line_and_no_gap() -> None:
    def act(fails: bool) -> None:
        with transaction.atomic():
            ledger.write("filed", "case:1", by=KEN)
            if fails:
                raise RuntimeError

    act(fails=False)
    with pytest.raises(RuntimeError):
        act(fails=True)
    act(fails=False)
    assert [line.number for line in Line.objects.about("case:1")] == [1, 2]
    assert ledger.verify().broken is None


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"share": 0.5}, {"all": float("nan")}, {"on": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_facts_that_a_database_might_give_back_otherwise_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        ledger.write("counted", "case:1", by=KEN, facts=facts)


@pytest.mark.django_db
def test_personal_detail_is_kept_beside_the_line_and_can_be_erased() -> None:
    ledger.write("declined", "case:1", by=KEN, facts={"rule": 3}, detail={"reason": "𠮷野さんの\ud800口座 \0"})
    assert json.loads(Detail.objects.get().text) == {"reason": "𠮷野さんの\ud800口座 \0"}
    assert ledger.erase_details("case:1", by=KEN) == 1
    assert ledger.erase_details("case:1", by=KEN) == 0
    assert not Detail.objects.exists()
    assert [line.verb for line in Line.objects.about("case:1")] == ["declined", "erased"]
    assert ledger.verify().broken is None


@pytest.mark.django_db
def test_the_same_detail_has_another_digest_each_time() -> None:
    lines = [ledger.write("answered", "case:1", by=KEN, detail={"birth_date": "1990-04-01"}) for _ in range(2)]
    assert lines[0].detail_digest != lines[1].detail_digest


@pytest.mark.django_db(transaction=True)
def test_eight_writers_of_one_new_thing_queue() -> None:
    _eight_times_twenty_five()
    lines = list(Line.objects.about("case:1"))
    assert [line.number for line in lines] == list(range(1, 201))
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert ledger.verify() == ledger.Verdict(lines=200, things=1, roots=0, broken=None)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_numbers_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; there is no lock to leave out")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self.all())
    assert _eight_times_twenty_five() > 0


def _eight_times_twenty_five() -> int:
    """How many of 200 writes failed."""

    def write(_thread: int) -> int:
        failures = 0
        for _turn in range(25):
            try:
                with transaction.atomic():
                    ledger.write("opened", "case:1", by=KEN)
            except IntegrityError:
                failures += 1
        return failures

    return sum(together(8, write))


CHANGES = [
    "UPDATE ledger_line SET verb = 'accepted'",
    "UPDATE ledger_root SET hash = ''",
    "UPDATE ledger_detail SET text = ''",
    "DELETE FROM ledger_line",
    "DELETE FROM ledger_root",
    "INSERT INTO ledger_root SELECT * FROM ledger_root WHERE true ON CONFLICT (day) DO UPDATE SET heads = 9",
]
CHANGES_OF_ONE_DATABASE = {
    "postgresql": ["TRUNCATE ledger_line CASCADE", "TRUNCATE ledger_root", "TRUNCATE ledger_detail"],
    "sqlite": [
        "INSERT OR REPLACE INTO ledger_line SELECT * FROM ledger_line",
        "REPLACE INTO ledger_root SELECT * FROM ledger_root",
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES + CHANGES_OF_ONE_DATABASE[connection.vendor])
def test_the_database_refuses_to_change_or_remove(statement: str) -> None:
    line = ledger.write("declined", "case:1", by=KEN, detail={"reason": "期限を過ぎた"})
    Root.objects.create(day=clock.today(), hash="0", heads=1, last_line=line.pk)
    connection.check_constraints()
    before = _everything()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert _everything() == before


@pytest.mark.django_db
def test_the_database_still_deletes_a_single_detail() -> None:
    line = ledger.write("declined", "case:1", by=KEN, detail={"reason": "期限を過ぎた"})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_detail WHERE line_id = %s", [line.pk])
    assert not Detail.objects.exists()


def _everything() -> list[list[Any]]:
    return [list(model._default_manager.order_by("pk").values_list()) for model in (Line, Root, Detail)]


@pytest.mark.django_db
def test_several_lines_at_once_are_chained_in_their_order() -> None:
    ledger.write("filed", "case:1", by=KEN)
    said = [ledger.Said("issued", KEN, {"paper": 1}), ledger.Said("told", KEN, {}, {"to": "見本 はな"})]
    issued, told = ledger.write_all("case:1", said)
    assert [(line.number, line.verb) for line in (issued, told)] == [(2, "issued"), (3, "told")]
    assert told.previous == issued.hash
    assert Head.objects.get().number == 3
    assert Detail.objects.get().line == told
    assert ledger.verify().broken is None


@pytest.mark.django_db
@pytest.mark.parametrize("is_there", [False, True])
def test_a_thing_that_begins_saves_a_look_and_is_right_even_if_it_has_begun(
    is_there: bool, django_assert_num_queries: Any
) -> None:
    if is_there:
        ledger.write("filed", "case:1", by=KEN)
    with django_assert_num_queries(4 if is_there else 2):
        lines = ledger.write_all("case:1", [ledger.Said("checked", KEN), ledger.Said("told", KEN)], begins=True)
    assert [line.number for line in lines] == ([2, 3] if is_there else [1, 2])
    assert ledger.verify().broken is None
