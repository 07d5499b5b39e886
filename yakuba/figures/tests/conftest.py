"""The cast, as the stories have it."""

from tests.conftest import cast, publish

__all__ = ["cast", "publish"]
