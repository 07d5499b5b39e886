"""Scanners for tests: Debian's clamd with two signatures of our own, and one of our making that can misbehave."""

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

VIRUS = b"YAKUBA-TEST-VIRUS"
# Every scanner knows it; in two pieces, so that none takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURES = {"Yakuba.Test": VIRUS, "Eicar-Test-Signature": EICAR}
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def real_clamd(folder: Path, *, stream_max: str = "25M") -> Iterator[str]:
    """Debian's clamd at a socket of its own, with nothing from the network; its address."""
    assert CLAMD
    (folder / "db").mkdir()
    lines = [f"{name}:0:*:{virus.hex()}\n" for name, virus in SIGNATURES.items()]
    (folder / "db" / "own.ndb").write_text("".join(lines))
    door = folder / "clamd.ctl"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder / 'db'}\nLocalSocket {door}\nForeground yes\nStreamMaxLength {stream_max}\n"
    )
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([CLAMD, "-c", folder / "clamd.conf"], stdout=quiet, stderr=quiet)
    try:
        until = time.monotonic() + 20
        while not door.exists():
            assert server.poll() is None, "clamd ended by itself"
            assert time.monotonic() < until, "clamd does not open its door"
            time.sleep(0.02)
        yield str(door)
    finally:
        server.terminate()
        server.wait()


@dataclass
class OwnClamd:
    """Speaks INSTREAM on loopback. `answer` is what it says: a reply, or hang, hang up, or hang up while being sent."""

    address: str = ""
    answer: str = ""
    seen: list[bytes] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _peer = listening.accept()
                with closing(line), suppress(OSError):
                    self._one(line)

    def _one(self, line: socket.socket) -> None:
        line.settimeout(5)
        if self.answer == "hang up while being sent":
            line.recv(20)
            return
        file = line.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            content += file.read(size)
        self.seen.append(content)
        if self.answer == "hang":
            line.recv(1)
        elif self.answer != "hang up":
            found = next((name for name, virus in SIGNATURES.items() if virus in content), "")
            word = self.answer or (f"{found} FOUND" if found else "OK")
            line.sendall(f"stream: {word}\0".encode())


@contextmanager
def own_clamd(answer: str = "") -> Iterator[OwnClamd]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        own = OwnClamd(f"127.0.0.1:{listening.getsockname()[1]}", answer)
        serving = Thread(target=own.serve, args=[listening], daemon=True)
        serving.start()
        try:
            yield own
        finally:
            # A thread in accept() does not notice that its socket is closed.
            listening.shutdown(socket.SHUT_RDWR)
            serving.join(timeout=6)
