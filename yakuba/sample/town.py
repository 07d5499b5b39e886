"""The town hall of みほん市: sections, posts, staff, residents in households. All invented, always the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from yakuba.people.models import Absence, Deputy, Holding, Household, Post, Resident, Section, User

OPENED = date(2020, 4, 1)
RESIDENTS = 200
SEED = 20261121


@lru_cache
def names() -> dict[str, Any]:
    """The invented names of town.yaml."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("town.yaml").read_text(encoding="utf-8"))
    return loaded


def build_hall(today: date) -> None:
    """The mayor, three departments, ten sections; a head's deputy is the section's lead, where it has one."""
    top = Section.objects.create(code="city-hall", name="市長部局", name_en="Mayor's Office", valid_from=OPENED)
    for rank, name in names()["top"].items():
        _appoint(top, rank, name)
    departments = {}
    for entry in names()["departments"]:
        known = {key: value for key, value in entry.items() if key != "director"}
        departments[entry["code"]] = Section.objects.create(**known, parent=top, valid_from=OPENED)
        _appoint(departments[entry["code"]], "director", entry["director"])
    for entry in names()["sections"]:
        known = {key: entry[key] for key in ("code", "name", "name_en", "phone")}
        email = f"{entry['code']}@mihon.example"
        section = Section.objects.create(**known, email=email, parent=departments[entry["of"]], valid_from=OPENED)
        posts = {rank: _appoint(section, rank, entry[rank]) for rank in ("head", "lead", "clerk") if rank in entry}
        if "lead" in posts:
            Deputy.objects.create(post=posts["head"], deputy=posts["lead"], valid_from=OPENED)
    _send_away("child-support-head", today - timedelta(days=1), today + timedelta(days=3))
    _send_away("dx-head", today - timedelta(days=7), today)
    _send_away("health-head", today + timedelta(days=5), today + timedelta(days=8))


def _appoint(section: Section, rank: str, name: str) -> Post:
    title = str(Post.Rank(rank).label)
    post = Post.objects.create(section=section, title=title, rank=rank, valid_from=OPENED)
    user = User.objects.create_user(f"{section.code}-{rank}@mihon.example", name=name)
    Holding.objects.create(user=user, post=post, valid_from=OPENED)
    return post


def _send_away(account: str, begin: date, end: date) -> None:
    user = User.objects.get(email=f"{account}@mihon.example")
    Absence.objects.create(user=user, valid_from=begin, valid_until=end)


def build_town(today: date) -> None:
    """Two hundred residents in households of one to five; every adult in the first forty has an account."""
    luck = Random(SEED)
    people = 0
    for number in range(1, RESIDENTS):
        household = Household.objects.create(number=f"M{number:05d}")
        home = _home(number, luck)
        for member in _members(luck, today):
            if people >= RESIDENTS:
                return
            people += 1
            adult = member["birth_date"] <= today - timedelta(days=18 * 366)
            name = f"{member['family_name']} {member['given_name']}"
            user = (
                User.objects.create_user(f"resident{people:03d}@mihon.example", name=name)
                if adult and people <= 80
                else None
            )
            Resident.objects.create(number=f"9{people:09d}", household=household, user=user, **member, **home)


def _home(number: int, luck: Random) -> dict[str, Any]:
    towns = names()["towns"]
    return {
        "postcode": f"00000{number % len(towns):02d}",
        "prefecture": "見本県",
        "city": "みほん市",
        "town": towns[number % len(towns)],
        "block": f"{luck.randint(1, 30)}番{luck.randint(1, 20)}号",
        "building": f"見本荘{luck.randint(1, 3)}0{luck.randint(1, 6)}" if luck.random() < 0.25 else "",
        "valid_from": OPENED + timedelta(days=luck.randint(0, 1500)),
    }


def _members(luck: Random, today: date) -> Iterator[dict[str, Any]]:
    """世帯主 first, then partner and children as they come."""
    family = luck.choice(list(names()["families"].items()))
    age = luck.randint(24, 88)
    woman = luck.random() < 0.5
    yield _person(luck, family, woman, _birth(today, age, luck), "世帯主")
    if luck.random() < 0.65:
        yield _person(
            luck, family, not woman, _birth(today, max(20, age + luck.randint(-6, 6)), luck), "夫" if woman else "妻"
        )
        for _child in range(luck.choice((0, 1, 1, 2, 2, 3)) if age < 55 else 0):
            girl = luck.random() < 0.5
            yield _person(luck, family, girl, _birth(today, luck.randint(0, max(0, min(19, age - 22))), luck), "子")


def _person(luck: Random, family: tuple[str, str], woman: bool, birth: date, relation: str) -> dict[str, Any]:
    given = luck.choice(list(names()["women" if woman else "men"].items()))
    return {
        "family_name": family[0],
        "family_kana": family[1],
        "given_name": given[0],
        "given_kana": given[1],
        "birth_date": birth,
        "relation": relation,
    }


def _birth(today: date, age: int, luck: Random) -> date:
    return today - timedelta(days=age * 365 + age // 4 + luck.randint(1, 360))
