"""An item as the tests of this room need it."""

from typing import Any

from yakuba.ledger import Robot
from yakuba.people.models import Section
from yakuba.programme import items, stating
from yakuba.programme.models import Item
from yakuba.toolbox import clock

PLAN = "mihon"
KEEPER = Robot("tests", "DX推進課 係員")
TYPED: dict[str, Any] = {
    "title": "書かない窓口",
    "overview": "引っ越しの届を、聞き取りだけで書き上げます。",
    "problem": "同じことを三つの窓口で書いています。",
    "work": "窓口の端末から、届をまとめて作ります。",
    "tier": "nation",
    "chapter": "2",
    "national": ["front-yard"],
}
REASONS: dict[str, dict[str, Any]] = {
    "idea": {},
    "undecided": {"why": "費用の見込みが立たない。", "stands_at": "財政課との協議。", "condition": "見積りがそろう。"},
    "decided": {},
    "running": {},
    "done": {},
    "held": {"why": "標準化を待つ。", "condition": "移行が終わる。"},
    "dropped": {
        "why": "使う人がいない。",
        "tried": "一月試した。",
        "learnt": "電話の方が早い。",
        "instead": "電話で受ける。",
    },
}


def item_of(section: Section, **typed: Any) -> Item:
    return items.register(PLAN, TYPED | typed, section=section, by=KEEPER)


def bring(item: Item, state: str, **reason: Any) -> Item:
    """Straight to a state, with every reason it demands."""

    given = REASONS[state] | ({"next_on": clock.today()} if state == "held" else {}) | reason
    item.refresh_from_db()
    stating.move(item, state, stating.Reason(**given), seen=item.revision, by=KEEPER)
    item.refresh_from_db()
    return item
