"""The catalogue that the sample town offers."""

from tests.conftest import cast, publish
from yakuba.toolbox.tests.conftest import own_press

__all__ = ["cast", "own_press", "publish"]
