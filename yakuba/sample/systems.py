"""The systems of みほん市: twenty of them with contracts, scenarios and wishes to buy. All invented."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from yakuba.people.models import Section, User
from yakuba.systems import measuring, piloting, registering, scenarios, wishing
from yakuba.systems.models import Purchase, System
from yakuba.toolbox.dates import fiscal_year

KEEPER = "dx-lead@mihon.example"


def build_systems(today: date) -> None:
    """Through the same moves as real ones; the hall must stand."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("systems.yaml").read_text(encoding="utf-8"))
    town = _Town(today)
    for entry in loaded["systems"]:
        town.register(entry)
    for entry in loaded["scenarios"]:
        town.add_scenario(entry)
    for entry in loaded["purchases"]:
        town.wish(entry)
    for entry in loaded["pilots"]:
        town.start_pilot(entry)


class _Town:
    """What is read once for all entries."""

    def __init__(self, today: date) -> None:
        self.today, self.year = today, fiscal_year(today)
        self.by = User.objects.get(email=KEEPER)
        self.sections = {one.code: one for one in Section.objects.all()}
        self.systems: dict[str, System] = {}

    def register(self, entry: dict[str, Any]) -> None:
        migration, procurement = entry["months"]
        typed = {
            **{name: entry[name] for name in ("code", "name", "product", "vendor")},
            "functions": "、".join(entry["functions"]),
            "standard_work": entry.get("work", ""),
            "fitgap": entry.get("fitgap", ""),
            "withheld": entry.get("withheld", ""),
            "migration_months": migration,
            "procurement_months": procurement,
            "valid_from": self._begin(entry["since"]),
        }
        system = registering.register_system(typed, section=self.sections[entry["section"]], by=self.by)
        self.systems[system.code] = system
        for one in entry["contracts"]:
            self._sign(system, one)
        for one in entry.get("budgets", ()):
            sums = {f"{name}_yen": one.get(name) for name in ("requested", "approved", "spent")}
            typed = {"fiscal_year": self.year + one["year"], "what": one["what"], **sums}
            registering.plan_budget(system, typed, by=self.by)
        for one in entry.get("effects", ()):
            self._aim(system, one)

    def add_scenario(self, entry: dict[str, Any]) -> None:
        typed = {
            **{name: entry[name] for name in ("name", "kind", "product")},
            "functions": "、".join(entry["functions"]),
            "before_minutes": entry.get("before"),
            "before_method": entry.get("method", ""),
            "before_month": self._begin(-1) if "before" in entry else "",
            "saved_minutes": entry.get("saved"),
            "valid_from": self._begin(-1),
        }
        systems = [self.systems[code] for code in entry["systems"]]
        scenarios.add_scenario(typed, systems, section=self.sections[entry["section"]], by=self.by)

    def wish(self, entry: dict[str, Any]) -> None:
        typed = {
            **{name: entry.get(name, "") for name in ("title", "product", "vendor", "reason", "removes")},
            "functions": "、".join(entry["functions"]),
            "estimate_yen": entry["estimate"],
            "asked_others": entry.get("asked", ""),
            "adds_channel": "1" if entry.get("adds") else "",
            "minutes_before": entry.get("before"),
            "minutes_after": entry.get("after"),
            "lessens_bother": entry.get("bother", ""),
            "frees_time": entry.get("time", ""),
        }
        purchase = wishing.wish_purchase(typed, section=self.sections[entry["section"]], by=self.by)
        if "effect" in entry:
            self._aim(purchase, entry["effect"])

    def start_pilot(self, entry: dict[str, Any]) -> None:
        begin, end = entry["days"]
        typed = {name: entry.get(name, "") for name in ("title", "partner", "question")}
        typed |= {"begins_on": self._ago(-begin), "ends_on": self._ago(-end)}
        pilot = piloting.start_pilot(typed, section=self.sections[entry["section"]], by=self.by)
        for code in entry.get("helpers", ()):
            piloting.join_pilot(pilot, section=self.sections[code], by=self.by)
        if "end" in entry:
            piloting.conclude_pilot(pilot, entry["end"], by=self.by)

    def _sign(self, system: System, entry: dict[str, Any]) -> None:
        typed = {
            "what": entry["what"],
            "vendor": system.vendor,
            "begins_on": self._begin(entry["from"]),
            "ends_on": self._begin(entry["to"] + 1, before=1) if "to" in entry else "",
            "yearly_yen": entry["yen"],
            "renewable": "1" if entry.get("renewable") else "",
        }
        registering.sign_contract(system, typed, by=self.by)

    def _aim(self, thing: System | Purchase, entry: dict[str, Any]) -> None:
        typed = {name: entry[name] for name in ("measure", "unit", "method")}
        typed |= {"before_value": entry["before"], "target_value": entry["target"]}
        typed |= {"before_from": self._ago(400), "before_until": self._ago(394)}
        effect = measuring.aim_effect(thing, typed, by=self.by)
        if "after" in entry:
            after = {"after_value": entry["after"], "after_from": self._ago(40), "after_until": self._ago(34)}
            measuring.measure_effect(effect, after, by=self.by)

    def _begin(self, years: int, before: int = 0) -> str:
        """The first day of a fiscal year, or some days before it."""
        return (date(self.year + years, 4, 1) - timedelta(days=before)).isoformat()

    def _ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()
