"""The one clock of the house, so that a whole room can be shown another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in the city's time zone."""
    return timezone.localtime(_pretended.get())


def today() -> date:
    """The calendar day in the city's time zone."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in the city's time zone."""
    return timezone.localtime(moment).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside believe that it is `moment`: the sample town's past year, and tests."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
