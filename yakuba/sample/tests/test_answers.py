"""The sample survey: two hundred believable answers through the real door, quickly, and always the same."""

import time
from collections import Counter

import pytest

from yakuba.cases import surveys
from yakuba.cases.models import Case, Ticket
from yakuba.ledger import verify
from yakuba.procedures.models import Procedure
from yakuba.sample import answers
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(publish):
    return publish(answers.SURVEY).procedure


def test_two_hundred_people_have_answered_and_all_numbers_fit(survey):
    begun = time.process_time()
    answers.build_answers(clock.today())
    assert time.process_time() - begun < 5
    counts = surveys.counts(Procedure.objects.get(pk=survey.pk))
    assert counts == surveys.Counts(invited=480, attended=None, answered=200, in_box=10)
    assert Ticket.objects.filter(is_used=True).count() == 210
    assert verify().broken is None


def test_they_are_of_every_age_and_district_and_some_left_half_of_the_table_empty(survey):
    answers.build_answers(clock.today())
    given = list(surveys.answers(survey))
    assert len(Counter(one["age"] for one in given)) == 7
    assert Counter(one.get("area") for one in given).keys() == {"centre", "harbour", "hills", "east", None}
    tables = [len(one["counter"]) for one in given if "counter" in one]
    assert min(tables) < 3
    assert max(tables) == 5
    written = "".join(one.get("message", "") for one in given)
    assert all(sign in written for sign in "𠮷髙😊")
    assert any(one.get("wishes", {}).get("other") for one in given)
    assert satisfied(given, "70s") > satisfied(given, "30s")


def satisfied(given, age):
    points = [one["overall"] for one in given if one["age"] == age and "overall" in one]
    return sum(points) / len(points)


def test_no_answer_tells_more_than_the_day(survey):
    answers.build_answers(clock.today())
    zone = clock.now().tzinfo
    kept = {(one.filed_at.astimezone(zone).hour, one.user_id, one.email) for one in Case.objects.all()}
    assert kept == {(0, None, "")}
