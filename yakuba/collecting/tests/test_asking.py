"""A round asks every owner once, takes their answers until it is closed, and waits for nobody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from yakuba.collecting import asking
from yakuba.collecting.models import Round, Target
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people.models import Post, Section
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


@pytest.fixture
def about():
    return asking.About("review:mihon:2026-11", "review", "11月の確認", clock.today() + timedelta(days=14), "mihon")


@pytest.fixture
def opened(cast, about):
    things = [("plan:1", cast.residents), ("plan:2", cast.residents), ("plan:3", cast.environment)]
    return asking.open_round(about, [asking.Asked(key, key, section) for key, section in things], by=cast.rie)


def test_everybody_asked_gets_one_letter_with_all_of_theirs(opened, cast):
    letters = {letter.to: letter.body for letter in Letter.objects.filter(kind="round_reminder")}
    assert set(letters) == {cast.rie.email, cast.taro.email}  # 環境課 has no head and nobody above it: whoever is there
    assert "plan:1" in letters[cast.rie.email]
    assert "plan:2" in letters[cast.rie.email]
    assert "plan:3" not in letters[cast.rie.email]


def test_a_window_is_opened_once(opened, cast, about):
    with pytest.raises(Refused, match="もう開いている"):
        asking.open_round(about, [asking.Asked("plan:1", "一", cast.residents)], by=cast.rie)
    asking.close_round(opened, by=cast.rie)
    with pytest.raises(Refused, match="前に開いた"):
        asking.open_round(about, [asking.Asked("plan:1", "一", cast.residents)], by=cast.rie)
    assert Round.objects.count() == 1


def test_the_database_refuses_a_second_open_round_of_a_kind(opened):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(
            key="another", kind="review", about="mihon", title="二つ目", opened_at=clock.now(), due_on=clock.today()
        )


def test_nothing_has_changed_is_an_answer_and_is_no_edit(opened, cast):
    target = Target.objects.get(thing="plan:1")
    asking.answer(target, "unchanged", by=cast.ken)
    assert opened.counts() == {"unchanged": 1, "waiting": 2}
    assert [line.verb for line in Line.objects.about("plan:1")] == ["answered_round"]


def test_another_section_cannot_answer(opened, cast):
    with pytest.raises(Refused, match="ほかの課"):
        asking.answer(Target.objects.get(thing="plan:1"), "unchanged", by=cast.taro)
    assert not Target.objects.get(thing="plan:1").answer


def test_who_is_late_is_reminded_once_a_day_and_who_has_answered_is_not(opened, cast):
    asking.answer(Target.objects.get(thing="plan:3"), "unchanged", by=cast.taro)
    assert asking.remind(opened, by=cast.rie) == 0  # they were written to today
    with clock.at(clock.now() + timedelta(days=3)):
        assert asking.remind(opened, by=cast.rie) == 1
        assert asking.remind(opened, by=cast.rie) == 0
    assert Letter.objects.filter(to=cast.rie.email).count() == 2
    assert Letter.objects.filter(to=cast.taro.email).count() == 1


def test_closing_waits_for_nobody_and_nothing_is_taken_afterwards(opened, cast):
    asking.close_round(opened, by=cast.rie)
    with pytest.raises(Refused, match="終わって"):
        asking.answer(Target.objects.get(thing="plan:1"), "unchanged", by=cast.ken)
    with pytest.raises(Refused, match="終わって"):
        asking.close_round(opened, by=cast.rie)
    assert Line.objects.get(verb="closed_round").facts == {"waiting": 3}


def test_a_section_abolished_since_is_asked_through_its_successor(cast, about):
    heir = Section.objects.create(code="heir", name="みどり課", valid_from=date(2020, 4, 1))
    cast.environment.valid_until, cast.environment.successor = clock.today(), heir
    cast.environment.save()
    opened = asking.open_round(about, [asking.Asked("plan:3", "三", cast.environment)], by=cast.rie)
    assert opened.targets.get().section == heir


def test_a_section_abolished_while_the_round_is_open_is_answered_by_its_successor(opened, cast):
    cast.environment.valid_until, cast.environment.successor = clock.today(), cast.residents
    cast.environment.save()
    cast.rie.forget_posts()
    asking.answer(Target.objects.get(thing="plan:3"), "unchanged", by=cast.rie)
    assert Target.objects.get(thing="plan:3").answered_by == "市民課 課長"


def test_a_post_is_asked_whoever_holds_it(cast, about):
    post = Post.objects.get(section=cast.residents, rank="head")
    asking.open_round(about, [asking.Asked("x:1", "一", cast.residents, post=post)], by=cast.rie)
    target = Target.objects.get()
    assert target.may_answer(cast.rie)
    assert not target.may_answer(cast.ken)


def test_what_was_done_anyway_counts_as_the_answer(opened, cast):
    assert asking.answer_of_themselves("mihon", "review", ["plan:1", "plan:9"], "changed", by=cast.ken) == 1
    assert asking.answer_of_themselves("kuji", "review", ["plan:2"], "changed", by=cast.ken) == 0
    assert opened.counts() == {"changed": 1, "waiting": 2}


def test_the_worker_reminds_three_days_before_the_day_and_only_then(opened, cast):
    asking.answer(Target.objects.get(thing="plan:3"), "unchanged", by=cast.taro)
    for before, letters in ((4, 0), (3, 1), (2, 0)):
        with clock.at(clock.now() + timedelta(days=14 - before)):
            assert asking.remind_due(by=cast.rie) == letters
    asking.close_round(opened, by=cast.rie)
