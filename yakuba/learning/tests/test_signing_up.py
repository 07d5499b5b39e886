"""There are never more seats than there is room, whoever comes at once; who waits first moves up first."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from yakuba.learning import signing_up
from yakuba.learning.models import Session, SignUp
from yakuba.learning.tests.samples import HOST, guest, sitting
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.programme.items import Wrong
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


def seats(session):
    return list(session.sign_ups.seated().values_list("seat", flat=True))


def test_a_seat_while_there_is_one_and_then_the_waiting_list(session):
    made = [signing_up.sign_up(session, guest(one)) for one in range(3)]
    assert [one.seat for one in made] == [1, 2, None]
    letters = list(Letter.objects.filter(kind="course_sign_up").order_by("pk"))
    assert [letter.to for letter in letters] == [one.email for one in made]
    assert "満席" in letters[2].body
    assert "/courses/cancel/" in letters[0].body


def test_what_is_given_back_goes_to_whoever_waits_first_in_the_same_act(session):
    first, _second, third, fourth = [signing_up.sign_up(session, guest(one)) for one in range(4)]
    signing_up.cancel(first, by=HOST)
    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.seat, fourth.seat) == (1, None)
    verbs = [line.verb for line in Line.objects.about(session.ledger_key)]
    assert verbs[-2:] == ["cancelled_sign_up", "moved_up"]
    assert Letter.objects.filter(to=third.email).count() == 2


def test_nobody_overtakes_those_who_wait(session):
    """Room that is made is theirs first, even while a seat stands free for a moment."""
    for one in range(3):
        signing_up.sign_up(session, guest(one))
    Session.objects.filter(pk=session.pk).update(capacity=3)
    assert signing_up.sign_up(session, guest(9)).seat is None
    assert [one.name for one in signing_up.set_capacity(session, 4, by=HOST)] == ["例示 2", "例示 9"]


def test_room_is_never_taken_from_under_somebody(session):
    for one in range(2):
        signing_up.sign_up(session, guest(one))
    with pytest.raises(Wrong, match="2人から"):
        signing_up.set_capacity(session, 1, by=HOST)


def test_twice_is_once(session, cast):
    assert signing_up.sign_up(session, cast.hana) == signing_up.sign_up(session, cast.hana)
    assert signing_up.sign_up(session, guest(1)) == signing_up.sign_up(session, guest(1))
    assert SignUp.objects.count() == Letter.objects.count() == 2


def test_whoever_cancelled_may_come_back(session, cast):
    signing_up.cancel(signing_up.sign_up(session, cast.hana), by=cast.hana)
    assert signing_up.sign_up(session, cast.hana).seat == 1


def test_a_sitting_for_some_refuses_the_others(lecture, cast):
    heads = sitting(lecture, starts_at=clock.now() + timedelta(days=1), ranks=["head"], sections=["residents"])
    assert signing_up.sign_up(heads, cast.rie).seat == 1
    for who in (cast.ken, cast.nao, cast.hana, guest(1)):
        with pytest.raises(Refused, match="ほかの職員"):
            signing_up.sign_up(heads, who)


def test_it_ends_when_it_begins(session, cast):
    with (
        clock.at(clock.now() + timedelta(days=8)),
        pytest.raises(Refused, match="終わりました"),
    ):
        signing_up.sign_up(session, cast.hana)


def test_each_box_has_its_sentence(session):
    with pytest.raises(Wrong) as wrong:
        signing_up.sign_up(session, signing_up.Guest(" ", "12", "a@@b"))
    assert set(wrong.value.boxes) == {"name", "phone", "email"}


def test_the_database_refuses_one_seat_for_two(session):
    signing_up.sign_up(session, guest(1))
    other = signing_up.sign_up(session, guest(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=other.pk).update(seat=1)


def signed_up_at_once(session, hurried=6):
    """The seats that were given to several at once, and what went wrong."""
    gate, heard = threading.Barrier(hurried), []

    def hurry(number):
        try:
            gate.wait()
            signing_up.sign_up(Session.objects.get(pk=session.pk), guest(number))
        except Exception as refusal:
            heard.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hurry, args=[one]) for one in range(hurried)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seats(session), session.sign_ups.waiting().count(), heard


@pytest.mark.django_db(transaction=True)
def test_of_six_at_once_two_sit_and_four_wait(session):
    assert signed_up_at_once(session) == ([1, 2], 4, [])


@pytest.mark.django_db(transaction=True)
def test_a_sign_up_that_does_not_look_at_the_room_is_noticed(session, monkeypatch):
    """The planted bug: the next number, whatever the room."""
    monkeypatch.setattr(signing_up, "free_seat", lambda one: one.sign_ups.count() + 1)
    assert signed_up_at_once(session) != ([1, 2], 4, [])
