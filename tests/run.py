"""`make test`: the whole suite on SQLite, then whatever touches rows once more on PostgreSQL.

A test that opens no database gives the same answer twice, and a browser test measures pages, not rows: both run
once, and so does what is marked `once("sqlite")` or `once("postgresql")`. PostgreSQL is the one of DATABASE_URL, else
the one that answers on this machine; YAKUBA_REQUIRE_POSTGRES=1 makes a missing one an error. What is left out is said
before the tests start, so that pytest has the last word.
"""

import os
import shutil
import subprocess
import sys

import psycopg
import pytest

from tests.rounds import ROUND

LOCAL = "postgresql://postgres@127.0.0.1:5432/yakuba"
# The test database is thrown away: it need not wait for the disk.
HASTY = "?options=-c%20synchronous_commit%3Doff"
BROWSERS = ("chromium", "chromium-browser")


def problem(url: str) -> str:
    """Why the tests cannot run there, or nothing. The database itself need not exist."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=3) as server:
            if server.info.parameter_status("is_superuser") != "on":
                # Only a superuser lifts the ledger's triggers, so that the tables can be emptied between tests.
                return f"the role {server.info.user} is no superuser"
    except psycopg.OperationalError as error:
        return str(error).strip().splitlines()[0]
    return ""


def postgres() -> str | None:
    """The address to run the second round on, or None when there is nothing to run it on."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        if reason := problem(named):
            sys.exit(f"The tests cannot run on the PostgreSQL of DATABASE_URL: {reason}")
        return named
    if reason := problem(LOCAL):
        print(f"The tests cannot run on {LOCAL}: {reason}")
        return None
    return LOCAL + HASTY


def round_on(title: str, database: str | None, arguments: list[str], vendor: str = "") -> int:
    """One run of pytest on two processes; its exit code. With a vendor it is one of two rounds."""
    print(f"\n=== {title}", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database:
        environment["DATABASE_URL"] = database
    command = [sys.executable, "-m", "pytest", "-n", "2", "-p", "tests.rounds", *arguments]
    return subprocess.run(command, env=environment | {ROUND: vendor}).returncode


def main(arguments: list[str]) -> int:
    server = postgres()
    if not server and os.environ.get("YAKUBA_REQUIRE_POSTGRES") == "1":
        sys.exit("No PostgreSQL answers, and YAKUBA_REQUIRE_POSTGRES=1 asks for one.")
    if not server:
        print("They run on SQLite alone. DATABASE_URL may name another PostgreSQL.")
    chosen = list(arguments)
    if not any(shutil.which(name) for name in BROWSERS):
        print("The browser tests are left out: there is no Chromium on this machine.")
        chosen += ["-m", "not browser"]
    code = round_on("SQLite: every test" if not server else "SQLite", None, chosen, "sqlite" if server else "")
    # Of the tests that were asked for, all may run in one of the rounds.
    none = pytest.ExitCode.NO_TESTS_COLLECTED
    if server and code in (0, none):
        second = round_on("PostgreSQL: the tests that touch rows", server, arguments, "postgresql")
        code = code if second == none else second
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
