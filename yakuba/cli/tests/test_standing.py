"""The command says in a sentence what is missing, and starts nothing on a house that does not stand."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

CALLS = (
    ["export", "anything"],
    ["verify"],
    ["file", "anything", "rows.csv"],
    ["publish", "catalogue/dog-registration"],
    ["work", "--once"],
    ["serve", "--port", "8999"],
)


def call(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as an operator does, with a database of its own."""
    surroundings = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "yakuba.settings"}
    program = "import sys; from yakuba.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], env=surroundings, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("arguments", CALLS, ids=lambda arguments: arguments[0])
def test_without_a_database_the_command_says_what_to_do_and_leaves_no_file(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = call(*arguments, database=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["work", "serve"])
def test_nothing_starts_on_a_database_that_lacks_a_migration(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.sqlite3").touch()
    done = call(command, database=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert done.returncode == 1
    assert "移行が" in done.stderr
    assert "manage.py migrate" in done.stderr


def test_a_database_that_does_not_answer_is_named_without_a_traceback() -> None:
    done = call("verify", database="postgresql://nobody:secret-word@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret-word" not in done.stderr


def test_a_port_in_use_is_said_before_anything_is_served(migrated: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = call("serve", "--port", str(port), database=migrated)
    assert done.returncode == 1
    assert f"ポート {port} はもう使われています" in done.stderr


def test_on_a_house_that_stands_the_ledger_is_verified(migrated: str) -> None:
    done = call("verify", database=migrated)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["check"], ["serve", "--port", "x"], ["none"]])
def test_help_and_complaints_are_japanese_throughout(arguments: list[str]) -> None:
    done = call(*arguments, database="")
    said = done.stdout + done.stderr
    assert "使い方: " in said
    for words in ("usage", "positional", "options", "show this", "error", "required", "invalid", "argument"):
        assert words not in said, words


def test_a_hall_of_two_processes_logs_json_and_counts_together(migrated: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "DATABASE_URL": migrated,
        "YAKUBA_DATA": str(tmp_path),
        "YAKUBA_LOGS": "json",
        "YAKUBA_METRICS_TOKEN": "figures",
        "YAKUBA_SECRET_KEY": "of the test",
    }
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "yakuba", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(
        command, env=surroundings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as hall:
        try:
            pool = urllib3.PoolManager(retries=urllib3.Retry(None, connect=80, backoff_factor=0.2, backoff_max=0.5))
            house = f"http://127.0.0.1:{port}"
            codes = {pool.request("GET", f"{house}/health/", headers={"Connection": "close"}).status for _ in range(12)}
            told = pool.request("GET", f"{house}/metrics/", headers={"Authorization": "Bearer figures"})
        finally:
            hall.send_signal(signal.SIGTERM)
            _out, said = hall.communicate(timeout=20)
    assert codes == {200}
    assert 'yakuba_requests_total{method="GET",route="health/",status="2xx"} 12.0' in told.data.decode()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    answered = [line for line in lines if line.get("route") == "health/"]
    assert len(answered) == 12
    assert len({line["request"] for line in answered}) == 12
