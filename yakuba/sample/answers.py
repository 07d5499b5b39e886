"""Answers to the survey on counters and online procedures: 200 on paper numbers, over a month, all invented."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from yakuba.cases import balloting, drafting, surveys
from yakuba.figures import considering
from yakuba.ledger import Robot
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

SURVEY = "counter-survey"
ANSWERS = 200
# As many more always lie in the box while a survey is open; see `balloting`.
ANSWERED = ANSWERS + balloting.CROWD
PAPERS = 480
DAYS = 30
TODAY = 15  # enough for the box to be opened once more
SEED = 909


@lru_cache
def town() -> dict[str, Any]:
    """What the townspeople think, from answers.yaml."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8"))
    return loaded


def build_answers(today: date) -> None:
    """Sends out the numbers, and lets people answer over the last thirty days; afterwards 200 answers are cases."""
    survey = Procedure.objects.published().surveys().get(slug=SURVEY)
    luck, zone, by = Random(SEED), clock.now().tzinfo, Robot("yakuba demo", "運用")
    with clock.at(datetime.combine(today - timedelta(days=DAYS), time(9), zone)):
        surveys.invite(survey, by=by)
        codes = surveys.draw_codes(survey, PAPERS, by=by)
    forms = _forms(luck)
    earlier = ANSWERED - TODAY
    for ago in range(DAYS, -1, -1):
        share = earlier * (DAYS - ago + 1) // DAYS - earlier * (DAYS - ago) // DAYS if ago else TODAY
        with clock.at(min(datetime.combine(today - timedelta(days=ago), time(20), zone), clock.now())):
            for _one in range(share):
                _answer(survey, next(forms), codes.pop())
            balloting.open_box(survey)
    counted = considering.tables_of(survey)
    for question, words in town()["considered"].items():
        considering.consider(survey, question, words, counted, by=by)


def _answer(survey: Procedure, form: dict[str, Any], code: str) -> None:
    draft = drafting.begin(survey, user=None)
    draft.answers = form
    draft.save(update_fields=["answers"])
    surveys.answer(draft.pk, code=code)


def _forms(luck: Random) -> Iterator[dict[str, Any]]:
    """Filled in as people do: some leave half the table empty, some write nothing at all."""
    while True:
        age = _drawn(luck, {one: kept["weight"] for one, kept in town()["ages"].items()})
        temper = luck.gauss(town()["ages"][age]["overall"], 0.9)
        form: dict[str, Any] = {"age": age}
        if luck.random() < 0.93:
            form["area"] = _drawn(luck, town()["areas"])
        form |= _opinion(luck, temper, is_online=luck.random() < town()["ages"][age]["online"])
        yield form


def _opinion(luck: Random, temper: float, *, is_online: bool) -> dict[str, Any]:
    if luck.random() < 0.04:
        return {}
    said: dict[str, Any] = {"ways": _ways(luck, is_online=is_online)}
    if luck.random() < 0.96:
        said["overall"] = _point(temper)
    if "counter" in said["ways"] and (rows := _rows(luck, temper)):
        said["counter"] = rows
    if is_online:
        said["online"] = _point(luck.gauss(3.2, 1))
    if luck.random() < 0.9:
        said["wishes"] = _wishes(luck)
    if luck.random() < 0.3:
        said["message"] = luck.choice(town()["messages"])
    return said


def _ways(luck: Random, *, is_online: bool) -> list[str]:
    often = {"counter": 0.8, "online": float(is_online), "phone": 0.25, "store": 0.3}
    return [way for way, share in often.items() if luck.random() < share] or ["nothing"]


def _rows(luck: Random, temper: float) -> dict[str, int]:
    """Every sixth person leaves about half of the rows empty."""
    share = 0.5 if luck.random() < 0.17 else 0.98
    shifts = town()["rows"].items()
    return {row: _point(luck.gauss(temper + shift, 0.6)) for row, shift in shifts if luck.random() < share}


def _wishes(luck: Random) -> dict[str, Any]:
    first, second = _drawn(luck, town()["wishes"]), _drawn(luck, town()["wishes"])
    chosen = {first, second} if luck.random() < 0.8 else {first}
    wishes: dict[str, Any] = {"chosen": [one for one in town()["wishes"] if one in chosen]}
    return wishes | ({"other": luck.choice(town()["others"])} if "other" in chosen else {})


def _point(towards: float) -> int:
    return max(1, min(5, round(towards)))


def _drawn(luck: Random, weights: Mapping[str, int]) -> str:
    return luck.choices(list(weights), list(weights.values()))[0]
