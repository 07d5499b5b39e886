"""The register keeps everything: entered once, revised by who read the newest, struck out and never deleted."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from yakuba.ledger.models import Line
from yakuba.people.models import Section
from yakuba.systems import piloting, registering
from yakuba.systems.asking import Stale, Wrong
from yakuba.systems.keeping import INT64, MOST_YEN, total
from yakuba.systems.models import Budget, Contract, Effect, Pilot, Purchase, Scenario, System
from yakuba.systems.renewals import State
from yakuba.systems.standing import in_use, standing, works
from yakuba.systems.tests.samples import (
    CONTRACT,
    KEEPER,
    contract_of,
    effect_of,
    purchase_of,
    scenario_of,
    system_of,
)
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together


@pytest.fixture
def system(cast):
    return system_of(cast.residents)


def said(system):
    """The facts of the newest line."""
    return list(Line.objects.about(system.ledger_key))[-1].facts


def whole(system):
    return System.objects.whole().get(pk=system.pk)


def test_a_system_is_entered_with_its_line(system, cast):
    assert (system.functions, system.migration_months, system.section) == (
        ["申請フォーム", "電子申請"],
        6,
        cast.residents,
    )
    [line] = Line.objects.about("system:forms")
    assert (line.verb, line.facts["product"]) == ("registered_system", "LoGoフォーム")
    assert standing(whole(system), clock.today()).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"code": ""}, "code"),
        ({"code": "符号"}, "code"),
        ({"code": "forms"}, "code"),
        ({"code": "a" * 51}, "code"),
        ({"name": " "}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "あ" * 101}, "name"),
        ({"functions": "、"}, "functions"),
        ({"functions": "、".join(map(str, range(13)))}, "functions"),
        ({"functions": "あ" * 31}, "functions"),
        ({"standard_work": "nothing", "fitgap": "plan"}, "standard_work"),
        ({"standard_work": "resident-register"}, "fitgap"),
        ({"fitgap": "plan"}, "standard_work"),
        ({"migration_months": "121"}, "migration_months"),
        ({"procurement_months": "-1"}, "procurement_months"),
        ({"withheld": "whim"}, "withheld"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "9999-12-31"}, "valid_from"),
    ],
)
def test_what_cannot_stand_is_named_by_its_box(system, cast, typed, box):
    with pytest.raises(Wrong) as wrong:
        system_of(cast.residents, **({"code": "other"} | typed))
    assert box in wrong.value.boxes
    assert System.objects.count() == 1


def test_everything_wrong_is_told_at_once(cast):
    with pytest.raises(Wrong) as wrong:
        system_of(cast.residents, code="Ｘ", name="", functions="", migration_months="x")
    assert set(wrong.value.boxes) == {"code", "name", "functions", "migration_months"}


@pytest.mark.django_db(transaction=True)
def test_one_code_entered_by_eight_at_once_is_one_system():
    section = Section.objects.create(code="dx", name="DX推進課", valid_from=date(2020, 4, 1))

    def enter(_number):
        try:
            return system_of(section).pk
        except Wrong as wrong:
            return list(wrong.boxes)

    found = together(8, enter)
    assert [one for one in found if one != ["code"]] == [System.objects.get().pk]
    assert Line.objects.about("system:forms").count() == 1


def test_who_read_an_older_page_overwrites_nothing(system):
    registering.revise_system(system, {"product": "別の品"}, seen=1, by=KEEPER)
    with pytest.raises(Stale):
        registering.revise_system(system, {"product": "また別の品"}, seen=1, by=KEEPER)
    system.refresh_from_db()
    assert (system.product, system.vendor, system.revision) == ("別の品", "株式会社みほんシステム", 2)
    with pytest.raises(Refused):
        registering.revise_system(system, {"product": "別の品"}, seen=2, by=KEEPER)


def test_a_system_moves_to_another_section(system, cast):
    registering.revise_system(system, {}, seen=1, section=cast.environment, by=KEEPER)
    assert said(system) == {"section": "environment"}


def test_a_system_is_given_up_for_another(system, cast):
    other = system_of(cast.residents, code="new-forms")
    for on, code in (("", ""), ("2022-04-01", ""), ("2027-04-01", "forms"), ("2027-04-01", "none")):
        with pytest.raises(Wrong):
            registering.retire_system(system, {"on": on, "replaced_by": code}, by=KEEPER)
    registering.retire_system(system, {"on": "2027-04-01", "replaced_by": "new-forms"}, by=KEEPER)
    with pytest.raises(Wrong):
        registering.retire_system(system, {"on": "2028-04-01"}, by=KEEPER)
    assert {one.system for one in in_use(date(2027, 3, 31))} == {system, other}
    assert {one.system for one in in_use(date(2027, 4, 1))} == {other}


def test_contracts_give_the_day_of_the_decision(system):
    contract_of(system)
    found = standing(whole(system), date(2026, 11, 26))
    assert found.renewal
    assert (found.renewal.decide_on, found.state, found.yearly_yen) == (date(2026, 10, 31), State.PASSED, 1_200_000)
    assert standing(whole(system), date(2026, 10, 31)).state == State.NEXT
    assert standing(whole(system), date(2025, 10, 31)).state == State.EASY
    assert standing(whole(system), date(2028, 4, 1)).yearly_yen == 0


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"what": ""}, "what"),
        ({"vendor": ""}, "vendor"),
        ({"begins_on": ""}, "begins_on"),
        ({"ends_on": "2022-03-31"}, "ends_on"),
        ({"ends_on": "いつか"}, "ends_on"),
        ({"yearly_yen": ""}, "yearly_yen"),
        ({"yearly_yen": "-1"}, "yearly_yen"),
        ({"yearly_yen": "1.5"}, "yearly_yen"),
        ({"yearly_yen": str(MOST_YEN + 1)}, "yearly_yen"),
        ({"yearly_yen": "9" * 400}, "yearly_yen"),
    ],
)
def test_a_contract_that_cannot_stand_is_named_by_its_box(system, typed, box):
    with pytest.raises(Wrong) as wrong:
        contract_of(system, **typed)
    assert list(wrong.value.boxes) == [box]


def test_a_contract_struck_out_counts_no_more_and_stays(system):
    made = contract_of(system, ends_on="")
    with pytest.raises(Wrong):
        registering.strike_out(made, {"why": " "}, by=KEEPER)
    registering.strike_out(made, {"why": "金額の写し間違い"}, by=KEEPER)
    with pytest.raises(Refused):
        registering.strike_out(made, {"why": "もう一度"}, by=KEEPER)
    assert standing(whole(system), clock.today()).yearly_yen == 0
    assert (Contract.objects.count(), Contract.objects.standing().count()) == (1, 0)
    assert said(system)["why"] == "金額の写し間違い"


def test_a_budget_line_is_one_and_grows(system):
    def sums():
        return [(one.requested_yen, one.approved_yen, one.spent_yen) for one in Budget.objects.standing()]

    typed = {"fiscal_year": "2027", "what": "更新の委託料", "requested_yen": "５，０００，０００円"}
    registering.plan_budget(system, typed, by=KEEPER)
    made = registering.plan_budget(system, typed | {"approved_yen": "4500000"}, by=KEEPER)
    assert sums() == [(5_000_000, 4_500_000, None)]
    registering.strike_out(made, {"why": "別の課の予算"}, by=KEEPER)
    registering.plan_budget(system, typed, by=KEEPER)
    assert (Budget.objects.count(), sums()) == (2, [(5_000_000, None, None)])


@pytest.mark.django_db(transaction=True)
def test_one_heading_written_by_eight_at_once_is_one_line():
    system = system_of(Section.objects.create(code="dx", name="DX推進課", valid_from=date(2020, 4, 1)))

    def write(number):
        typed = {"fiscal_year": "2027", "what": "更新", "requested_yen": str(number)}
        return registering.plan_budget(system, typed, by=KEEPER).pk

    assert len(set(together(8, write))) == 1
    assert Line.objects.about("system:forms").filter(verb="planned_budget").count() == 8


@pytest.mark.parametrize(
    "typed", [{"fiscal_year": "1999"}, {"fiscal_year": "２０２７年"}, {"what": ""}, {"requested_yen": ""}]
)
def test_a_budget_that_cannot_stand_is_refused(system, typed):
    with pytest.raises(Wrong):
        registering.plan_budget(
            system, {"fiscal_year": "2027", "what": "更新", "requested_yen": "1"} | typed, by=KEEPER
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"yearly_yen": -1},
        {"yearly_yen": MOST_YEN + 1},
        {"ends_on": date(2020, 1, 1)},
        {"what": ""},
        {"struck_why": "理由だけ"},
        {"struck_at": clock.now},
    ],
)
def test_the_database_refuses_what_no_contract_may_be(system, wrong):
    made = contract_of(system)
    given = {name: value() if callable(value) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=made.pk).update(**given)


@pytest.mark.parametrize(
    "wrong", [{"fitgap": "plan"}, {"standard_work": "family-register"}, {"name": ""}, {"withheld": "x"}]
)
def test_the_database_refuses_what_no_system_may_be(system, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        System.objects.filter(pk=system.pk).update(**wrong)


def test_nine_million_of_the_dearest_still_fit_in_64_bits():
    assert total([MOST_YEN] * 9) * 1_000_000 <= INT64
    with pytest.raises(OverflowError):
        total([INT64, 1])


def test_the_works_of_the_law_are_counted_by_their_least_advanced_system(cast):
    for code, fitgap in (("one", "running"), ("two", "fitgap")):
        system_of(cast.residents, code=code, standard_work="resident-register", fitgap=fitgap)
    found = works(in_use(clock.today()))
    assert len(found) == 20
    assert [(one.fitgap, one.word, len(one.found)) for one in found[:2]] == [
        ("fitgap", "Fit&Gap", 2),
        ("", "システムが登録されていない", 0),
    ]


@pytest.mark.parametrize("model", [System, Contract, Budget, Scenario, Purchase, Effect, Pilot])
def test_the_database_lets_nothing_be_deleted(system, cast, model):
    contract_of(system)
    registering.plan_budget(system, {"fiscal_year": "2027", "what": "更新", "requested_yen": "1"}, by=KEEPER)
    effect_of(system)
    scenario_of(cast.residents, system)
    purchase_of(cast.residents)
    days = {"begins_on": "2026-12-01", "ends_on": "2027-01-01"}
    piloting.start_pilot({"title": "試し", "question": "何か", **days}, section=cast.residents, by=KEEPER)
    row = model.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk])
    assert model.objects.filter(pk=row.pk).exists()


def test_the_first_day_of_use_is_put_right(system):
    registering.revise_system(system, {"valid_from": "2021-04-01"}, seen=1, by=KEEPER)
    assert said(system) == {"valid_from": "2021-04-01"}
    registering.retire_system(system, {"on": "2027-04-01"}, by=KEEPER)
    with pytest.raises(Wrong):
        registering.revise_system(system, {"valid_from": "2027-04-01"}, seen=3, by=KEEPER)


def test_this_room_deletes_nothing():
    calls = [
        node.func.attr
        for path in Path(registering.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert "create" in calls
    assert "delete" not in calls


def test_a_box_may_hold_what_nobody_expects(system):
    for odd in (None, 5, ["a"], {"b": 1}, "\ud800"):
        with pytest.raises(Wrong):
            registering.sign_contract(
                system, CONTRACT | {"begins_on": odd, "vendor": odd, "yearly_yen": odd}, by=KEEPER
            )
