"""Two changes of the hall at once, each harmless, together leave nobody: the second one is not made."""

import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from yakuba.cases import handing_over
from yakuba.cases.handing_over import Stuck, effect_of
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import WHOLE, declare, file_form
from yakuba.ledger import Robot
from yakuba.people import moves
from yakuba.people.models import Holding, User
from yakuba.toolbox import clock
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
PERSONNEL = Robot("人事")


def released_at_once(cast):
    """Ken and Rie, the whole of 市民課, released at once; how many of them are left tomorrow."""
    file_form(declare(WHOLE), user=cast.hana)
    tomorrow, both = clock.today() + timedelta(days=1), threading.Barrier(2)

    def release(number):
        held = Holding.objects.get(user=(cast.ken, cast.rie)[number])

        def change():
            moves.end_holding(held, tomorrow, by=PERSONNEL)
            # Until the other has begun as well, or waits for us.
            with suppress(threading.BrokenBarrierError):
                both.wait(timeout=1)

        try:
            effect_of(change, tomorrow, really=True)
        except Stuck as stuck:
            return stuck.effect.stuck
        return []

    told = together(2, release)
    return Holding.objects.valid_on(tomorrow).filter(post__section=cast.residents).count(), told


def test_the_last_one_of_a_section_with_running_cases_stays(cast):
    left, told = released_at_once(cast)
    assert left == 1
    assert sorted(told) == [[], [Case.objects.get().receipt]]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, locked row or not")
def test_planted_changes_without_waiting_for_each_other_are_noticed(cast, monkeypatch):
    monkeypatch.setattr(handing_over, "hold_hall", lambda: None)
    assert released_at_once(cast)[0] == 0


def test_a_look_at_the_effect_changes_nothing(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    tomorrow = clock.today() + timedelta(days=1)
    held = Holding.objects.get(user=cast.ken)
    effect = effect_of(partial(moves.end_holding, held, tomorrow, by=PERSONNEL), tomorrow)
    [section] = effect.staffed
    assert (section.leaving, section.coming, section.count) == ([cast.ken.name], [], 1)
    assert Holding.objects.get(pk=held.pk).valid_until is None
    assert case.is_in_hands_of(User.objects.get(pk=cast.ken.pk))
