"""A route from the table: complete on every day, nobody twice, nobody on their own; and every act along it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import LONG_AGO, Cast, assemble
from yakuba.cases import correcting, deciding, enforcing, filing, routing
from yakuba.cases.models import Case, Decision, RouteLine, RouteTable, Stop
from yakuba.cases.refused import Refused
from yakuba.cases.routes import Matter, propose
from yakuba.cases.tests.samples import declare
from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User
from yakuba.people.standing_in import Hall
from yakuba.procedures import routes
from yakuba.procedures.models import Version
from yakuba.toolbox import clock

DAY = date(2026, 11, 24)
HEAD = """\
title: 支出の起案
applicant: staff
lands_at: drafter
sign_in: required
section: residents
basis: 見本規程 第1条
retention_years: 5
measures: {paper_minutes: 10, paper_visits: 0}
pages:
  - title: 内容
    fields:
      - {name: subject, kind: text}
      - {name: yen, kind: money}
      - {name: from_day, kind: date, required: false}
steps: [{decide: {route: expenditure, amount: yen, effective: from_day}}, {enforce: {series: 見}}]
"""


class Town:
    """The cast in a whole hall: a lead, a finance section, a director over all of them, a mayor."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.department = self.section("department", "市民部")
        self.finance = self.section("finance", "財政課", self.department)
        self.general = self.section("general-affairs", "総務課", self.department)
        Section.objects.filter(code__in=["residents", "environment"]).update(parent=self.department)
        hall = self.section("city-hall", "市")
        self.lead = self.appoint("lead", cast.residents, "lead")
        self.money = self.appoint("money", self.finance, "head")
        self.rules = self.appoint("rules", self.general, "head")
        self.director = self.appoint("director", self.department, "director")
        self.vice = self.appoint("vice", hall, "vice-mayor")
        self.mayor = self.appoint("mayor", hall, "mayor")
        self.table = RouteTable.objects.create(code="expenditure", title="支出")
        for line in (
            {"order": 1, "act": "circulate", "rank": "lead"},
            {"order": 3, "act": "decide", "rank": "head", "amount_below": 100},
            {"order": 2, "act": "circulate", "rank": "head", "amount_from": 100},
            {"order": 4, "act": "concur", "rank": "head", "section": self.finance, "amount_from": 100},
            {"order": 4, "act": "concur", "rank": "head", "section": self.general, "amount_from": 100},
            {"order": 4, "act": "concur", "rank": "clerk", "section": cast.environment, "amount_from": 100},
            {"order": 6, "act": "decide", "rank": "director", "amount_from": 100},
            {"order": 7, "act": "read", "rank": "mayor", "section": hall, "amount_from": 100},
        ):
            RouteLine.objects.create(table=self.table, valid_from=LONG_AGO, **line)

    def section(self, code: str, name: str, parent: Section | None = None) -> Section:
        return Section.objects.create(code=code, name=name, parent=parent, valid_from=LONG_AGO)

    def appoint(self, name: str, section: Section, rank: str) -> User:
        user = User.objects.create_user(f"{name}@mihon.example", name=name)
        title = Post.Rank(rank).label
        post = Post.objects.create(section=section, title=title, rank=rank, valid_from=LONG_AGO)
        Holding.objects.create(user=user, post=post, valid_from=LONG_AGO)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        return user

    def drafts(self, version: Version, yen: int = 500, **answers: str) -> Case:
        given = {"subject": "机", "yen": yen, **answers}
        application = filing.Application(version, given, f"{Case.objects.count()}", self.cast.ken)
        return filing.file(application, by=self.cast.ken).case


@pytest.fixture
def town(cast: Cast) -> Town:
    return Town(cast)


@pytest.fixture
def version(db: None) -> Version:
    return declare("", slug="spending", head=HEAD)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def decision(case: Case) -> Decision:
    return now(case).decisions.latest("pk")


