"""The personnel office: registering staff, appointing them, ending an appointment."""

import threading
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.db.models import Q

from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.people import moves
from yakuba.people.models import Holding, Post, Section, User

PERSONNEL = Robot("人事")
SPRING = date(2026, 4, 1)


@pytest.fixture
def ken(db):
    return moves.register_staff("Ken@Example.JP", "見本 けん", by=PERSONNEL)


@pytest.fixture
def clerk(db):
    section = Section.objects.create(code="citizens", name="市民課", valid_from=date(2020, 4, 1))
    return Post.objects.create(section=section, title="係員", rank=Post.Rank.CLERK, valid_from=date(2020, 4, 1))


def verbs(user):
    return [line.verb for line in Line.objects.about(user.actor_key)]


def test_registering_gives_an_account_whose_address_the_office_answers_for(ken):
    assert ken.email == "ken@example.jp"
    assert not ken.has_usable_password()
    address = EmailAddress.objects.get(user=ken)
    assert (address.email, address.verified, address.primary) == ("ken@example.jp", True, True)
    assert verbs(ken) == ["registered_staff"]


def test_an_address_with_an_account_is_not_registered_again(ken):
    with pytest.raises(moves.Refused, match="もうあります"):
        moves.register_staff("KEN@example.jp ", "別の人", by=PERSONNEL)
    assert User.objects.count() == 1


def test_appointing_is_written_with_post_and_days(ken, clerk):
    holding = moves.appoint(ken, clerk, SPRING, by=PERSONNEL)
    line = Line.objects.about(ken.actor_key).get(number=2)
    assert line.verb == "appointed"
    assert line.actor_name == "人事"
    assert line.facts == {
        "holding": holding.pk,
        "post": "市民課 係員",
        "valid_from": "2026-04-01",
        "valid_until": None,
    }


def test_an_appointment_holds_for_somebody_already_looked_at(ken, clerk):
    assert not ken.is_staff_member
    holding = moves.appoint(ken, clerk, date(2020, 4, 1), by=PERSONNEL)
    assert ken.is_staff_member
    moves.end_holding(holding, SPRING, by=PERSONNEL)
    assert not ken.is_staff_member


@pytest.mark.parametrize(
    ("begin", "end", "allowed"),
    [
        (date(2025, 4, 1), date(2026, 4, 1), True),  # until the day before
        (date(2025, 4, 1), date(2026, 4, 2), False),  # one day too long
        (date(2026, 5, 1), date(2026, 6, 1), False),  # inside
        (date(2025, 1, 1), None, False),  # around
        (date(2027, 3, 31), None, False),  # the last day
        (date(2027, 4, 1), None, True),  # the day after
    ],
)
def test_a_post_is_held_once_on_a_day(ken, clerk, begin, end, allowed):
    moves.appoint(ken, clerk, SPRING, date(2027, 4, 1), by=PERSONNEL)
    if allowed:
        moves.appoint(ken, clerk, begin, end, by=PERSONNEL)
        assert Holding.objects.count() == 2
    else:
        with pytest.raises(moves.Refused, match="同じ期間"):
            moves.appoint(ken, clerk, begin, end, by=PERSONNEL)
        assert verbs(ken) == ["registered_staff", "appointed"]


def test_two_people_can_hold_posts_of_one_name(ken, clerk):
    rie = moves.register_staff("rie@example.jp", "見本 りえ", by=PERSONNEL)
    moves.appoint(ken, clerk, SPRING, by=PERSONNEL)
    moves.appoint(rie, clerk, SPRING, by=PERSONNEL)
    assert Holding.objects.count() == 2


def test_nobody_is_appointed_backwards_or_to_a_post_that_is_not_there_yet(ken, clerk):
    with pytest.raises(moves.Refused, match="始まりより後"):
        moves.appoint(ken, clerk, SPRING, SPRING, by=PERSONNEL)
    with pytest.raises(moves.Refused, match="職がありません"):
        moves.appoint(ken, clerk, date(2020, 3, 31), by=PERSONNEL)
    assert Holding.objects.count() == 0


def test_ending_gives_the_holding_its_last_day(ken, clerk):
    holding = moves.appoint(ken, clerk, date(2025, 4, 1), by=PERSONNEL)
    moves.end_holding(holding, SPRING, by=PERSONNEL)
    assert holding.is_valid_on(date(2026, 3, 31))
    assert not holding.is_valid_on(SPRING)
    assert verbs(ken)[-1] == "ended_holding"
    moves.end_holding(holding, date(2026, 1, 1), by=PERSONNEL)
    assert holding.valid_until == date(2026, 1, 1)


def test_what_has_ended_is_not_lengthened_and_nothing_ends_before_it_begins(ken, clerk):
    holding = moves.appoint(ken, clerk, date(2025, 4, 1), SPRING, by=PERSONNEL)
    with pytest.raises(moves.Refused, match="前に終わって"):
        moves.end_holding(holding, SPRING, by=PERSONNEL)
    with pytest.raises(moves.Refused, match="始まりより後"):
        moves.end_holding(holding, date(2025, 4, 1), by=PERSONNEL)
    assert holding.valid_until == SPRING


def appointed_at_once(ken, clerk, hurried=4):
    """How many of several simultaneous appointments to one post went through, and what the others heard."""
    gate, heard = threading.Barrier(hurried), []

    def appoint():
        try:
            gate.wait()
            moves.appoint(User.objects.get(pk=ken.pk), clerk, SPRING, by=PERSONNEL)
        except Exception as refusal:
            heard.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=appoint) for _ in range(hurried)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Holding.objects.count(), sorted(heard)


@pytest.mark.django_db(transaction=True)
def test_of_four_appointments_at_once_one_goes_through_and_three_are_told(ken, clerk):
    assert appointed_at_once(ken, clerk) == (1, ["Refused"] * 3)


@pytest.mark.django_db(transaction=True)
def test_a_move_that_does_not_look_is_noticed(ken, clerk, monkeypatch):
    """The planted bug: without the question SQLite keeps four holdings; PostgreSQL's constraint still keeps one."""
    monkeypatch.setattr(moves, "overlapping", lambda begin, end: Q(pk=None))
    assert appointed_at_once(ken, clerk) != (1, ["Refused"] * 3)
