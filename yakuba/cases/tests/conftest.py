"""The cast and the catalogue, as the stories have them; a press of the test's own."""

from tests.conftest import cast, publish
from yakuba.toolbox.tests.conftest import own_press

__all__ = ["cast", "own_press", "publish"]
