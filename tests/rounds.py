"""A pytest plug-in for `make test` on two databases: what need not run on both runs on one (see tests/run.py).

Second round: nothing that touches no rows, and no browser. Either round: nothing that is marked `once` for the other
database, because the same journey or fuzz on both finds nothing twice.
"""

import os

import pytest

ROUND = "YAKUBA_ROUND"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def touches_rows(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    if item.get_closest_marker("django_db"):
        return True
    return bool(DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())))


def runs_in(item: pytest.Item, vendor: str) -> bool:
    mark = item.get_closest_marker("once")
    if mark is not None and mark.args[0] != vendor:
        return False
    return vendor == "sqlite" or touches_rows(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    vendor = os.environ.get(ROUND, "")
    if not vendor:
        return
    left_out = [item for item in items if not runs_in(item, vendor)]
    items[:] = [item for item in items if runs_in(item, vendor)]
    config.hook.pytest_deselected(items=left_out)
