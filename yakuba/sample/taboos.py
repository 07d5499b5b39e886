"""Half a year of conversations in みほん市: flags with answers, the next edition begun, trials told. All invented."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import yaml

from yakuba.cases.models import Case
from yakuba.people.models import Holding, User
from yakuba.programme.models import Item
from yakuba.taboos import flagging, redrafting, telling
from yakuba.taboos.models import Flag
from yakuba.taboos.things import Thing
from yakuba.toolbox import clock

DAYS = 182


def build_taboos(today: date) -> None:
    """Flags and weighings on the drafts there are, feedback and a draft of the next edition, and the log of trials."""
    drafts = Case.objects.filter(version__procedure__is_for_staff=True).order_by("pk")
    things = {case.ledger_key: case.filed_at for case in drafts}
    things |= {item.ledger_key: item.registered_at for item in Item.objects.order_by("pk") if item.pk % 3 == 0}
    add_flags(things, today)
    staff = _staff(today)
    for number, said in enumerate(_written()["feedback"]):
        with clock.at(_moment(today, number, len(_written()["feedback"]))):
            flagging.feed_back(
                said["number"], said["text"], key=_key("feedback", number), by=staff[number % len(staff)]
            )
    _tell_trials(today, staff)
    _begin_next(staff[0])


def add_flags(things: Mapping[str, datetime], today: date) -> list[Flag]:
    """The forty flags over the last half year, each with its answer, and the weighings, beside things that were there.

    `things` are keys, each with the moment since when it has been there. Called again for the same it adds nothing.
    """
    staff, flags, weighings = _staff(today), _written()["flags"], _written()["weighings"]
    made = []
    for number, said in enumerate(flags):
        moment, by = _moment(today, number, len(flags)), staff[number % len(staff)]
        thing = _there(things, moment, number)
        if thing is None:
            continue
        with clock.at(moment):
            flag = flagging.flag(thing, said["number"], said["line"], key=_key(thing.key, number), by=by)
        made.append(flag)
        if "answer" in said:
            with clock.at(min(flag.said_at + timedelta(hours=26), clock.now())):
                by = staff[(number + 3) % len(staff)]
                flagging.answer_flag(flag, said["answer"], key=_key(f"answer:{thing.key}", number), by=by)
    for number, said in enumerate(weighings):
        moment, by = _moment(today, number, len(weighings)), staff[(number * 2) % len(staff)]
        thing = _there(things, moment, number)
        if thing is not None:
            key = _key(f"weighing:{thing.key}", number)
            with clock.at(moment):
                flagging.weigh(thing, said["question"], said["verdict"], said["line"], key=key, by=by)
    return made


def _there(things: Mapping[str, datetime], moment: datetime, number: int) -> Thing | None:
    """One of the newest few that were there at that moment."""
    there = sorted((since, key) for key, since in things.items() if since <= moment)
    return Thing(there[-1 - number % min(3, len(there))][1], "", "/office/") if there else None


def _tell_trials(today: date, staff: Sequence[User]) -> None:
    trials = _written()["trials"]
    for number, said in enumerate(trials):
        # Mixed, so that the newest page shows every kind.
        with clock.at(_moment(today, number * 7 % len(trials), len(trials))):
            telling.tell_trial(telling.Told(**said), key=_key("trial", number), by=staff[number % len(staff)])


def _begin_next(by: User) -> None:
    said, draft = _written()["redraft"], redrafting.begin_redraft(by=by)
    if draft.revision > 1:
        return
    texts = [(one["no"], said["texts"].get(one["no"], one["text"]), one["hint"]) for one in draft.entries]
    texts.append((texts[-1][0] + 1, said["new"], "話してくれた人に、まず何と言いますか。"))
    redrafting.redraft(draft, texts, why=said["why"], decided_by="みほん市DX推進本部（架空）", by=by)


def _moment(today: date, number: int, of: int) -> datetime:
    """A working hour of the last half year, the last one some days ago."""
    ago = DAYS - (DAYS - 2) * number // of
    return datetime.combine(today - timedelta(days=ago), time(9 + number % 8, number * 7 % 60), clock.now().tzinfo)


def _staff(today: date) -> list[User]:
    """Everybody who holds a post, each once, in a fixed order."""
    held = Holding.objects.in_force_on(today).select_related("user").order_by("pk")
    return list({one.user_id: one.user for one in held}.values())


def _key(what: str, number: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"yakuba:sample:{what}:{number}")


@lru_cache
def _written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return content
