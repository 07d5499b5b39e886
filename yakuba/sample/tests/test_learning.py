"""The sample town learns: a lecture with the numbers of its report, a training, a course with a waiting list."""

from time import monotonic

import pytest

from tests.conftest import cast, publish
from yakuba.collecting.models import Target
from yakuba.learning import completing, following_up
from yakuba.learning.models import Event, Leader, Session, Skill
from yakuba.learning.rates import rates
from yakuba.sample import learning, town
from yakuba.toolbox import clock

__all__ = ["cast", "publish"]


@pytest.fixture
def built(db, publish):
    publish("dx-lecture-survey")
    town.build_hall(clock.today())
    begun = monotonic()
    learning.build_learning(clock.today())
    return monotonic() - begun


def test_three_events_in_two_seconds(built):
    assert built < 2
    lecture, training, course = Event.objects.order_by("announced_at", "pk")
    assert "石巻市" in lecture.source
    assert all("架空" in one.title for one in (training, course))
    assert [one.attended for one in rates(lecture, list(lecture.sessions.order_by("pk"))).sessions] == [32, 25]
    assert following_up.counts(lecture) == {"under-way": 1, "done": 2, "stopped": 1, "waiting": 2}
    share = completing.completed(training)
    assert 0 < share.count < share.of
    assert Target.objects.filter(round=completing.round_of(training)).late().exists()
    full = Session.objects.get(name="中央公民館")
    assert (full.sign_ups.seated().count(), full.sign_ups.waiting().count()) == (6, 3)
    assert Leader.objects.valid_on(clock.today()).count() == 8
    assert Skill.objects.current().count() >= 5
