"""What server and worker write while strangers send odd things and jobs break: lines of JSON, and no word of it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

WATERMARK = "WM7Q2XKW"
ODD_REQUESTS = (
    f"{WATERMARK} {WATERMARK} {WATERMARK}\r\n\r\n",
    f"GET /{WATERMARK}?x={WATERMARK} HTTP/1.1\r\nHost: localhost\r\nBad Header {WATERMARK}: x\r\n\r\n",
    f"POST /follow/{WATERMARK}/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {WATERMARK}\r\n\r\n",
    f"GET /follow/{WATERMARK}/?q={WATERMARK} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {WATERMARK}\r\n\r\n",
    f"GET /health/ HTTP/1.1\r\nHost: {WATERMARK}.example\r\nCookie: sessionid={WATERMARK}\r\n\r\n",
)
# The worker with one job that complains in every way: by a warning, by another library's words, by its end.
BROKEN_WORKER = """
import logging, sys, warnings
import django
django.setup()
from django.db import IntegrityError
from yakuba.cases import scanning
from yakuba.cli import main

def breaks():
    warnings.warn({words!r})
    logging.getLogger("pypdf").warning({words!r})
    raise {error}({words!r})

scanning.scan_waiting = breaks
sys.exit(main(["work", "--once"]))
"""


@pytest.fixture
def surroundings(migrated: str, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": migrated,
        "DJANGO_SETTINGS_MODULE": "yakuba.settings",
        "YAKUBA_DATA": str(tmp_path),
        "YAKUBA_LOGS": "json",
        "YAKUBA_SECRET_KEY": "of the test",
    }


def test_whatever_a_stranger_sends_the_server_writes_json_and_none_of_it(surroundings: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "yakuba", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(
        command, env=surroundings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as hall:
        try:
            pool = urllib3.PoolManager(retries=urllib3.Retry(None, connect=80, backoff_factor=0.2, backoff_max=0.5))
            pool.request("GET", f"http://127.0.0.1:{port}/health/", headers={"Connection": "close"})
            for request in ODD_REQUESTS:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as visitor:
                    visitor.sendall(request.encode())
                    assert visitor.recv(12).startswith(b"HTTP/1.1 ")
        finally:
            hall.terminate()
            _out, said = hall.communicate(timeout=20)
    assert WATERMARK not in said
    lines = [json.loads(line) for line in said.splitlines()]
    assert any(line["message"].startswith("Listening at: http://127.0.0.1:") for line in lines)
    refused = [line for line in lines if line["logger"] == "gunicorn.error" and line["level"] == "warning"]
    assert len(refused) == 3
    assert all("handle_error" in line["message"] for line in refused)
    for line in lines:
        if line["logger"].startswith(("django.request", "yakuba.access")):
            assert len(line["request"]) == 12


@pytest.mark.parametrize("error", ["ValueError", "IntegrityError"])
def test_a_worker_that_ends_over_an_answer_says_where_and_not_what(surroundings: dict[str, str], error: str) -> None:
    program = BROKEN_WORKER.format(words=f"DETAIL:  Key (email)=({WATERMARK}) already exists.", error=error)
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", program], env=surroundings, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert WATERMARK not in done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert (lines[-1]["job"], lines[-1]["error"]) == ("scan", error)
    assert lines[-1]["where"][-1].endswith(" breaks")
    assert [line for line in lines if line["message"].startswith("UserWarning at ")]
    assert [line for line in lines if line["logger"] == "pypdf" and line["message"].endswith(" breaks")]
