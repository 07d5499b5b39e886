"""Several people at once, each on a thread and a database connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def together(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Runs `work(0)`, `work(1)`… from the same moment on; their results in order, or the first exception."""
    ready = Barrier(count)

    def one(number: int) -> Result:
        try:
            ready.wait(timeout=20)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return [result.result(timeout=50) for result in [threads.submit(one, number) for number in range(count)]]