def whose(case: Case) -> list[str]:
    """Whose turn it is, by their names."""
    return sorted(one.user.name for turn in now(case).turns for one in turn.standings)


def agreed(case: Case, *users: User) -> Case:
    for user in users:
        case = routing.agree(now(case), by=user)
    return case


def test_a_small_amount_ends_at_the_head_and_a_large_one_goes_all_the_way(town: Town, version: Version) -> None:
    cast = town.cast
    small = town.drafts(version, 99)
    assert whose(small) == ["lead"]
    agreed(small, town.lead)
    assert deciding.decide(now(small), by=cast.rie).waits_for == "enforce"

    large = town.drafts(version, 100)
    agreed(large, town.lead, cast.rie)
    # 合議 side by side: every one of the three counts, in whichever order they come.
    assert whose(large) == ["money", "rules", cast.taro.name]
    agreed(large, cast.taro, town.money)
    with pytest.raises(Refused, match="番"):
        deciding.decide(now(large), by=town.director)
    agreed(large, town.rules)
    decided = deciding.decide(now(large), by=town.director)
    assert decision(decided).digest == routing.content_digest(decided)
    enforced = enforcing.enforce(decided, by=cast.ken)
    assert enforced.outcome == "granted"
    assert enforced.enforcement.number == f"見第{decision(large).decided_at.year}-0001号"
    year = clock.today().year + (clock.today().month >= 4)
    assert enforced.enforcement.discard_on == date(year + 5, 3, 31)
    # Afterwards the mayor is shown it; what is said later stands beside it.
    routing.read(enforced.stops.get(act="read"), by=town.mayor)
    enforcing.append(enforced, by=cast.ken, text="納品は12月です。")
    assert decision(large).digest == routing.content_digest(now(large))
    verbs = set(oracle_verbs(large))
    assert {"filed", "agreed", "decided", "enforced", "read", "appended"} <= verbs


def oracle_verbs(case: Case) -> list[str]:
    from yakuba.ledger.models import Line

    return list(Line.objects.about(case.ledger_key).values_list("verb", flat=True))


def test_a_director_is_found_in_the_department_over_the_section(town: Town, version: Version) -> None:
    RouteLine.objects.create(table=town.table, order=5, act="circulate", rank="director", valid_from=LONG_AGO)
    RouteLine.objects.filter(order=6).update(rank="vice-mayor")
    case = town.drafts(version)
    assert [str(stop.post.rank) for stop in case.stops.exclude(act="concur")][:4] == [
        "lead",
        "head",
        "director",
        "vice-mayor",
    ]


def test_where_any_one_is_enough_nobody_waits_for_the_first(town: Town, version: Version) -> None:
    RouteLine.objects.filter(order=4).update(any_one=True)
    case = town.drafts(version)
    agreed(case, town.lead, town.cast.rie, town.rules)
    assert whose(case) == ["director"]


def test_nobody_acts_twice_nor_on_their_own(town: Town, version: Version) -> None:
    case = town.drafts(version)
    with pytest.raises(Refused, match="自分で"):
        routing.agree(now(case), by=town.cast.ken)
    agreed(case, town.lead)
    # Promoted in the middle: who has seen it as lead does not see it again as head; a senior does.
    head = Holding.objects.get(user=town.cast.rie)
    Holding.objects.filter(pk=head.pk).update(user=town.lead)
    assert whose(case) == ["director"]
    stop = case.stops.get(act="decide")
    with pytest.raises(IntegrityError):
        Stop.objects.filter(pk=stop.pk).update(actor=town.lead)


