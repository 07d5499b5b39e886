"""The sample town talks: forty flags with answers over half a year, the next edition begun, five and twenty entries."""

from datetime import timedelta
from time import monotonic

import pytest

from tests.conftest import cast
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.procedures.models import Version
from yakuba.sample import taboos
from yakuba.taboos.models import Answer, Feedback, Flag, Redraft, Trial, TrialKind, Weighing
from yakuba.toolbox import clock

__all__ = ["cast"]


@pytest.fixture
def town(cast):
    declare("", slug="spending", head=HEAD)
    town = Town(cast)
    for days in (300, 90, 2):
        with clock.at(clock.now() - timedelta(days=days)):
            town.drafts(Version.objects.get(), 50)
    return town


def test_half_a_year_of_conversations_in_two_seconds(town):
    begun = monotonic()
    taboos.build_taboos(clock.today())
    assert monotonic() - begun < 2
    assert (Flag.objects.count(), Trial.objects.count(), Feedback.objects.count()) == (40, 25, 5)
    assert Answer.objects.count() >= 20
    assert Weighing.objects.count() == 6
    assert Redraft.objects.get().revision == 2
    assert {trial.kind for trial in Trial.objects.all()} == set(TrialKind.values)
    assert {flag.number for flag in Flag.objects.all()} == set(range(1, 19))
    months = {(flag.said_at.year, flag.said_at.month) for flag in Flag.objects.all()}
    assert len(months) >= 6
    assert all(flag.said_at <= clock.now() for flag in Flag.objects.all())
    assert all(answer.said_at <= clock.now() for answer in Answer.objects.all())


def test_nobody_speaks_of_what_was_not_there_yet_and_again_adds_nothing(town):
    since = {case.ledger_key: case.filed_at for case in Version.objects.get().cases.all()}
    made = taboos.add_flags(since, clock.today())
    assert made
    assert all(since[flag.thing] <= flag.said_at for flag in made)
    assert [flag.pk for flag in taboos.add_flags(since, clock.today())] == [flag.pk for flag in made]
    assert Flag.objects.count() == len(made)
    assert taboos.add_flags({}, clock.today()) == []
