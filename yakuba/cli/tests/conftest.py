"""The cast, as the stories have it."""

from tests.conftest import cast, publish
from yakuba.toolbox.tests.conftest import own_press

__all__ = ["cast", "own_press", "publish"]
