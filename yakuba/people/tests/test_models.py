"""People as rows: who holds what on which day, and who lives with whom."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from yakuba.people.models import Holding, Household, Post, Resident, Section, User
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db
SPRING = date(2026, 4, 1)


def on(day: date):
    return clock.at(datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")))


@pytest.fixture
def ken():
    return User.objects.create_user("Ken@Example.JP", name="見本 けん")


@pytest.fixture
def citizens():
    return Section.objects.create(code="citizens", name="市民課", valid_from=date(2000, 4, 1))


@pytest.fixture
def welfare():
    return Section.objects.create(code="welfare", name="福祉課", valid_from=date(2000, 4, 1))


def post(section, title="係員", rank=Post.Rank.CLERK, since=date(2000, 4, 1)):
    return Post.objects.create(section=section, title=title, rank=rank, valid_from=since)


def living_in(household, given, since=date(2020, 1, 1), until=None, **more):
    return Resident.objects.create(
        household=household,
        family_name="見本",
        given_name=given,
        family_kana="ミホン",
        given_kana="ハナ",
        birth_date=date(1990, 2, 28),
        relation="世帯主",
        postcode="0000000",
        prefecture="見本県",
        city="みほん市",
        town="中央一丁目",
        block="2番3号",
        valid_from=since,
        valid_until=until,
        **more,
    )


def test_a_transfer_changes_the_section_on_the_first_of_april(ken, citizens, welfare):
    Holding.objects.create(user=ken, post=post(citizens), valid_from=date(2020, 4, 1), valid_until=SPRING)
    Holding.objects.create(user=ken, post=post(welfare), valid_from=SPRING)
    with on(date(2026, 3, 31)):
        assert ken.sections_today == [citizens]
        assert ken.actor_post == "市民課 係員"
    with on(SPRING):
        assert ken.sections_today == [welfare]
        assert ken.actor_post == "福祉課 係員"


def test_the_day_before_the_first_day_nobody_holds_the_post(ken, citizens):
    Holding.objects.create(user=ken, post=post(citizens), valid_from=SPRING, valid_until=date(2026, 4, 2))
    for day, sections in ((date(2026, 3, 31), []), (SPRING, [citizens]), (date(2026, 4, 2), [])):
        with on(day):
            assert ken.sections_today == sections
            assert ken.is_staff_member == bool(sections)


def test_a_post_of_a_dissolved_section_gives_nothing_more(ken, citizens):
    Holding.objects.create(user=ken, post=post(citizens), valid_from=date(2020, 4, 1))
    citizens.valid_until = SPRING
    citizens.save(update_fields=["valid_until"])
    with on(date(2026, 3, 31)):
        assert ken.is_staff_member
    with on(SPRING):
        assert not ken.is_staff_member


def test_a_head_decides_for_the_own_section_only(ken, citizens, welfare):
    Holding.objects.create(user=ken, post=post(citizens, "課長", Post.Rank.HEAD), valid_from=SPRING)
    Holding.objects.create(user=ken, post=post(welfare), valid_from=SPRING)
    with on(SPRING):
        assert ken.heads(citizens)
        assert not ken.heads(welfare)
        assert ken.sections_today == [citizens, welfare]
        assert ken.actor_post == "市民課 課長"


def test_the_posts_of_a_person_are_read_once(ken, citizens, django_assert_num_queries):
    Holding.objects.create(user=ken, post=post(citizens), valid_from=date(2020, 4, 1))
    with django_assert_num_queries(1):
        assert ken.is_staff_member
        assert not ken.heads(citizens)
        assert ken.sections_today == [citizens]
        assert ken.actor_post == "市民課 係員"


def test_staff_and_resident_can_be_one_person(ken, citizens):
    Holding.objects.create(user=ken, post=post(citizens), valid_from=date(2020, 4, 1))
    at_home = living_in(Household.objects.create(number="1"), "けん", user=ken)
    assert ken.is_staff_member
    assert ken.resident == at_home


def test_somebody_without_a_post_is_no_staff_and_without_a_register_row_no_resident(ken):
    assert not ken.is_staff_member
    assert ken.sections_today == []
    assert ken.actor_post == ""
    assert ken.resident is None


def test_a_household_is_asked_for_a_day(ken):
    old, new = Household.objects.create(number="1"), Household.objects.create(number="2")
    parent = living_in(old, "はな")
    child_before = living_in(old, "じろう", until=SPRING)
    child_after = living_in(new, "じろう", since=SPRING)
    assert list(Resident.objects.household_of(parent, date(2026, 3, 31))) == [parent, child_before]
    assert list(Resident.objects.household_of(parent, SPRING)) == [parent]
    assert list(Resident.objects.household_of(child_after, SPRING)) == [child_after]


def test_moving_keeps_last_years_answer(ken):
    before = living_in(Household.objects.create(number="1"), "けん", until=SPRING, user=ken)
    after = living_in(Household.objects.create(number="2"), "けん", since=SPRING, user=ken)
    with on(date(2026, 3, 31)):
        assert ken.resident == before
    with on(SPRING):
        assert ken.resident == after


def test_a_resident_fills_in_person_and_address():
    hana = living_in(Household.objects.create(number="1"), "はな")
    assert hana.as_person() == {
        "family": "見本",
        "given": "はな",
        "family_kana": "ミホン",
        "given_kana": "ハナ",
        "birth_date": "1990-02-28",
    }
    assert hana.as_address() == {
        "postcode": "0000000",
        "prefecture": "見本県",
        "city": "みほん市",
        "town": "中央一丁目",
        "block": "2番3号",
        "building": "",
    }


@pytest.mark.parametrize("until", [SPRING, date(2026, 3, 31)])
def test_nothing_ends_before_it_begins(until):
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.create(code="citizens", name="市民課", valid_from=SPRING, valid_until=until)


def test_an_address_is_one_account_in_any_mixture_of_capitals(ken):
    assert ken.email == "ken@example.jp"
    assert User.objects.get_by_natural_key("KEN@example.jp") == ken
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("KEN@EXAMPLE.JP", name="別の人")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ken.pk).update(email="Ken@example.jp")


def test_a_rank_that_nobody_knows_is_refused(citizens):
    with pytest.raises(IntegrityError), transaction.atomic():
        post(citizens, "課長", "boss")


def test_postgresql_itself_refuses_a_post_held_twice_and_an_account_of_two_residents(ken, citizens, welfare):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no exclusion constraint; the move asks")
    clerk = post(citizens)
    Holding.objects.create(user=ken, post=clerk, valid_from=date(2020, 4, 1), valid_until=SPRING)
    Holding.objects.create(user=ken, post=clerk, valid_from=SPRING)
    Holding.objects.create(user=ken, post=post(welfare), valid_from=date(2020, 4, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(user=ken, post=clerk, valid_from=date(2026, 3, 31), valid_until=SPRING)
    household = Household.objects.create(number="1")
    living_in(household, "だれか")
    living_in(household, "べつのだれか")
    living_in(household, "けん", user=ken)
    with pytest.raises(IntegrityError), transaction.atomic():
        living_in(household, "はな", user=ken)


def test_at_home_with_an_account_is_who_shares_its_household_that_day(ken):
    home, before, elsewhere = (Household.objects.create(number=number) for number in ("1", "2", "3"))
    living_in(before, "けん", until=SPRING, user=ken)
    living_in(before, "元の家族")
    ken_now = living_in(home, "けん", since=SPRING, user=ken)
    child = living_in(home, "子", since=SPRING)
    living_in(home, "出た人", until=SPRING)
    living_in(elsewhere, "よその人")
    assert Resident.objects.at_home_with(ken, SPRING) == [ken_now, child]
    assert [one.given_name for one in Resident.objects.at_home_with(ken, date(2026, 3, 31))] == ["けん", "元の家族"]
    assert Resident.objects.at_home_with(ken, date(2019, 12, 31)) == []
