"""E-mail, over one connection for as long as the carrier is open."""

import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from yakuba.mailroom.carriers.carrier import Closed, GiveUp, TryAgain
from yakuba.mailroom.models import Letter
from yakuba.toolbox import email_addresses

# For each answer of the server. RFC 5321 would allow minutes; a letter waits better in the outbox.
TIMEOUT_SECONDS = 30
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
OK = {250, 251}


class Smtp:
    """The server at `smtp://user:password@host:port?tls=starttls`; `tls` is starttls, implicit or off.

    Without `tls` it is STARTTLS, except to this machine itself. Raises ValueError for another address.
    """

    def __init__(self, url: str, *, sender: str) -> None:
        self._parts = urlsplit(url)
        host = self._parts.hostname or ""
        self._tls = parse_qs(self._parts.query).get("tls", ["off" if host in LOOPBACK else "starttls"])[-1]
        if self._parts.scheme != "smtp" or not host or self._tls not in {"starttls", "implicit", "off"}:
            raise ValueError("YAKUBA_SMTP_URL: write smtp://user:password@host:port?tls=starttls (or implicit, or off)")
        self._sender = sender
        self._server: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """One MAIL, one RCPT, one DATA."""
        content = as_email(letter, sender=self._sender).as_bytes()
        if self._server is None:
            self._server = self._connect()
        try:
            self._hand_over(self._server, letter.to, content)
        except (smtplib.SMTPException, OSError) as error:
            # What the server made of it is unknown. The next try carries the same Message-ID.
            self.close()
            raise TryAgain(_words(error)) from error

    def close(self) -> None:
        """Takes leave of the server, if it is still there."""
        server, self._server = self._server, None
        if server:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._parts.hostname or "", self._parts.port or (465 if self._tls == "implicit" else 587)
        # Its own name by default: a look-up that can take seconds.
        name = parseaddr(self._sender)[1].rpartition("@")[2]
        context = ssl.create_default_context()
        try:
            if self._tls == "implicit":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT_SECONDS, context=context)
            else:
                server = smtplib.SMTP(host, port, name, timeout=TIMEOUT_SECONDS)
            self._introduce(server, context)
        except (smtplib.SMTPException, OSError) as error:
            raise Closed(_words(error)) from error
        return server

    def _introduce(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        try:
            if self._tls == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except (smtplib.SMTPException, OSError):
            server.close()
            raise

    def _hand_over(self, server: smtplib.SMTP, to: str, content: bytes) -> None:
        code, reply = server.mail(parseaddr(self._sender)[1])
        if code not in OK:
            self.close()
            raise Closed(_answer(code, reply))
        code, reply = server.rcpt(to)
        if code in OK:
            code, reply = self._data(server, content)
        if code in OK:
            return
        # 421: the server closes. Otherwise the next letter may use the same connection.
        if code == 421:
            self.close()
        elif self._server:
            server.rset()
        raise (GiveUp if 500 <= code < 600 else TryAgain)(_answer(code, reply))

    def _data(self, server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
        try:
            return server.data(content)
        except smtplib.SMTPDataError as refused:
            reply = refused.smtp_error
            return refused.smtp_code, reply if isinstance(reply, bytes) else reply.encode()


def as_email(letter: Letter, *, sender: str) -> EmailMessage:
    """The letter as it travels. Raises GiveUp when it has not exactly one recipient, whatever let it come here."""
    # This policy refuses a line end in a header.
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["Date"] = format_datetime(letter.posted_at)
    # RFC 3834: no absence notice comes back.
    message["Auto-Submitted"] = "auto-generated"
    try:
        message["To"] = email_addresses.one(letter.to)
        message["Subject"] = letter.subject
        message["Message-ID"] = letter.message_id
        message.set_content(letter.text, cte="base64")
    except ValueError as wrong:
        raise GiveUp(str(wrong)) from wrong
    return message


def _answer(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode(errors='replace')}"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
