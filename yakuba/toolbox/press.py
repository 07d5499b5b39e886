"""The press: a Typst template and its values become a PDF that holds those values and nobody else's.

Typst runs in a child process, one for each worker process, so that a template that never ends or eats the
memory costs one paper and not the office. A child that was late, or answered anything but the question asked,
is killed with its pipes: no later request can read what it left behind.
"""

import json
import math
import os
import select
import struct
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from yakuba.toolbox import glyphs

HERE = Path(__file__).resolve().parent
TYPESETTER = [sys.executable, "-I", str(HERE / "typesetter.py"), str(HERE / "fonts"), str(2 * 1024**3)]
# Port 9 of this machine refuses at once: a template that imports a package fails instead of waiting for a network.
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
# The limit on memory counts what each thread reserves: without these a machine of many cores would exceed it.
FEW_THREADS = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
_PRINTED = 0
LARGEST_ANSWER = 256 * 1024**2


class Failed(Exception):
    """There is no paper: the template or its values are at fault. `line` is the template's, if one is known."""

    def __init__(self, reason: str, *, hints: tuple[str, ...] = (), line: int | None = None) -> None:
        where = _("（ひな形の%(line)d行目）") % {"line": line} if line else ""
        super().__init__(_("書類を組めませんでした%(where)s：%(reason)s") % {"where": where, "reason": reason})
        self.reason, self.hints, self.line = reason, hints, line


class Stalled(Exception):
    """There is no paper: the time was up. Nothing of the attempt is kept."""


@dataclass(frozen=True)
class Printed:
    """A paper, and the characters on it that no carried face draws, each printed as 〓 with its code."""

    pdf: bytes
    replaced: tuple[str, ...]


def pdf(template: str, values: dict[str, Any], *, timeout: float = 10) -> bytes:
    """The paper alone; see `printed`."""
    return printed(template, values, timeout=timeout).pdf


def printed(template: str, values: dict[str, Any], *, timeout: float = 10) -> Printed:
    """Prints one paper as PDF/A-2a and PDF/UA-1: the same template and values give the same bytes.

    The template finds the values in the dictionary `v` of yakuba.typ; they are never part of its source. It
    reads no other file and no clock. `timeout` is in seconds, for the wait behind other papers and again for
    the printing. Raises Failed or Stalled; then nothing was printed.
    """
    replaced: dict[str, None] = {}
    rare = dict.fromkeys(glyphs.fit(template).rare)
    request = {
        "template": template,
        "values": json.dumps(_fit(values, replaced, rare)),
        # The longest first: a variant before its own base character.
        "rare": "|".join(sorted(rare, key=lambda part: (-len(part), part))),
    }
    return Printed(_press.print(request, timeout), tuple(replaced))


def _fit(value: Any, replaced: dict[str, None], rare: dict[str, None]) -> Any:
    """The same value with every text in it fitted to the fonts; collects what was replaced and what is rare."""
    if isinstance(value, str):
        fitted = glyphs.fit(value)
        replaced.update(dict.fromkeys(fitted.replaced))
        rare.update(dict.fromkeys(fitted.rare))
        return fitted.text
    if isinstance(value, dict):
        return {key: _fit(part, replaced, rare) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_fit(part, replaced, rare) for part in value]
    return value


class _Press:
    """The child process of this process, used by one thread at a time."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: _Child | None = None

    def print(self, request: dict[str, str], timeout: float) -> bytes:
        if not self.turn.acquire(timeout=timeout):
            raise Stalled(_("前の書類の印刷が終わらず、時間切れになりました。もう一度お試しください。"))
        try:
            status, body = self._ask(request, timeout)
        finally:
            self.turn.release()
        if status != _PRINTED:
            fault = json.loads(body)
            raise Failed(fault["message"], hints=tuple(fault["hints"]), line=fault["line"])
        return body

    def _ask(self, request: dict[str, str], timeout: float) -> tuple[int, bytes]:
        child, self.child = self.child, None
        if child is None or not child.is_running:
            child = _Child()
        try:
            answer = child.ask(request, timeout)
        except BaseException:
            # Also when a signal interrupts this thread: what the child still writes belongs to nobody.
            child.kill()
            raise
        self.child = child
        return answer


class _Child:
    """One running typesetter and the two pipes to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            TYPESETTER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=NO_NETWORK | FEW_THREADS,
            cwd=HERE / "typst",
            start_new_session=True,
        )
        self.to, self.back = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)
        os.set_blocking(self.to.fileno(), False)

    def ask(self, request: dict[str, str], timeout: float) -> tuple[int, bytes]:
        """Status and body of the answer to this request; an answer to any other is a Failed."""
        deadline = time.monotonic() + timeout
        identity = uuid.uuid4()
        frame = json.dumps(request | {"id": identity.hex, "seconds": math.ceil(timeout) + 5}).encode()
        self._write(struct.pack(">I", len(frame)) + frame, deadline)
        echo, status, size = struct.unpack(">16sBI", self._read(21, deadline))
        if echo != identity.bytes or size > LARGEST_ANSWER:
            raise Failed(_("組版プログラムが別の依頼に答えたため、捨てました。"))
        return status, self._read(size, deadline)

    @property
    def is_running(self) -> bool:
        """False when somebody ended it while it was idle: an operator, or the kernel for want of memory."""
        return self.process.poll() is None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        self.to.close()
        self.back.close()

    def _write(self, frame: bytes, deadline: float) -> None:
        rest = memoryview(frame)
        while rest:
            self._wait(self.to.fileno(), select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self.to.fileno(), rest) :]
            except BrokenPipeError:
                raise _gone() from None

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(self.back.fileno(), select.POLLIN, deadline)
            part = os.read(self.back.fileno(), size - len(parts))
            if not part:
                raise _gone()
            parts += part
        return bytes(parts)

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise Stalled(_("書類を組むのに時間がかかりすぎたため、取りやめました。"))


def _gone() -> Failed:
    return Failed(_("組版の途中で、組版プログラムが終わってしまいました。"))


def _after_fork() -> None:
    """A forked worker starts a press of its own: two processes on one pair of pipes would mix up papers."""
    global _press
    if _press.child:
        _press.child.close()
    _press = _Press()


_press = _Press()
os.register_at_fork(after_in_child=_after_fork)
