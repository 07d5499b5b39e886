"""Many answer at once: one answer for each ticket, none lost, none doubled, whatever is taken out of the box meanwhile.

`YAKUBA_BURST=10000 pytest yakuba/cases/tests/test_surveys_crowd.py -k burst -s` says how many a second there were.
"""

import os
import time
from collections import Counter
from itertools import count
from threading import Lock

import pytest

from yakuba.cases import balloting, surveys
from yakuba.cases.models import Ballot, Draft, Ticket
from yakuba.cases.refused import Refused
from yakuba.cases.tests.questionnaires import answered, filled_in, procedure_of, survey, townspeople
from yakuba.ledger import Robot, verify
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
BURST = int(os.environ.get("YAKUBA_BURST", "2000"))


def answered_at_once(version, user):
    """What becomes of eight forms that one person hands in from eight windows in the same moment."""
    drafts = [filled_in(version, user=user, note=f"{number}") for number in range(THREADS)]

    def hand_in(number):
        try:
            surveys.answer(drafts[number].pk, user=user)
        except Refused:
            return "refused"
        return "answered"

    return Counter(together(THREADS, hand_in))


@pytest.mark.parametrize("invited", [True, False])
def test_of_eight_forms_of_one_person_one_is_taken(invited):
    version, [voter] = survey(), townspeople(1)
    if invited:
        surveys.invite(procedure_of(version), by=Robot("tests"))
    assert answered_at_once(version, voter) == {"answered": 1, "refused": THREADS - 1}
    assert (Ballot.objects.count(), Ticket.objects.filter(is_used=True).count()) == (1, 1)


def test_planted_a_ticket_that_only_the_door_has_looked_at_is_noticed(monkeypatch):
    def trusting(survey, user, code):
        Ticket.objects.filter(pk__in=surveys._digests(survey, user, code)).update(is_used=True)

    version, [voter] = survey(), townspeople(1)
    surveys.invite(procedure_of(version), by=Robot("tests"))
    monkeypatch.setattr(surveys, "_use_ticket", trusting)
    assert answered_at_once(version, voter)["answered"] > 1


def test_one_form_handed_in_by_many_clicks_is_one_answer():
    version, [voter] = survey(), townspeople(1)
    draft = filled_in(version, user=voter)
    assert together(THREADS, lambda _click: surveys.answer(draft.pk, user=voter)) == [None] * THREADS
    assert Ballot.objects.count() == 1


def crowd(version, each):
    """Eight windows hand in so many answers each, every one with a number of its own; a ninth empties the box."""
    numbers, lock = count(), Lock()
    done: list[int] = []

    def window(number):
        if number == THREADS:
            while len(done) < THREADS:
                balloting.open_boxes()
            return
        try:
            for _one in range(each):
                with lock:
                    mine = next(numbers)
                answered(version, note=f"{mine}")
        finally:
            done.append(number)

    together(THREADS + 1, window)
    return Counter(notes(version))


def notes(version):
    in_box = [answers for (answers,) in Ballot.objects.values_list("answers")]
    return [int(one["note"]) for one in [*surveys.answers(version), *in_box]]


def test_what_is_taken_out_while_others_put_in_is_neither_lost_nor_doubled():
    version = survey(audience="everyone")
    assert crowd(version, each=25) == Counter(range(25 * THREADS))
    assert surveys.counts(version).answered > 0
    assert verify().broken is None


def test_planted_a_box_mixed_without_a_lock_is_noticed(monkeypatch):
    """Contents that were read before somebody else changed them."""
    # SQLite lets one writer in at a time; what it read before that moment is what is planted here.
    kept: list[Ballot] = []

    def remembered(procedure):
        kept[:] = kept or Ballot.objects.filter(version__procedure=procedure)[: balloting.CROWD]
        return [Ballot(pk=one.pk, version_id=one.version_id, answers=one.answers) for one in kept]

    version = survey(audience="everyone")
    for number in range(20):
        answered(version, note=f"{number + 1000}")
    monkeypatch.setattr(balloting, "_others", remembered)
    monkeypatch.setattr(balloting, "open_boxes", lambda: 0)
    assert crowd(version, each=3) != Counter([*range(3 * THREADS), *range(1000, 1020)])


@pytest.mark.once("postgresql")
@pytest.mark.timeout(600)
def test_a_burst_of_answers_is_taken_whole():
    version = survey(audience="everyone")
    empty = filled_in(version)
    form = {name: getattr(empty, name) for name in ("version_id", "expires_at", "begun_at")}
    drafts = Draft.objects.bulk_create(
        [Draft(**form, answers=empty.answers | {"note": f"{number}𠮷😀"}) for number in range(BURST)], batch_size=500
    )
    begun = time.monotonic()
    waiting = iter(drafts)
    lock = Lock()

    def window(_number):
        while True:
            with lock:
                draft = next(waiting, None)
            if draft is None:
                return
            surveys.answer(draft.pk)

    together(4, window)
    taken = time.monotonic() - begun
    while balloting.open_boxes():
        pass
    opened = time.monotonic() - begun - taken
    print(f"\n{BURST} answers: {BURST / taken:.0f} a second taken, {BURST / opened:.0f} a second out of the box")
    in_box = [answers for (answers,) in Ballot.objects.values_list("answers")]
    kept = Counter(one["note"] for one in [*surveys.answers(version), *in_box])
    assert kept == Counter(f"{number}𠮷😀" for number in range(BURST))
    assert surveys.counts(version).in_box == balloting.CROWD
