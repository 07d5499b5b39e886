"""A system as the tests of this room need it, invented."""

from typing import Any

from yakuba.ledger import Robot
from yakuba.people.models import Section
from yakuba.systems import measuring, registering, scenarios, wishing
from yakuba.systems.models import Contract, Effect, Purchase, Scenario, System

KEEPER = Robot("tests", "DX推進課 係員")
TYPED: dict[str, Any] = {
    "code": "forms",
    "name": "電子申請サービス",
    "functions": "申請フォーム、電子申請",
    "product": "LoGoフォーム",
    "vendor": "株式会社みほんシステム",
    "valid_from": "2022-04-01",
}
CONTRACT: dict[str, Any] = {
    "what": "利用料と保守",
    "vendor": "株式会社みほんシステム",
    "begins_on": "2022-04-01",
    "ends_on": "2028-03-31",
    "yearly_yen": "1,200,000",
}
SCENARIO: dict[str, Any] = {
    "name": "児童手当の入力",
    "kind": "rpa",
    "functions": "データ入力",
    "product": "みほんロボ",
    "valid_from": "2025-04-01",
}
PURCHASE: dict[str, Any] = {
    "title": "予約フォーム",
    "functions": "予約",
    "reason": "電話での予約が、月に200件ある。",
    "asked_others": "市民課と環境課にも聞いた。",
}
EFFECT: dict[str, Any] = {
    "measure": "1件あたりの職員の時間",
    "unit": "分",
    "less_is_better": "less",
    "method": "1週間の記録",
    "before_value": "25",
    "before_from": "2026-05-11",
    "before_until": "2026-05-17",
    "target_value": "10",
}


def system_of(section: Section, code: str = "forms", **typed: Any) -> System:
    return registering.register_system(TYPED | {"code": code} | typed, section=section, by=KEEPER)


def contract_of(system: System, **typed: Any) -> Contract:
    return registering.sign_contract(system, CONTRACT | typed, by=KEEPER)


def scenario_of(section: Section, *systems: System, **typed: Any) -> Scenario:
    return scenarios.add_scenario(SCENARIO | typed, systems, section=section, by=KEEPER)


def purchase_of(section: Section, **typed: Any) -> Purchase:
    return wishing.wish_purchase(PURCHASE | typed, section=section, by=KEEPER)


def effect_of(thing: System | Purchase, **typed: Any) -> Effect:
    return measuring.aim_effect(thing, EFFECT | typed, by=KEEPER)
