"""A real mail server on this machine that writes down what it is told, and can be told to misbehave."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
HANG_UP = "hang up"


@dataclass
class PostOffice:
    """`at_rcpt` and `at_data` answer for the server; `envelopes` are the recipients of each letter it took."""

    port: int
    at_rcpt: Callable[[str], str] = lambda _address: OK
    at_data: Callable[[str], str] = lambda _address: OK
    envelopes: list[list[str]] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def received(self) -> list[str]:
        """Whose letters came, in order."""
        return [address for envelope in self.envelopes for address in envelope]

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if (answer := self.at_rcpt(address)) == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        answer = self.at_data(envelope.rcpt_tos[0])
        if answer in {OK, HANG_UP}:
            self.envelopes.append(list(envelope.rcpt_tos))
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        if answer == HANG_UP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def open_post_office(port: int = 0, *, context: ssl.SSLContext | None = None, **options: Any) -> Iterator[PostOffice]:
    """Open until the end of the block; `context` offers STARTTLS, the other options go to aiosmtpd."""
    office = PostOffice(port or free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port, tls_context=context, **options)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
