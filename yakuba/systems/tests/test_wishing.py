"""Wishes to buy, effects with a baseline, scenarios that break: nothing blocks, nothing is claimed without its base."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yakuba.ledger.models import Line
from yakuba.systems import measuring, registering, scenarios, wishing
from yakuba.systems.asking import Stale, Wrong
from yakuba.systems.investing import invested, years
from yakuba.systems.models import Effect, Purchase, Scenario
from yakuba.systems.publicly import public
from yakuba.systems.scenarios import breaks
from yakuba.systems.standing import ends, in_use, joint_for, things
from yakuba.systems.tests.samples import (
    KEEPER,
    PURCHASE,
    SCENARIO,
    contract_of,
    effect_of,
    purchase_of,
    scenario_of,
    system_of,
)
from yakuba.toolbox.refused import Refused

TODAY = date(2026, 11, 26)


@pytest.fixture
def system(cast):
    return system_of(cast.residents)


def test_no_wish_is_blocked_whatever_the_check_thinks(system, cast):
    made = purchase_of(
        cast.residents,
        product="ロゴホーム",
        functions="予約、受付、電子申請、統計、AI",
        reason="オールインワンで、本市仕様にカスタマイズする。",
        asked_others="",
        adds_channel="1",
    )
    assert (made.state, made.adds_channel, made.removes) == ("wished", True, "")
    assert [line.verb for line in Line.objects.about(f"purchase:{made.pk}")] == ["wished_purchase"]
    assert f"purchase:{made.pk}" in {one.key for one in things(in_use(TODAY), TODAY)}


@pytest.mark.parametrize("box", ["title", "functions", "reason"])
def test_a_wish_says_what_what_for_and_why(cast, box):
    with pytest.raises(Wrong) as wrong:
        purchase_of(cast.residents, **{box: ""})
    assert list(wrong.value.boxes) == [box]


def test_a_wish_is_revised_after_the_conversation_and_then_decided(cast):
    made = purchase_of(cast.residents)
    revised = wishing.revise_purchase(made, PURCHASE | {"removes": "電話の受付"}, seen=1, by=KEEPER)
    with pytest.raises(Stale):
        wishing.revise_purchase(made, PURCHASE | {"removes": "何も"}, seen=1, by=KEEPER)
    with pytest.raises(Refused):
        wishing.revise_purchase(made, PURCHASE | {"removes": "電話の受付"}, seen=2, by=KEEPER)
    with pytest.raises(Wrong):
        wishing.decide_purchase(revised, {"decision": ""}, by=KEEPER)
    wishing.decide_purchase(revised, {"decision": "2026-00012"}, by=KEEPER)
    for act in (wishing.decide_purchase, wishing.drop_purchase):
        with pytest.raises(Refused):
            act(revised, {"decision": "もう一度"}, by=KEEPER)
    verbs = [line.verb for line in Line.objects.about(made.ledger_key)]
    assert verbs == ["wished_purchase", "revised_purchase", "decided_purchase"]


def test_a_wish_that_was_dropped_is_compared_no_more(cast):
    made = purchase_of(cast.residents)
    wishing.drop_purchase(made, {"decision": "予約は電話で足りる"}, by=KEEPER)
    assert things(in_use(TODAY), TODAY) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.filter(pk=made.pk).update(decision="")


@pytest.mark.parametrize("box", ["measure", "unit", "method", "before_value", "before_from", "before_until"])
def test_no_effect_without_baseline_method_and_period(system, box):
    with pytest.raises(Wrong) as wrong:
        effect_of(system, **{box: ""})
    assert list(wrong.value.boxes) == [box]
    assert not Effect.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": ""},
        {"unit": ""},
        {"measure": ""},
        {"before_until": date(2026, 1, 1)},
        {"before_value": -1},
        {"after_value": 5},
        {"after_value": 5, "after_from": date(2026, 5, 17), "after_until": date(2026, 6, 1)},
        {"after_value": 5, "after_from": date(2026, 6, 2), "after_until": date(2026, 6, 1)},
        {"system": None},
    ],
)
def test_nor_does_the_database_keep_one(system, wrong):
    made = effect_of(system)
    with pytest.raises(IntegrityError), transaction.atomic():
        Effect.objects.filter(pk=made.pk).update(**wrong)


AFTER = {"after_value": "9", "after_from": "2026-10-05", "after_until": "2026-10-11"}


def test_an_effect_is_measured_again_later_and_the_same_way(system):
    made = effect_of(system)
    assert (made.change, made.is_better, made.is_reached) == (None, None, None)
    for typed in ({"after_value": ""}, {"after_from": "2026-05-17"}, {"after_until": "2026-10-01"}):
        with pytest.raises(Wrong):
            measuring.measure_effect(made, AFTER | typed, by=KEEPER)
    found = measuring.measure_effect(made, AFTER, by=KEEPER)
    assert (found.change, found.is_better, found.is_reached) == (-16, True, True)
    worse = measuring.measure_effect(made, AFTER | {"after_value": "30"}, by=KEEPER)
    assert (worse.is_better, worse.is_reached) == (False, False)
    verbs = [line.verb for line in Line.objects.about(system.ledger_key)]
    assert verbs == ["registered_system", "aimed_effect", "measured_effect", "measured_effect"]


def test_more_may_be_what_was_meant(system):
    made = effect_of(system, less_is_better="more", before_value="10", target_value="50")
    found = measuring.measure_effect(made, AFTER | {"after_value": "40"}, by=KEEPER)
    assert (found.is_better, found.is_reached) == (True, False)


def test_investment_stands_beside_effect_with_its_base(system, cast):
    silent = system_of(cast.environment, code="silent")
    for one, yen in ((system, "1000000"), (silent, "3000000")):
        contract_of(one, yearly_yen=yen)
    registering.plan_budget(
        system,
        {"fiscal_year": "2025", "what": "初期費用", "requested_yen": "9", "approved_yen": "8", "spent_yen": "7"},
        by=KEEPER,
    )
    registering.plan_budget(system, {"fiscal_year": "2026", "what": "改修", "requested_yen": "5"}, by=KEEPER)
    measuring.measure_effect(effect_of(system), AFTER, by=KEEPER)
    effect_of(purchase_of(cast.residents))
    found = invested(in_use(TODAY))
    assert [(row.standing.system.code, row.spent_yen, row.is_measured) for row in found.rows] == [
        ("silent", 0, False),
        ("forms", 7, True),
    ]
    assert (found.aimed.text(), found.measured.of, len(found.purchases)) == ("50.0%", 2, 1)
    sums = [tuple(vars(year).values()) for year in years(system.budgets.all())]
    assert sums == [(2025, 9, 8, 7), (2026, 5, None, None)]


def test_minutes_are_saved_against_a_baseline_or_not_at_all(system, cast):
    with pytest.raises(Wrong) as wrong:
        scenario_of(cast.residents, system, saved_minutes="300")
    assert set(wrong.value.boxes) == {"before_minutes", "before_method", "before_month"}
    whole = {"before_minutes": "400", "before_method": "1週間の記録を4倍", "before_month": "2026-05-01"}
    with pytest.raises(Wrong):
        scenario_of(cast.residents, system, saved_minutes="401", **whole)
    made = scenario_of(cast.residents, system, saved_minutes="300", **whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=made.pk).update(before_method="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=made.pk).update(before_minutes=299)


def test_a_scenario_leans_on_something_and_has_a_kind(system, cast):
    for systems, typed, box in (((), {}, "systems"), ((system,), {"kind": "magic"}, "kind")):
        with pytest.raises(Wrong) as wrong:
            scenario_of(cast.residents, *systems, **typed)
        assert list(wrong.value.boxes) == [box]


def test_scenarios_that_break_are_named_with_the_day_and_the_reason(cast):
    core = system_of(cast.residents, code="core", standard_work="child-allowance", fitgap="moving")
    contract_of(core, ends_on="2027-12-31")
    open_end = system_of(cast.residents, code="open", standard_work="schooling", fitgap="plan")
    done = system_of(cast.residents, code="done", standard_work="seal-register", fitgap="running")
    old = system_of(cast.residents, code="old")
    registering.retire_system(old, {"on": "2027-04-01", "replaced_by": "done"}, by=KEEPER)
    for number, one in enumerate((core, open_end, done, old)):
        scenario_of(cast.residents, one, name=f"手順{number}")
    scenario_of(cast.residents, done, core, name="手順4")
    kept = Scenario.objects.prefetch_related("systems__replaced_by")
    found = breaks(kept, ends(in_use(TODAY)))
    assert [(one.scenario.name, one.system.code, one.on) for one in found] == [
        ("手順3", "old", date(2027, 4, 1)),
        ("手順0", "core", date(2027, 12, 31)),
        ("手順4", "core", date(2027, 12, 31)),
        ("手順1", "open", None),
    ]
    assert "更新・移行" in found[1].because


def test_a_scenario_is_revised_and_ended(system, cast):
    made = scenario_of(cast.residents, system, valid_from="2025-04-01")
    with pytest.raises(Refused):
        scenarios.revise_scenario(made, SCENARIO, [system], by=KEEPER)
    other = system_of(cast.residents, code="other")
    scenarios.revise_scenario(made, {"product": "別のロボ"}, [system, other], by=KEEPER)
    assert {one.code for one in made.systems.all()} == {"forms", "other"}
    with pytest.raises(Wrong):
        scenarios.end_scenario(made, {"on": "2025-04-01"}, by=KEEPER)
    scenarios.end_scenario(made, {"on": "2026-04-01"}, by=KEEPER)
    with pytest.raises(Refused):
        scenarios.end_scenario(made, {"on": "2026-05-01"}, by=KEEPER)
    assert list(Scenario.objects.valid_on(TODAY)) == []


def test_a_scenario_that_runs_on_a_licence_is_no_second_one(cast):
    platform = system_of(cast.residents, code="rpa", product="みほんロボ", functions="自動操作")
    scenario_of(cast.residents, platform)
    scenario_of(cast.residents, system_of(cast.residents), name="別に買ったロボ")
    found = {one.name: one.product for one in things(in_use(TODAY), TODAY) if one.key.startswith("scenario:")}
    assert found == {"児童手当の入力": "", "別に買ったロボ": "みほんロボ"}


def test_joint_procurements_are_offered_until_they_close():
    assert [one.code for one in joint_for(["ﾃﾞﾝｼ申請", "電子申請"], TODAY)] == ["kyodo-denshi"]
    assert joint_for(["電子申請"], date(2027, 7, 1)) == []
    assert joint_for(["蔵書"], TODAY) == []


def test_the_public_reads_no_vendor_no_price_and_not_everything(system, cast):
    contract_of(system)
    system_of(cast.residents, code="wall", name="防御の壁", vendor="秘密株式会社", withheld="security")
    found = public(TODAY)
    assert [one.code for one in found.renewals] == ["forms"]
    assert (found.masked, list(found.withheld)) == (2, [("セキュリティ", 1)])
    told = repr(found)
    for secret in ("みほんシステム", "1200000", "秘密", "防御", "LoGo"):
        assert secret not in told


def test_who_may_edit_is_the_owner_and_the_section_of_the_programme(system, cast):
    assert system.may_edit(cast.ken)
    assert not system.may_edit(cast.taro)
    made = purchase_of(cast.environment)
    assert (made.may_edit(cast.taro), made.may_edit(cast.ken)) == (True, False)