def test_a_deputy_acts_only_while_the_holder_is_away_who_looks_at_it_afterwards(town: Town, version: Version) -> None:
    cast, case = town.cast, town.drafts(version, 50)
    posts = {one.user_id: one.post for one in Holding.objects.select_related("post")}
    Deputy.objects.create(post=posts[cast.rie.pk], deputy=posts[town.money.pk], valid_from=LONG_AGO)
    agreed(case, town.lead)
    with pytest.raises(Refused):
        deciding.decide(now(case), by=town.money)
    Absence.objects.create(user=cast.rie, valid_from=clock.today(), valid_until=clock.today() + timedelta(days=1))
    cast.rie.forget_posts()
    assert list(Case.objects.for_the_hands_of(town.money)) == [case]
    stop = deciding.decide(now(case), by=town.money).stops.get(act="decide")
    assert (stop.how, stop.needs_look) == ("deputy", True)
    with pytest.raises(Refused):
        routing.look_back(stop, by=town.money)
    with clock.at(clock.now() + timedelta(days=2)):
        assert case in Case.objects.for_the_hands_of(cast.rie)
        assert routing.look_back(stop, by=cast.rie).looked_at
        assert case not in Case.objects.for_the_hands_of(cast.rie)


def test_a_senior_pulls_it_up_but_never_past_another_section(town: Town, version: Version) -> None:
    case = town.drafts(version)
    with pytest.raises(Refused, match="合議"):
        routing.pull_up(now(case), by=town.director, reason="急ぎのため")
    pulled = routing.pull_up(now(case), by=town.cast.rie, reason="急ぎのため")
    assert whose(pulled) == [town.cast.rie.name]
    assert pulled.stops.get(order=1).needs_look
    agreed(case, town.cast.rie)
    assert routing.look_back(pulled.stops.get(order=1), by=town.lead).looked_at


def test_sent_down_with_advice_to_an_earlier_post_or_to_the_drafter(town: Town, version: Version) -> None:
    cast, case = town.cast, town.drafts(version)
    agreed(case, town.lead, cast.rie)
    with pytest.raises(Refused, match="助言"):
        routing.send_down(now(case), by=town.money, advice=" ")
    routing.send_down(now(case), by=town.money, advice="予算科目を確かめてください。", to=case.stops.get(order=2))
    assert whose(case) == [cast.rie.name]
    routing.send_down(now(case), by=cast.rie, advice="金額を直してください。")
    assert now(case).waits_for == "applicant"
    correcting.answer(
        now(case), by=cast.ken, typed={"subject": ["机"], "yen": ["50"], **{f"from_day.{p}": [""] for p in "ymd"}}
    )
    # Cheaper now: the route is laid anew, by the table.
    assert [stop.act for stop in now(case).stops.all()] == ["circulate", "decide"]
    agreed(case, town.lead)
    assert deciding.decide(now(case), by=cast.rie).waits_for == "enforce"


def test_a_route_is_lengthened_and_never_shortened(town: Town, version: Version) -> None:
    case = town.drafts(version, 50)
    vice = Holding.objects.get(user=town.vice).post
    routing.lengthen(now(case), by=town.cast.ken, post=vice)
    agreed(case, town.lead)
    assert whose(case) == ["vice"]
    with pytest.raises(Refused, match="もう"):
        routing.lengthen(now(case), by=town.vice, post=vice)
    with pytest.raises(Refused):
        routing.lengthen(now(case), by=town.cast.taro, post=Holding.objects.get(user=town.mayor).post)
    agreed(case, town.vice)
    assert whose(case) == [town.cast.rie.name]


def test_scrapped_or_withdrawn_nobody_decides_on_it_any_more(town: Town, version: Version) -> None:
    scrapped, withdrawn = town.drafts(version, 50), town.drafts(version, 50)
    assert routing.scrap(now(scrapped), by=town.lead, reason="不要になった").outcome == "scrapped"
    deciding.withdraw(now(withdrawn), by=town.cast.ken)
    for case in (scrapped, withdrawn):
        with pytest.raises(Refused):
            routing.agree(now(case), by=town.lead)


