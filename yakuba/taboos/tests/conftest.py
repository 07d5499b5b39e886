"""The cast, a thing that everybody of 市民課 sees, and one that nobody sees."""

from uuid import uuid4

import pytest

from tests.conftest import cast
from yakuba.taboos import things
from yakuba.taboos.things import Thing

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def known_things(monkeypatch):
    """`note:…` is seen by 市民課 alone."""

    def lookup(rest, user):
        mine = any(section.code == "residents" for section in user.sections_today)
        return Thing(f"note:{rest}", f"覚え {rest}", "/office/") if mine else None

    monkeypatch.setitem(things._kinds, "note", lookup)


@pytest.fixture
def note(cast):
    found = things.seen("note:1", cast.ken)
    assert found is not None
    return found


@pytest.fixture
def key():
    """A new key for each form."""
    return uuid4
