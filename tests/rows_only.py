"""A pytest plug-in for the second database: leave out what touches no rows, and the browser (see tests/run.py)."""

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def touches_rows(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    if item.get_closest_marker("django_db"):
        return True
    return bool(DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not touches_rows(item)]
    items[:] = [item for item in items if touches_rows(item)]
    config.hook.pytest_deselected(items=left_out)
