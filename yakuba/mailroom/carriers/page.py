"""The demo's carrier: letters leave for nowhere and are read on a page."""

from yakuba.mailroom.models import Letter


class Page:
    """Takes everything; the outbox itself is what the page shows."""

    def send(self, letter: Letter) -> None:
        """Nothing is to be done."""

    def close(self) -> None:
        """Nothing is open."""
