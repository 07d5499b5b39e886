"""RPA and AI-OCR scenarios: added, revised, ended; and which of them break when a system they lean on is replaced."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.systems.asking import Boxes, typed_over
from yakuba.systems.models import FitGap, Scenario, System
from yakuba.toolbox.refused import Refused

TEXTS = ("name", "kind", "product", "before_method", "before_minutes", "before_month", "saved_minutes")


@dataclass(frozen=True)
class Break:
    """A scenario that will no longer run: because of which system, why, and from when (None: nobody knows)."""

    scenario: Scenario
    system: System
    because: str
    on: date | None


@transaction.atomic
def add_scenario(typed: Mapping[str, Any], systems: Sequence[System], *, section: Section, by: Actor) -> Scenario:
    """シナリオを登録する, with the systems whose screens or files it uses. Raises Wrong."""
    boxes = Boxes(typed)
    since = boxes.day_or_today("valid_from")
    kept = _read(boxes, systems)
    scenario = Scenario.objects.create(section=section, valid_from=since, **kept)
    scenario.systems.set(systems)
    facts = _plain(kept) | {"section": section.code, "systems": sorted(one.code for one in systems)}
    ledger.write("added_scenario", scenario.ledger_key, by=by, facts=facts)
    return scenario


@transaction.atomic
def revise_scenario(scenario: Scenario, typed: Mapping[str, Any], systems: Sequence[System], *, by: Actor) -> Scenario:
    """シナリオを直す, such as after a baseline was measured. Raises Wrong, and Refused where nothing has changed."""
    scenario = Scenario.objects.select_for_update().get(pk=scenario.pk)
    stands = {name: getattr(scenario, name) for name in TEXTS} | {"functions": "、".join(scenario.functions)}
    kept = _read(Boxes(stands | typed_over(typed)), systems)
    changed = {name: value for name, value in kept.items() if getattr(scenario, name) != value}
    codes = sorted(one.code for one in systems)
    if not changed and codes == sorted(scenario.systems.values_list("code", flat=True)):
        raise Refused(_("どこも変わっていません。"))
    for name, value in changed.items():
        setattr(scenario, name, value)
    scenario.save()
    scenario.systems.set(systems)
    ledger.write("revised_scenario", scenario.ledger_key, by=by, facts=_plain(changed) | {"systems": codes})
    return scenario


@transaction.atomic
def end_scenario(scenario: Scenario, typed: Mapping[str, Any], *, by: Actor) -> Scenario:
    """使うのをやめる, from a day on. Raises Wrong, Refused."""
    scenario, boxes = Scenario.objects.select_for_update().get(pk=scenario.pk), Boxes(typed)
    on = boxes.day("on", must=_("やめる日を入力してください。"))
    if scenario.valid_until is not None:
        raise Refused(_("このシナリオは、もうやめています。"))
    if on is not None and on <= scenario.valid_from:
        boxes.wrong["on"] = _("使い始めた日より後の日にしてください。")
    boxes.done()
    scenario.valid_until = on
    scenario.save(update_fields=["valid_until"])
    ledger.write("ended_scenario", scenario.ledger_key, by=by, facts={"on": on.isoformat() if on else None})
    return scenario


def breaks(scenarios: Iterable[Scenario], ends: Mapping[int, date | None]) -> list[Break]:
    """Which scenarios stop working, by system; `ends` says by the system's pk when it stands without a contract.

    A standardised system changes its screens when it moves; one that is given up takes them along. The scenarios
    come with their systems read. The next to break first, then those whose day nobody knows.
    """
    found = [
        Break(scenario, system, because, on)
        for scenario in scenarios
        for system in scenario.systems.all()
        for because, on in _why(system, ends.get(system.pk))
    ]
    return sorted(found, key=lambda one: (one.on or date.max, one.scenario.pk, one.system.code))


def _why(system: System, end: date | None) -> list[tuple[str, date | None]]:
    if system.valid_until is not None:
        if system.replaced_by is not None:
            return [(_("「%(other)s」に置きかわるため") % {"other": system.replaced_by}, system.valid_until)]
        return [(_("使い終えるため"), system.valid_until)]
    if system.standard_work and system.fitgap != FitGap.RUNNING:
        return [(_("標準化で画面とファイルの形が変わるため（%(state)s）") % {"state": system.fitgap_word}, end)]
    return []


def _read(boxes: Boxes, systems: Sequence[System]) -> dict[str, Any]:
    kept = {
        "name": boxes.text("name", must=_("名前を入力してください。")),
        "kind": boxes.choice("kind", Scenario.Kind.values, must=_("種類を選んでください。")),
        "functions": boxes.words("functions"),
        "product": boxes.text("product"),
        "before_minutes": boxes.number("before_minutes", most=1_000_000),
        "before_method": boxes.text("before_method", longest=200),
        "before_month": boxes.day("before_month"),
        "saved_minutes": boxes.number("saved_minutes", most=1_000_000),
    }
    if not systems:
        boxes.wrong["systems"] = _("このシナリオが使うシステムを、一つは選んでください。")
    if kept["saved_minutes"] is not None:
        _needs_a_baseline(boxes, kept)
    boxes.done()
    return kept


def _needs_a_baseline(boxes: Boxes, kept: Mapping[str, Any]) -> None:
    """Nobody saves minutes of an unknown number."""
    missing = {
        "before_minutes": _("減った時間を書くには、始める前の1か月の分数が要ります。"),
        "before_method": _("始める前の時間を、どう測ったかを書いてください。例：1週間の記録を4倍"),
        "before_month": _("始める前の時間を、いつ測ったかを書いてください。"),
    }
    for name, sentence in missing.items():
        if kept[name] in (None, ""):
            boxes.wrong.setdefault(name, sentence)
    if kept["before_minutes"] is not None and kept["saved_minutes"] > kept["before_minutes"]:
        boxes.wrong.setdefault("saved_minutes", _("始める前の時間より多くは減らせません。"))


def _plain(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}
