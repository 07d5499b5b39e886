"""The gate before a plan is published: every text of every item, and the table it will be, looked over."""

from collections.abc import Sequence
from typing import Any

from yakuba.programme.manuscript import unpublished_texts
from yakuba.publications.around import around
from yakuba.publications.gate import Piece, examine
from yakuba.publications.publishing import Page

QUIET = ("国の計画", "上位計画", "県の指標", "章", "担当", "区分", "状態", "時期")


def findings(slug: str, pages: Sequence[Page]) -> list[dict[str, Any]]:
    """What the gate found, each with a key by which it can be let through, as an edition keeps them."""
    pieces = [
        Piece(f"{page.key} {page.title}：{label}", text)
        for page in pages
        for label, text in (("名前", page.title), *page.facts)
        if label not in QUIET
    ]
    return [one.as_kept() for one in examine(pieces, around(unpublished_texts(slug)))]
