"""The cast, and an event with one sitting."""

from datetime import timedelta

import pytest

from tests.conftest import cast, publish
from yakuba.learning.tests.samples import announced, sitting
from yakuba.toolbox import clock

__all__ = ["cast", "publish"]


@pytest.fixture
def course(cast):
    return announced(cast.residents, kind="citizens", title="スマートフォン講座")


@pytest.fixture
def session(course):
    """Two seats, in a week."""
    return sitting(course, starts_at=clock.now() + timedelta(days=7), capacity=2, audience="everyone")


@pytest.fixture
def lecture(cast):
    return announced(cast.residents, skill="proposes")


@pytest.fixture
def today(lecture):
    """A sitting of the staff's lecture that is on now."""
    return sitting(lecture, starts_at=clock.now())
