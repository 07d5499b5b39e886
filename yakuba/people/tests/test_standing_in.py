"""Who acts at a post: the holder, a deputy while they are away, else the next senior; through transfers and mergers."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import LONG_AGO, Cast, assemble
from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User
from yakuba.people.standing_in import Hall

DAY = date(2026, 11, 24)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def post_of(user: User) -> Post:
    return Holding.objects.get(user=user).post


def appointed(name: str, section: Section, rank: str, **when: date) -> tuple[User, Post]:
    user = User.objects.create_user(f"{name}@mihon.example", name=name)
    post = Post.objects.create(section=section, title=Post.Rank(rank).label, rank=rank, valid_from=LONG_AGO, **when)
    Holding.objects.create(user=user, post=post, valid_from=LONG_AGO)
    return user, post


def acting(post: Post, *without: User, day: date = DAY) -> list[tuple[User, str]]:
    return [(one.user, one.how) for one in Hall(day).who_may_act(post, {user.pk for user in without})]


def test_the_holder_acts_and_a_deputy_only_while_they_are_away(cast: Cast) -> None:
    head, clerk = post_of(cast.rie), post_of(cast.ken)
    Deputy.objects.create(post=head, deputy=clerk, valid_from=LONG_AGO)
    assert acting(head) == [(cast.rie, "own")]
    Absence.objects.create(user=cast.rie, valid_from=DAY, valid_until=NEXT)
    assert acting(head) == [(cast.ken, "deputy")]
    assert acting(head, day=NEXT) == [(cast.rie, "own")]
    assert Hall(DAY).posts_of(cast.ken) == {head.pk, clerk.pk}
    assert Hall(NEXT).posts_of(cast.ken) == {clerk.pk}


def test_a_circle_of_deputies_ends_at_the_senior(cast: Cast) -> None:
    department = Section.objects.create(code="welfare-department", name="福祉部", valid_from=LONG_AGO)
    Section.objects.filter(pk=cast.residents.pk).update(parent=department)
    director, _post = appointed("director", department, "director")
    head, clerk = post_of(cast.rie), post_of(cast.ken)
    Deputy.objects.create(post=head, deputy=clerk, valid_from=LONG_AGO)
    Deputy.objects.create(post=clerk, deputy=head, valid_from=LONG_AGO)
    for away in (cast.rie, cast.ken):
        Absence.objects.create(user=away, valid_from=DAY)
    assert acting(head) == [(director, "senior")]


def test_what_the_head_drafted_goes_to_a_senior_and_never_to_their_junior(cast: Cast) -> None:
    mayor, _post = appointed("mayor", Section.objects.create(code="hall", name="市", valid_from=LONG_AGO), "mayor")
    Deputy.objects.create(post=post_of(cast.rie), deputy=post_of(cast.ken), valid_from=LONG_AGO)
    assert acting(post_of(cast.rie), cast.rie) == [(mayor, "senior")]
    Absence.objects.create(user=cast.rie, valid_from=DAY)
    assert acting(post_of(cast.rie), cast.rie) == [(mayor, "senior")]


def test_an_abolished_section_hands_its_posts_to_its_successor(cast: Cast) -> None:
    Section.objects.filter(pk=cast.environment.pk).update(valid_until=NEXT, successor=cast.residents)
    clerk = post_of(cast.taro)
    assert acting(clerk) == [(cast.taro, "own")]
    assert acting(clerk, day=NEXT) == [(cast.ken, "own")]
    assert Hall(NEXT).in_charge(cast.environment) == cast.residents


def test_a_post_that_ended_goes_to_the_one_named_for_it(cast: Cast) -> None:
    old, new = post_of(cast.taro), post_of(cast.mio)
    Post.objects.filter(pk=old.pk).update(valid_until=NEXT, successor=new)
    assert acting(old, day=NEXT) == [(cast.mio, "own")]


def test_where_a_rank_is_missing_the_next_one_up_is_asked(cast: Cast) -> None:
    hall = Hall(DAY)
    assert hall.posts_at(cast.residents, "lead") == [post_of(cast.rie)]
    assert not hall.has_rank(cast.residents, "lead")


class Always(TestCase):
    """Whoever is away, excluded or gone: somebody acts, and never somebody who may not."""

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_somebody_who_may_always_acts(self, data: st.DataObject) -> None:
        cast = assemble()
        mayor, _post = appointed("mayor", Section.objects.create(code="hall", name="市", valid_from=LONG_AGO), "mayor")
        posts = list(Post.objects.order_by("pk"))
        for junior, senior in data.draw(st.lists(st.tuples(*[st.sampled_from(posts)] * 2), max_size=6)):
            if junior != senior:
                Deputy.objects.create(post=senior, deputy=junior, valid_from=LONG_AGO)
        staff = [cast.ken, cast.rie, cast.taro, cast.mio, cast.nao, mayor]
        away = data.draw(st.sets(st.sampled_from(staff), max_size=3))
        for user in away:
            Absence.objects.create(user=user, valid_from=DAY)
        excluded = data.draw(st.sets(st.sampled_from([one for one in staff if one not in away]), max_size=2))
        for post in posts:
            found = Hall(DAY).who_may_act(post, {user.pk for user in excluded})
            assert not {one.user for one in found} & (away | excluded)
            # Directors and above stand in for everybody.
            assert found or mayor in away | excluded
