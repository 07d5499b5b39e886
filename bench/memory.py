"""What a process of the hall holds after many requests, and what the worker holds after many rounds."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from bench.load import _drive, _free_port, _session, _wait_for
from tests.cast import Cast

Row = tuple[str, str, str, str]
REQUESTS = 10_000
FOUND = "/procedures/?q=%E4%BD%8F%E6%B0%91%E7%A5%A8"
PAGES = ["/", FOUND, "/procedures/dog-registration/", "/cases/", "/office/", "/health/"]
LIMIT = 150


def memory(cast: Cast) -> list[Row]:
    """Memory of a web worker after 10,000 requests, and of the background worker."""
    return [_web(cast), _work()]


def _web(cast: Cast) -> Row:
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session(cast.ken)}"
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "yakuba.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen(command)
    try:
        _wait_for(port)
        held = []
        for share in (1, 4, 5):
            _drive(port, PAGES * (share * REQUESTS // 10 // len(PAGES)), cookie, "GET")
            held.append(_megabytes(_children(server.pid)[0]))
    finally:
        server.terminate()
        server.wait(timeout=20)
    told = " → ".join(f"{one:.0f}" for one in held)
    return ("a web worker's memory after 1,000, 5,000 and 10,000 requests", f"{told} MB", f"≤ {LIMIT} MB, level",
            "yes" if held[-1] <= LIMIT and held[-1] <= held[1] * 1.05 else "no")  # fmt: skip


def _work() -> Row:
    """One round of the worker over whatever the measurements before have left."""
    program = (
        "import django; django.setup()\n"
        "from yakuba.cases import making\nfrom yakuba.cli.running import one_round\n"
        "maker = making.Maker()\n"
        "for _round in range(300): one_round(maker)\n"
        "print(open('/proc/self/status').read())"
    )
    done = subprocess.run([sys.executable, "-c", program], env=os.environ, capture_output=True, text=True, check=True)
    held = _read(done.stdout)
    return ("the background worker's memory after 300 rounds", f"{held:.0f} MB", f"≤ {LIMIT} MB",
            "yes" if held <= LIMIT else "no")  # fmt: skip


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _megabytes(pid: int) -> float:
    return _read(Path(f"/proc/{pid}/status").read_text())


def _read(status: str) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024
