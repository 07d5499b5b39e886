"""The gate before a plan is published: every text of every item, and the table it will be, looked over."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation

from yakuba.figures.quoting import TYPED
from yakuba.programme.manuscript import unpublished_texts
from yakuba.publications.around import around
from yakuba.publications.gate import Finding, Piece, examine
from yakuba.publications.publishing import Page

CLAIMS = ("：効果", "：現状と課題")
QUIET = ("国の計画", "上位計画", "県の指標", "章", "担当", "区分", "状態", "時期")


@translation.override("ja")
def findings(slug: str, pages: Sequence[Page]) -> list[dict[str, Any]]:
    """What the gate found, each with a key by which it can be let through, as an edition keeps them."""
    pieces = [
        Piece(f"{page.key} {page.title}：{label}", text)
        for page in pages
        for label, text in (("名前", page.title), *page.facts)
        if label not in QUIET
    ]
    found = [one.as_kept() for one in examine(pieces, around(unpublished_texts(slug)))]
    return found + [one.as_kept() for piece in pieces if piece.where.endswith(CLAIMS) for one in _typed_by_hand(piece)]


def _typed_by_hand(piece: Piece) -> Iterator[Finding]:
    """An effect is quoted from the meter, with its base; a bare percentage is nobody's figure."""
    for typed in TYPED.finditer(piece.text):
        said = "手で入れた割合です。{no_hand} のように、ものさしの数字を引いてください。"
        yield Finding("bare_figure", "stop", piece.where, *typed.span(), typed[0], said)