def test_another_effective_day_needs_its_reason(town: Town, version: Version) -> None:
    case = town.drafts(version, 50, from_day="2026-04-01")
    agreed(case, town.lead)
    with pytest.raises(Refused, match="効力日"):
        deciding.decide(now(case), by=town.cast.rie)
    made = decision(deciding.decide(now(case), by=town.cast.rie, why="年度当初にさかのぼるため"))
    assert (made.effective_on, made.why_another_day) == (date(2026, 4, 1), "年度当初にさかのぼるため")


def test_a_table_without_a_decider_or_with_two_is_told(town: Town) -> None:
    lines = list(RouteLine.objects.all())
    assert routes.faults(lines) == []
    [gap] = routes.faults([line for line in lines if line.rank != "director"])
    assert "100円以上を決裁する職がありません" in gap
    ends = lines[1].valid_until = date(2027, 4, 1)
    assert any(f"{ends}から" in fault for fault in routes.faults(lines))
    twice = [*lines, RouteLine(order=9, act="decide", rank="mayor", valid_from=DAY)]
    assert any("二つ以上" in fault for fault in routes.faults(twice))
    late = [*lines, RouteLine(order=9, act="concur", rank="head", valid_from=DAY)]
    assert any("決裁のあと" in fault for fault in routes.faults(late))


class EveryDay(TestCase):
    """Three years with transfers and absences: every draft finds somebody at every stop, on every day."""

    def setUp(self) -> None:
        self.town = Town(assemble())
        self.staff = [self.town.cast.ken, self.town.cast.rie, self.town.cast.taro, self.town.lead, self.town.money]
        self.staff += [self.town.rules, self.town.director, self.town.vice, self.town.mayor]

    @settings(max_examples=12, deadline=None)
    @given(st.data())
    def test_every_draft_finds_a_complete_route_on_every_day(self, data: st.DataObject) -> None:
        begin = date(2026, 4, 1)
        held = {one.user_id: one for one in Holding.objects.filter(user__in=self.staff)}
        days = st.integers(0, 1095).map(lambda days: begin + timedelta(days=days))
        for user in data.draw(st.sets(st.sampled_from(self.staff[:6]), max_size=4)):
            # A transfer: the post is empty, or somebody else's too, from that day on.
            moved, heir = data.draw(days), data.draw(st.sampled_from([None, *self.staff]))
            Holding.objects.filter(pk=held[user.pk].pk).update(valid_until=moved)
            if heir and heir != user:
                Holding.objects.create(user=heir, post=held[user.pk].post, valid_from=moved)
        for user in data.draw(st.sets(st.sampled_from(self.staff), max_size=3)):
            away = data.draw(days)
            Absence.objects.create(user=user, valid_from=away, valid_until=away + timedelta(days=400))
        for day in data.draw(st.lists(days, min_size=3, max_size=3)):
            drafter = data.draw(st.sampled_from(self.staff))
            self._walk(day, drafter, data.draw(st.sampled_from([50, 500])))

    def _walk(self, day: date, drafter: User, yen: int) -> None:
        with clock.at(datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Tokyo"))):
            hall = Hall(day)
            matter = Matter(self.town.cast.residents, "", yen, day, drafter.pk)
            stops = [one for one in propose("expenditure", matter, hall) if one.act != "read"]
        assert [one.act for one in stops].count("decide") == 1
        assert stops[-1].act == "decide"
        acted = {drafter.pk}
        for stop in stops:
            found = hall.who_may_act(stop.post, acted)
            # Only where the whole top of the hall is away or has acted already is there nobody left.
            top = {self.town.director, self.town.vice, self.town.mayor}
            there = [one for one in top if one.pk not in acted and not self._is_away(one, day)]
            assert found or not there
            if found:
                assert not {one.user.pk for one in found} & acted
                acted.add(found[0].user.pk)

    def _is_away(self, user: User, day: date) -> bool:
        holds = Holding.objects.filter(user=user).in_force_on(day).exists()
        return not holds or Absence.objects.filter(user=user).valid_on(day).exists()
