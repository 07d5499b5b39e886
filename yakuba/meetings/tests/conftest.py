"""The cast, as the stories have it, and a headquarters of which everything is known."""

import pytest

from tests.conftest import cast
from yakuba.meetings.tests.samples import Board, board_of

__all__ = ["cast"]


@pytest.fixture
def board(cast) -> Board:
    return board_of(cast)
