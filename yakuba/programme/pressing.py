"""The plan's files, pressed once when an edition is published: to read, for tables, for machines."""

import json
from typing import Any

from django.utils import translation

from yakuba.procedures.city import city
from yakuba.programme.document import document
from yakuba.programme.manuscript import TEXT_LABELS
from yakuba.programme.models import State, Tier
from yakuba.publications.models import Edition
from yakuba.publications.pressing import pdf
from yakuba.toolbox import clock, tables

COLUMNS = [
    "番号",
    "名前",
    "状態",
    "区分",
    "章",
    "担当",
    "時期（年度）",
    "はじめの約束（年度）",
    "スケジュール",
    "確認した日",
]


@translation.override("ja")
def press(edition: Edition) -> dict[str, bytes]:
    """Every format of an edition, by its name; the same edition gives the same bytes."""
    made, day = document(edition), clock.day_of(edition.frozen_at)
    return {
        "json": as_json(edition),
        "csv": as_csv(edition),
        "pdf": pdf.press(made, city=str(city().name), day=day),
    }


def as_json(edition: Edition) -> bytes:
    """The whole edition: what holds of it all, and each item in words and in values."""
    content: dict[str, Any] = {
        "title": edition.title,
        "number": edition.number,
        "frozen_on": clock.day_of(edition.frozen_at).isoformat(),
        "sha256": edition.digest,
        **edition.head,
        "items": [
            {"title": leaf.title, "facts": dict(leaf.facts), **leaf.values} for leaf in edition.leaves.order_by("place")
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_csv(edition: Edition) -> bytes:
    """One row an item, in Japanese; nothing in it is a formula."""
    rows = [_row(leaf.title, dict(leaf.facts), leaf.values) for leaf in edition.leaves.order_by("place")]
    reasons = sorted({label for row in rows for label in row} - {*COLUMNS, *TEXT_LABELS.values()})
    return tables.write_csv(rows, [*COLUMNS, *TEXT_LABELS.values(), *reasons])


def _row(title: str, facts: dict[str, str], values: dict[str, Any]) -> dict[str, object]:
    known = {
        "番号": values["number"],
        "名前": title,
        "状態": str(State(values["state"]).label),
        "区分": str(Tier(values["tier"]).label),
        "担当": values["section"],
        "時期（年度）": values["year"],
        "はじめの約束（年度）": values["first_year"],
        "確認した日": values["confirmed_on"],
    }
    told = {label: text for label, text in facts.items() if label not in ("時期", "確認")}
    return told | known
