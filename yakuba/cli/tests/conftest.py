"""The cast, as the stories have it; and a database for commands that run as processes of their own."""

import os
import subprocess
import sys

import pytest

from tests.conftest import cast, publish
from yakuba.toolbox.tests.conftest import own_press

__all__ = ["cast", "own_press", "publish"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database as migrate leaves it."""
    database = f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.sqlite3'}"
    surroundings = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "yakuba.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=surroundings, check=True, timeout=120)
    return database
