"""Letters, each to one person: written in the transaction of the act, sent later, kept with what became of them.

Uses the toolbox. Remember: one letter, one recipient. No function here takes two, and the database refuses the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from yakuba.mailroom.refused import Refused

if TYPE_CHECKING:
    from yakuba.mailroom.delivering import Delivery, deliver
    from yakuba.mailroom.erasing import erase
    from yakuba.mailroom.posting import post

__all__ = ["Delivery", "Refused", "deliver", "erase", "post"]

# Django imports this package before any model may be; so the moves are fetched when they are first asked for.
_KEPT_IN = {"Delivery": "delivering", "deliver": "delivering", "erase": "erasing", "post": "posting"}


def __getattr__(name: str) -> Any:
    if name not in _KEPT_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_KEPT_IN[name]}"), name)
