"""What every test of every room stands on."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from yakuba.toolbox import append_only


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves a running loop behind, in which nothing can be signed."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def lift_append_only_for_the_flush() -> Iterator[None]:
    """A test with real transactions empties every table behind it; only for that are the triggers lifted."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lift_and_flush(case: TransactionTestCase) -> None:
        with append_only.lifted(connections["default"]):
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_flush)
        yield


@pytest.fixture(autouse=True)
def forget_what_is_cached() -> None:
    """What another test counted is not this one's."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def speak_japanese() -> None:
    """A browser of another test may have left its language behind in this thread."""
    translation.activate(settings.LANGUAGE_CODE)
