"""The cast, as the stories have it."""

from tests.conftest import cast

__all__ = ["cast"]
