"""What every way of sending has in common."""

from typing import Protocol

from yakuba.mailroom.models import Letter


class TryAgain(Exception):
    """This letter could not be sent now; it may work later. The message is the reason, for the office."""


class GiveUp(Exception):
    """This letter can never be sent. The message is the reason, for the office."""


class Closed(Exception):
    """The carrier itself is not there; no letter is to blame. The message is the reason, for the operator."""


class Carrier(Protocol):
    """One way of sending, open until it is closed."""

    def send(self, letter: Letter) -> None:
        """Hand over one letter, finally. Raises TryAgain, GiveUp or Closed when it was not handed over."""

    def close(self) -> None:
        """Nothing more comes."""
