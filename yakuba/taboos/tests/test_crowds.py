"""Several at once: a double click is one flag, of two corrections one counts, of two who keep the draft one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from tests.cast import assemble
from yakuba.ledger.models import Line
from yakuba.taboos import flagging, redrafting, telling
from yakuba.taboos.models import Flag, Redraft, Trial
from yakuba.taboos.telling import Told
from yakuba.taboos.things import Thing
from yakuba.toolbox.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


def at_once(act):
    """Everybody does `act(number)` in the same moment; what each got: a row, or the refusal."""
    start = Barrier(CROWD)

    def one(number):
        start.wait()
        try:
            return act(number)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(one, range(CROWD)))


def test_a_flag_sent_six_times_at_once_is_one():
    cast, key, thing = assemble(), uuid4(), Thing("note:1", "", "/")
    got = at_once(lambda _number: flagging.flag(thing, 8, "もうありませんか", key=key, by=cast.ken).pk)
    assert len(set(got)) == 1
    assert Flag.objects.count() == 1
    assert Line.objects.filter(verb="flagged").count() == 1


def test_of_six_corrections_at_once_one_is_the_next_version():
    cast = assemble()
    told = telling.tell_trial(Told(kind="trial", title="一", happened="一"), key=uuid4(), by=cast.ken)
    got = at_once(
        lambda number: telling.correct_trial(
            told, Told(kind="trial", title=f"{number}", happened="二"), key=uuid4(), by=cast.ken
        )
    )
    assert sum(isinstance(one, Trial) for one in got) == 1
    assert list(Trial.objects.newest().values_list("version", flat=True)) == [2]


def test_a_flag_is_taken_back_once_and_an_answer_comes_before_or_not_at_all():
    cast = assemble()
    flag = flagging.flag(Thing("note:1", "", "/"), 8, "もうありませんか", key=uuid4(), by=cast.ken)

    def act(number):
        if number % 2:
            return flagging.take_back_flag(flag, by=cast.ken)
        return flagging.answer_flag(flag, f"答え{number}", key=uuid4(), by=cast.rie)

    at_once(act)
    verbs = list(Line.objects.about(flag.ledger_key).values_list("verb", flat=True))
    assert verbs.count("took_back_flag") == 1
    assert verbs[-1] == "took_back_flag"


def test_of_six_who_keep_the_draft_at_once_one_is_kept():
    cast = assemble()
    begun = at_once(lambda _number: redrafting.begin_redraft(by=cast.rie).pk)
    assert len(set(begun)) == 1
    assert Line.objects.filter(verb="began_redraft").count() == 1
    draft = Redraft.objects.get()
    texts = [(one["no"], one["text"], one["hint"]) for one in draft.entries]

    def keep(number):
        changed = [*texts, (19, f"案{number}", "")]
        mine = Redraft.objects.get(pk=draft.pk)
        mine.revision = draft.revision
        return redrafting.redraft(mine, changed, why="", decided_by="", by=cast.rie)

    got = at_once(keep)
    assert sum(isinstance(one, Redraft) for one in got) == 1
    assert Redraft.objects.get().revision == 2


def test_without_the_lock_two_answers_would_follow_a_flag_taken_back(monkeypatch):
    """The planted bug: whoever does not look again behind the lock answers what is no longer there."""
    cast = assemble()
    flag = flagging.flag(Thing("note:1", "", "/"), 8, "もうありませんか", key=uuid4(), by=cast.ken)
    flagging.take_back_flag(flag, by=cast.ken)
    monkeypatch.setattr(flagging, "_hold", lambda of: of)
    stale = Flag.objects.get(pk=flag.pk)
    flagging.answer_flag(stale, "遅い答え", key=uuid4(), by=cast.rie)
    verbs = list(Line.objects.about(flag.ledger_key).values_list("verb", flat=True))
    assert verbs[-1] != "took_back_flag"
