"""Keeping the register: systems entered, revised, given up; contracts and budgets beside them. Nothing is deleted."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.systems.asking import Boxes, Stale, Wrong, typed_over
from yakuba.systems.declared import declared
from yakuba.systems.models import WITHHELD, Budget, Contract, Effect, FitGap, System
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_MONTHS = 120
TEXTS = (
    "name",
    "product",
    "vendor",
    "standard_work",
    "fitgap",
    "withheld",
    "migration_months",
    "procurement_months",
    "valid_from",
)


@transaction.atomic
def register_system(typed: Mapping[str, Any], *, section: Section, by: Actor) -> System:
    """システムを登録する. Raises Wrong."""
    boxes = Boxes(typed)
    code, kept = _code(boxes), _read(boxes)
    try:
        with transaction.atomic():
            system = System.objects.create(code=code, section=section, **kept)
    except IntegrityError as error:
        raise Wrong({"code": _("この符号のシステムは、もうあります（使い終えたものもふくみます）。")}) from error
    facts = _plain(kept) | {"section": section.code}
    ledger.write("registered_system", system.ledger_key, by=by, facts=facts)
    return system


@transaction.atomic
def revise_system(
    system: System, typed: Mapping[str, Any], *, seen: int, by: Actor, section: Section | None = None
) -> System:
    """登録を直す. What is not in `typed` stays. Raises Stale, Wrong, and Refused where nothing has changed."""
    system = hold(system)
    if system.revision != seen:
        raise Stale
    kept = _read(Boxes(_stands(system) | typed_over(typed)))
    if section is not None and section.pk != system.section_id:
        kept["section"] = section
    changed = {name: value for name, value in kept.items() if getattr(system, name) != value}
    if not changed:
        raise Refused(_("どこも変わっていません。"))
    for name, value in changed.items():
        setattr(system, name, value)
    if system.valid_until is not None and system.valid_until <= system.valid_from:
        raise Wrong({"valid_from": _("使い終えた日より前の日にしてください。")})
    _touch(system, *changed)
    ledger.write("revised_system", system.ledger_key, by=by, facts=_plain(changed))
    return system


@transaction.atomic
def retire_system(system: System, typed: Mapping[str, Any], *, by: Actor) -> System:
    """使い終える: from that day the city does without it, or with the one that replaces it. Raises Wrong."""
    system, boxes = hold(system), Boxes(typed)
    on = boxes.day("on", must=_("使い終える日を入力してください。"))
    code = boxes.text("replaced_by", longest=50)
    successor = System.objects.filter(code=code).first() if code else None
    if code and (successor is None or successor == system):
        boxes.wrong["replaced_by"] = _("代わりのシステムを選んでください。")
    if on is not None and on <= system.valid_from:
        boxes.wrong["on"] = _("使い始めた日より後の日にしてください。")
    if system.valid_until is not None:
        boxes.wrong["on"] = _("このシステムは、もう使い終えています。")
    boxes.done()
    system.valid_until, system.replaced_by = on, successor
    _touch(system, "valid_until", "replaced_by")
    facts = {"on": _iso(on), "replaced_by": successor.code if successor else None}
    ledger.write("retired_system", system.ledger_key, by=by, facts=facts)
    return system


@transaction.atomic
def sign_contract(system: System, typed: Mapping[str, Any], *, by: Actor) -> Contract:
    """契約を書き入れる; an end that nobody knows is left empty. Raises Wrong."""
    system, made = hold(system), contract_of(typed)
    made.system = system
    made.save()
    facts = {"what": made.what, "vendor": made.vendor, "yearly_yen": made.yearly_yen, "renewable": made.renewable}
    facts |= {"contract": made.pk, "begins_on": _iso(made.begins_on), "ends_on": _iso(made.ends_on)}
    ledger.write("signed_contract", system.ledger_key, by=by, facts=facts)
    return made


@transaction.atomic
def plan_budget(system: System, typed: Mapping[str, Any], *, by: Actor) -> Budget:
    """予算を書き入れる: what was asked for, and later beside it what was granted and spent. Raises Wrong."""
    system, boxes = hold(system), Boxes(typed)
    year = boxes.number("fiscal_year", most=2100, must=_("年度を、西暦で入力してください。例：2027"))
    what = boxes.text("what", must=_("何の予算かを入力してください。例：更新の委託料"))
    if year is not None and year < 2000:
        boxes.wrong["fiscal_year"] = _("年度は、2000から2100までの西暦で入力してください。")
    sums = {
        "requested_yen": boxes.yen("requested_yen", must=_("要求した額を、円で入力してください。")),
        "approved_yen": boxes.yen("approved_yen"),
        "spent_yen": boxes.yen("spent_yen"),
    }
    boxes.done()
    assert year is not None
    made, _is_new = Budget.objects.standing().update_or_create(
        system=system, fiscal_year=year, what=what, defaults=sums, create_defaults=sums | {"written_at": clock.now()}
    )
    facts = {"budget": made.pk, "fiscal_year": year, "what": what, **sums}
    ledger.write("planned_budget", system.ledger_key, by=by, facts=facts)
    return made


@transaction.atomic
def strike_out(row: Contract | Budget | Effect, typed: Mapping[str, Any], *, by: Actor) -> None:
    """取り消す: written by mistake; it stays to be seen with the reason, and counts no more. Raises Wrong, Refused."""
    boxes = Boxes(typed)
    why = boxes.text("why", longest=200, must=_("取り消す理由を書いてください。"))
    boxes.done()
    held = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if held.is_struck:
        raise Refused(_("もう取り消されています。"))
    held.struck_at, held.struck_why = clock.now(), why
    held.save(update_fields=["struck_at", "struck_why"])
    about = held.purchase if isinstance(held, Effect) and held.purchase else held.system
    assert about is not None
    facts = {"kind": type(held).__name__.lower(), "row": held.pk, "why": why}
    ledger.write("struck_out", about.ledger_key, by=by, facts=facts)


def check(typed: Mapping[str, Any], system: System | None) -> None:
    """Whether a row could be entered, or could revise `system`; nothing is changed. Raises Wrong."""
    if system is not None:
        _read(Boxes(_stands(system) | typed_over(typed)))
        return
    boxes = Boxes(typed)
    _code(boxes)
    _read(boxes)


def contract_of(typed: Mapping[str, Any]) -> Contract:
    """The contract that was typed, not yet kept and of no system. Raises Wrong."""
    boxes = Boxes(typed)
    what = boxes.text("what", must=_("何の契約かを入力してください。例：利用料と保守"))
    vendor = boxes.text("vendor", must=_("契約の相手を入力してください。"))
    begins_on = boxes.day("begins_on", must=_("契約の始まる日を入力してください。"))
    ends_on = boxes.day("ends_on")
    yearly_yen = boxes.yen("yearly_yen", must=_("1年あたりの金額を、円で入力してください。"))
    if begins_on and ends_on and ends_on < begins_on:
        boxes.wrong["ends_on"] = _("契約の終わりは、始まりより後の日にしてください。")
    boxes.done()
    assert begins_on is not None
    assert yearly_yen is not None
    return Contract(
        what=what,
        vendor=vendor,
        begins_on=begins_on,
        ends_on=ends_on,
        yearly_yen=yearly_yen,
        renewable=boxes.yes("renewable"),
        written_at=clock.now(),
    )


def hold(system: System) -> System:
    """Locks it, and reads it as it stands now."""
    return System.objects.select_for_update().get(pk=system.pk)


def _touch(system: System, *fields: str) -> None:
    system.revision += 1
    system.save(update_fields=[*fields, "revision"])


def _code(boxes: Boxes) -> str:
    code = boxes.text("code", longest=50, must=_("符号を入力してください。"))
    if code and not CODE.fullmatch(code):
        boxes.wrong["code"] = _("符号は、半角の英小文字・数字・ハイフンで入力してください。例：resident-register")
    return code


def _stands(system: System) -> dict[str, Any]:
    """What is said of it now, as it would be typed."""
    return {name: getattr(system, name) for name in TEXTS} | {"functions": "、".join(system.functions)}


def _read(boxes: Boxes) -> dict[str, Any]:
    """Everything that is said of a system but its code, owner and days. Raises Wrong."""
    here = declared()
    kept: dict[str, Any] = {
        "name": boxes.text("name", must=_("名前を入力してください。")),
        "functions": boxes.words(
            "functions", must=_("働きを、「、」で区切って入力してください。例：申請フォーム、予約")
        ),
        "product": boxes.text("product"),
        "vendor": boxes.text("vendor"),
        "standard_work": boxes.choice("standard_work", {one.code for one in here.standard.works}),
        "fitgap": boxes.choice("fitgap", FitGap.values),
        "withheld": boxes.choice("withheld", WITHHELD),
        "valid_from": boxes.day_or_today("valid_from"),
    }
    for name in ("migration_months", "procurement_months"):
        months = boxes.number(name, most=MOST_MONTHS)
        kept[name] = getattr(here, name) if months is None else months
    if kept["standard_work"] and not kept["fitgap"]:
        boxes.wrong.setdefault("fitgap", _("標準化の対象なら、どこまで進んだかを選んでください。"))
    if kept["fitgap"] and not kept["standard_work"]:
        boxes.wrong.setdefault("standard_work", _("どの標準化対象の事務かを選んでください。"))
    boxes.done()
    return kept


def _plain(kept: Mapping[str, Any]) -> dict[str, Any]:
    shown = {Section: lambda one: one.code, date: date.isoformat}
    return {name: shown.get(type(value), lambda one: one)(value) for name, value in kept.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
