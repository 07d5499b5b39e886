"""Asks a clamd whether bytes hold what its signatures know, over its own protocol (INSTREAM)."""

import socket
import struct
import time
from contextlib import closing, suppress
from dataclasses import dataclass

CONNECT_SECONDS = 5
# For one file, whatever the scanner makes of it; the worker has other things to do.
ANSWER_SECONDS = 30
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class Away(Exception):
    """The scanner cannot be reached or did not answer; nothing is known of the file."""


class Failed(Exception):
    """The scanner answered that it could not scan this file."""


@dataclass(frozen=True)
class Verdict:
    """`signature` names what was found; empty, nothing was."""

    signature: str = ""


class Scanner:
    """The clamd at `host:port`, or at the path of its socket. Raises ValueError for another address."""

    def __init__(self, address: str) -> None:
        self._path = address if address.startswith("/") else ""
        host, _colon, port = address.rpartition(":")
        if not self._path and not (host and port.isascii() and port.isdigit()):
            raise ValueError("YAKUBA_CLAMD: write host:port, or the path of a socket such as /run/clamav/clamd.ctl")
        self._host = (host.strip("[]"), int(port)) if not self._path else ("", 0)

    def scan(self, content: bytes) -> Verdict:
        """Raises Away or Failed."""
        try:
            with closing(self._connected()) as line:
                answer = _ask(line, content)
        except OSError as error:
            raise Away(f"{type(error).__name__}: {error}") from error
        word = answer.removeprefix("stream: ")
        if word == "OK":
            return Verdict()
        if word.endswith(" FOUND"):
            return Verdict(word.removesuffix(" FOUND"))
        if not word:
            raise Away("the scanner hung up")
        raise Failed(word)

    def _connected(self) -> socket.socket:
        if not self._path:
            return socket.create_connection(self._host, CONNECT_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        return line


def _ask(line: socket.socket, content: bytes) -> str:
    until = time.monotonic() + ANSWER_SECONDS
    # Too large for the scanner, it says so and hangs up while we are still sending: its answer is there to be read.
    with suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            _wait_until(line, until)
            chunk = content[start : start + CHUNK]
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        _wait_until(line, until)
        if not (part := line.recv(LONGEST_ANSWER)):
            # Half an answer is none: "OK" may be the end of anything.
            return ""
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _wait_until(line: socket.socket, until: float) -> None:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError("timed out")
    line.settimeout(left)
