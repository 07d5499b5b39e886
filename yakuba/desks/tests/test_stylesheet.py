"""Pages fetch one stylesheet: the components, joined by `make css`."""

import gzip
from pathlib import Path

import pytest

DESKS = Path(__file__).resolve().parents[1] / "static" / "desks"
MOST_BYTES = 13_000


def joined(components: Path) -> str:
    """The layers' order comes first, by its file name; the order of the others does not matter."""
    return "".join(one.read_text(encoding="utf-8") for one in sorted(components.glob("*.css")))


def test_the_stylesheet_is_its_components_joined() -> None:
    assert (DESKS / "hall.css").read_text(encoding="utf-8") == joined(DESKS / "css"), "make css"


def test_the_order_of_the_layers_is_said_before_the_first_component() -> None:
    assert joined(DESKS / "css").startswith("@layer reset, base, components, utilities;")


def test_the_stylesheet_stays_small() -> None:
    assert len(gzip.compress((DESKS / "hall.css").read_bytes())) <= MOST_BYTES


def test_a_component_left_out_is_noticed(tmp_path: Path) -> None:
    for one in sorted((DESKS / "css").glob("*.css"))[:-1]:
        (tmp_path / one.name).write_text(one.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(AssertionError):
        assert (DESKS / "hall.css").read_text(encoding="utf-8") == joined(tmp_path)
