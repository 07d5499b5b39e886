"""The plan keeps everything it ever said: first promises, changes with their reasons, who owns what now."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakuba.collecting.models import Round
from yakuba.ledger.models import Line
from yakuba.programme import items, reviewing, stating
from yakuba.programme.models import Change, Item, Promise
from yakuba.programme.tests.samples import KEEPER, PLAN, REASONS, bring, item_of
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together


@pytest.fixture
def item(cast):
    return item_of(cast.residents)


def test_an_item_begins_as_an_idea_with_the_next_number(item, cast):
    second = item_of(cast.environment, title="二つ目")
    assert [(one.number, one.state, one.year) for one in (item, second)] == [(1, "idea", None), (2, "idea", None)]
    assert [line.verb for line in Line.objects.about("plans:mihon")] == ["registered", "registered"]


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"title": ""}, "title"),
        ({"title": "あ" * 201}, "title"),
        ({"overview": " "}, "overview"),
        ({"overview": "あ" * 4001}, "overview"),
        ({"work": "\x00"}, "work"),
        ({"tier": "world"}, "tier"),
        ({"chapter": "99"}, "chapter"),
        ({"national": ["none"]}, "national"),
    ],
)
def test_what_cannot_stand_is_named_by_its_box(cast, typed, box):
    with pytest.raises(items.Wrong) as wrong:
        item_of(cast.residents, **typed)
    assert list(wrong.value.boxes) == [box]
    assert not Item.objects.exists()


@pytest.mark.parametrize(("profile", "kpi", "taken"), [("required", "", 0), ("none", "3割", 0), ("optional", "", 1)])
def test_whether_a_figure_is_aimed_at_is_the_city_s_choice(cast, monkeypatch, profile, kpi, taken):
    declared = items.plan(PLAN).model_copy(update={"kpi": profile})
    monkeypatch.setattr(items, "plan", lambda _slug: declared)
    if taken:
        item_of(cast.residents, kpi=kpi)
    else:
        with pytest.raises(items.Wrong):
            item_of(cast.residents, kpi=kpi)
    assert Item.objects.count() == taken


def test_who_read_an_older_page_overwrites_nothing(item):
    items.revise(item, {"work": "先に直した。"}, seen=1, by=KEEPER)
    with pytest.raises(items.Stale):
        items.revise(item, {"work": "後から直した。"}, seen=1, by=KEEPER)
    assert Item.objects.get().work == "先に直した。"


def test_what_was_said_before_stays_in_the_ledger(item):
    items.revise(item, {"work": "新しいことば。"}, seen=1, by=KEEPER)
    said = [line.facts.get("work") for line in Line.objects.about(item.ledger_key)]
    assert said == ["窓口の端末から、届をまとめて作ります。", "新しいことば。"]


def test_a_schedule_that_runs_backwards_is_refused(item):
    with pytest.raises(items.Wrong):
        items.revise(item, {}, seen=1, by=KEEPER, stages=[items.Line(2027, "戻る", until_year=2026)])
    items.revise(item, {}, seen=1, by=KEEPER, stages=[items.Line(2026, "調べる", quarter=2, until_quarter=4)])
    assert [(s.year, s.quarter, s.until_quarter) for s in item.stages.all()] == [(2026, 2, 4)]


def test_the_first_promise_stands_for_ever(item):
    items.promise(item, 2027, by=KEEPER)
    with pytest.raises(items.Wrong, match="理由"):
        items.promise(item, 2029, by=KEEPER)
    items.promise(item, 2029, why="標準化がのびた。", by=KEEPER)
    item = Item.objects.get()
    assert (item.first_year, item.year, item.slipped) == (2027, 2029, 2)
    for forbidden in (Promise.objects.all().delete, lambda: Promise.objects.update(year=2029)):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


def test_no_date_is_a_state_of_its_own_and_not_on_time(item):
    assert (item.first_year, item.year, item.slipped) == (None, None, 0)


@pytest.mark.parametrize(
    ("state", "missing"),
    [(state, name) for state, names in stating.DEMANDED.items() for name in names],
)
def test_each_reason_that_a_state_demands_must_be_given(item, state, missing):
    given_ = REASONS[state] | ({"next_on": clock.today()} if state == "held" else {})
    with pytest.raises(items.Wrong) as wrong:
        stating.move(item, state, stating.Reason(**(given_ | {missing: None})), seen=1, by=KEEPER)
    assert missing in wrong.value.boxes
    assert Item.objects.get().state == "idea"


def test_undecided_names_what_comes_next_a_condition_or_a_day(item):
    reason = stating.Reason(why="未定。", stands_at="協議中。")
    with pytest.raises(items.Wrong) as wrong:
        stating.move(item, "undecided", reason, seen=1, by=KEEPER)
    assert list(wrong.value.boxes) == ["condition"]
    later = clock.today() + timedelta(days=30)
    stating.move(
        item, "undecided", stating.Reason(why="未定。", stands_at="協議中。", next_on=later), seen=1, by=KEEPER
    )


@pytest.mark.parametrize("state", sorted(stating.DEMANDED))
def test_the_database_refuses_a_state_without_its_reasons(item, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(item=item, was="idea", state=state, changed_at=clock.now(), changed_by="x")


def test_dropped_is_no_end_and_coming_back_says_what_has_changed(item):
    bring(item, "dropped")
    with pytest.raises(items.Wrong):
        stating.move(item, "decided", stating.Reason(), seen=item.revision, by=KEEPER)
    bring(item, "decided", why="県の補助が決まった。")
    assert [line.verb for line in Line.objects.about(item.ledger_key)][-1] == "resumed_item"
    assert [change.state for change in item.changes.all()] == ["idea", "dropped", "decided"]


@given(way=st.lists(st.sampled_from(sorted(stating.WAYS)), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_way_it_goes_each_state_was_allowed_and_has_its_reasons(cast, way):
    with transaction.atomic():
        item = item_of(cast.residents)
        for state in way:
            allowed = state in stating.WAYS[item.state]
            was = item.state
            try:
                bring(item, state, **({"why": "変わった。"} if stating.is_resumed(was, state) else {}))
            except Refused:
                assert not allowed
                item.refresh_from_db()
                assert item.state == was
            else:
                assert allowed
                assert item.state == state
        assert item.state == list(item.changes.all())[-1].state
        transaction.set_rollback(True)


def test_a_plan_of_another_city_cannot_be_changed(cast):
    with pytest.raises(Refused, match="よその市"):
        items.register("kuji", {}, section=cast.residents, by=KEEPER)


def test_what_is_withheld_says_of_which_class_it_is(item):
    items.withhold(item, "work", "procurement", by=KEEPER)
    assert Item.objects.get().withheld == {"work": "procurement"}
    with pytest.raises(items.Wrong):
        items.withhold(item, "title", "security", by=KEEPER)
    items.withhold(item, "work", "", public="公表用のことば。", by=KEEPER)
    kept = Item.objects.get()
    assert (kept.withheld, kept.public_words) == ({}, {"work": "公表用のことば。"})


def test_a_window_asks_about_every_open_item_and_nobody_s_silence_passes_for_a_yes(cast):
    mine, theirs = item_of(cast.residents), item_of(cast.environment, title="二つ目")
    ended = bring(bring(item_of(cast.residents, title="終わった"), "decided"), "running")
    bring(ended, "done")
    with clock.at(clock.now() + timedelta(days=1)):
        opened = reviewing.open_window(PLAN, by=cast.rie)
        assert {one.thing for one in opened.targets.all()} == {mine.ledger_key, theirs.ledger_key}
        items.confirm(mine, by=cast.ken)
        since = reviewing.asked_since(PLAN)
        states = [reviewing.confirmed(Item.objects.get(pk=one.pk), since) for one in (mine, theirs, ended)]
    assert [one.is_overdue for one in states] == [False, True, False]
    assert states[1].words.startswith("未確認（最終確認 令和")
    assert Item.objects.get(pk=mine.pk).revision == mine.revision  # attested, not edited
    assert opened.counts() == {"unchanged": 1, "waiting": 1}


def test_an_edit_in_an_open_window_is_an_answer_too(item, cast):
    opened = reviewing.open_window(PLAN, by=cast.rie)
    items.revise(item, {"work": "直した。"}, seen=1, by=cast.ken)
    assert opened.counts() == {"changed": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_registered_at_once_each_has_a_number_of_its_own(cast):
    made = together(8, lambda number: item_of(cast.residents, title=f"取組{number}").number)
    assert sorted(made) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_a_window_opened_by_eight_at_once_is_one(cast):
    item_of(cast.residents)

    def press(_number):
        try:
            return reviewing.open_window(PLAN, by=cast.rie).pk
        except Refused:
            return None

    pressed = together(8, press)
    assert len([one for one in pressed if one]) == Round.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_changed_by_eight_at_once_one_wins_and_the_others_are_told(cast):
    item = item_of(cast.residents)

    def press(number):
        try:
            return items.revise(item, {"work": f"{number}番"}, seen=1, by=KEEPER).work
        except items.Stale:
            return None

    won = [one for one in together(8, press) if one]
    assert won == [Item.objects.get().work]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_planted_without_the_lock_an_edit_is_lost(cast, monkeypatch):
    item = item_of(cast.residents)
    monkeypatch.setattr(items, "hold", lambda one: Item.objects.get(pk=one.pk))

    def press(number):
        try:
            return items.revise(item, {"work": f"{number}番"}, seen=1, by=KEEPER).work
        except Refused:
            return None

    assert len([one for one in together(8, press) if one]) > 1
