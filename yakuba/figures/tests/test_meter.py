"""The meter counts what really happened: hands, corrections, minutes, visits; each share with its base."""

from datetime import timedelta

import pytest

from yakuba.cases import correcting, drafting, filing
from yakuba.cases.models import Case, Draft
from yakuba.figures import inventory, quoting
from yakuba.figures.inventory import Level
from yakuba.figures.meter import asked_of, meter
from yakuba.figures.shares import Share
from yakuba.ledger import GUEST
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

SLUG = "city-course"


@pytest.fixture
def published(cast, publish):
    return publish(SLUG)


def course(form, version, minutes, key):
    """Begun so many minutes before it is filed."""
    draft = Draft.objects.create(
        version=version, answers=form, begun_at=clock.now() - timedelta(minutes=minutes), expires_at=clock.now()
    )
    case = filing.file(filing.Application(version, form, key), by=GUEST).case
    Draft.objects.filter(pk=draft.pk).update(case=case)
    return case


def ended(case, hands=0, days=0, **columns):
    later = case.filed_at + timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(waits_for="", outcome="granted", finished_at=later, hands=hands, **columns)


def rows(version, count=6):
    return [course({}, version, minutes=number + 1, key=f"k{number}") for number in range(count)]


def test_an_empty_hall_has_no_percentages(published):
    measured = meter()
    assert measured.city.alone.percent() is None
    assert (measured.city.minutes, measured.city.days, measured.city.hands) == (None, None, None)


def test_every_count_is_of_what_it_says(published):
    cases = rows(published)
    for number, case in enumerate(cases[:5]):
        ended(case, hands=number % 2, days=number)
    Case.objects.filter(pk=cases[4].pk).update(channel="paper")
    [one] = meter().procedures
    assert (one.counted.filed, one.counted.ended) == (6, 5)
    assert one.alone == Share(3, 5)
    assert one.without_visit == Share(4, 5)  # the one on paper was brought
    assert (one.minutes, one.days) == (3, 2)
    assert str(one.hands) == "0.4"
    assert one.asked == asked_of(published.declaration)


def test_a_correction_counts_once_however_often_it_was_asked_for(published, cast):
    [first, *_rest] = rows(published)
    Case.objects.filter(pk=first.pk).update(waits_for="review", section="residents")
    case = Case.objects.get(pk=first.pk)
    correcting.send_back(case, by=cast.ken, items={"email": "ご確認ください"}, note="もう一度おたしかめください。")
    assert meter().city.sent_back == Share(1, 6)


def test_what_was_withdrawn_is_nobody_s_success(published):
    [first, second, *_rest] = rows(published)
    ended(first)
    Case.objects.filter(pk=second.pk).update(waits_for="", outcome="withdrawn", finished_at=clock.now())
    assert meter().city.alone == Share(1, 1)


def test_a_median_of_few_is_not_told(published):
    for case in rows(published, 4):
        ended(case)
    assert meter().city.minutes is None


def test_counts_are_added_up_and_percentages_never(cast, publish):
    """One of one and none of nine are one of ten, not the mean of 100% and 0%."""
    one, other = publish(SLUG), publish("dog-registration")
    ended(course({}, one, 1, "a"))
    for number in range(9):
        ended(course({}, other, 1, f"b{number}"), hands=2)
    assert meter().city.alone.text() == "10.0%"


def test_the_ladder_is_worked_out_from_what_is_declared_and_done(cast, publish):
    by_hand, reviewed, automatic = (publish(slug) for slug in ("disaster-certificate", "dog-registration", SLUG))
    case = course({}, automatic, 1, "a")
    levels = {one.slug: one.level for one in meter().entries if one.slug}
    assert levels == {by_hand.procedure.slug: Level.IMAGE, reviewed.procedure.slug: Level.DATA, SLUG: Level.DATA}
    ended(case)
    assert {one.slug: one.level for one in meter().entries}[SLUG] == Level.DX


def test_the_hundred_percent_is_of_all_procedures_of_the_hall_not_of_those_that_are_online(published):
    entries = meter().entries
    papers = [one for one in entries if not one.slug]
    assert len(papers) >= 10
    assert inventory.by_count(entries).of == len(papers) + 1
    assert inventory.by_volume(entries).of == sum(one.volume for one in entries)


def test_a_text_cites_a_figure_with_its_base_and_day(published):
    for number, case in enumerate(rows(published)):
        ended(case, hands=number % 3 == 0)
    with clock.at(clock.now()):
        said = quoting.quoted("割合は{no_hand}、講座は{no_hand:city-course}、{nothing}。")
    assert said.count("66.7%（1年に終わった6件のうち4件、令和") == 2
    assert "{nothing}" in said


@pytest.mark.parametrize("text", ["{nothing}", "{no_hand:nobody}", "{data_count:city-course}"])
def test_a_figure_that_is_not_there_is_noticed_while_typing(published, text):
    assert quoting.unknown_in(text) == [text]
    assert quoting.unknown_in("{no_hand} {no_hand:city-course} {data_count}") == []


def test_it_reads_a_hall_in_few_queries(published, django_assert_max_num_queries):
    rows(published)
    with django_assert_max_num_queries(4):
        meter()


def test_surveys_are_not_measured(cast, publish):
    publish("dx-lecture-survey")
    assert meter().procedures == []
    assert Procedure.objects.count() == 1


def test_planted_a_draft_left_lying_for_days_is_no_time_of_filling_in(published):
    for case in rows(published):
        ended(case)
    Draft.objects.update(begun_at=clock.now() - timedelta(days=3))
    assert meter().city.minutes is None
    assert drafting.RESUME_DAYS > 1
