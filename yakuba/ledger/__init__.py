"""Who did what to which thing, when, and from which post. Lines are added, never changed.

Uses the toolbox only: names are copied as text, because people leave and their decisions stay. Remember: write the
line in the transaction of the act itself, so that neither is ever there without the other.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from yakuba.ledger.actors import GUEST, Actor, Robot

if TYPE_CHECKING:
    from yakuba.ledger.sealing import is_sealed, seal
    from yakuba.ledger.verifying import Break, Verdict, verify
    from yakuba.ledger.writing import Said, erase_details, write, write_all, write_each

__all__ = [
    "GUEST",
    "Actor",
    "Break",
    "Robot",
    "Said",
    "Verdict",
    "erase_details",
    "is_sealed",
    "seal",
    "verify",
    "write",
    "write_all",
    "write_each",
]

# Django imports this package before any model may be; so the moves are fetched when they are first asked for.
_KEPT_IN = {
    "is_sealed": "sealing",
    "seal": "sealing",
    "Break": "verifying",
    "Verdict": "verifying",
    "verify": "verifying",
    "Said": "writing",
    "erase_details": "writing",
    "write": "writing",
    "write_all": "writing",
    "write_each": "writing",
}


def __getattr__(name: str) -> Any:
    if name not in _KEPT_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_KEPT_IN[name]}"), name)
