"""Sets a house up of its own, measures every row, prints the table and writes docs/benchmarks.md."""

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import psycopg

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
NAME = "yakuba_bench"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> int:
    """Runs on the PostgreSQL that answers, else on SQLite, and says which."""
    place = Path(tempfile.mkdtemp(prefix="yakuba-bench-"))
    database = _fresh_postgres() or f"sqlite:///{place / 'bench.sqlite3'}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yakuba.settings",
        "DATABASE_URL": database,
        "YAKUBA_DATA": str(place),
        "YAKUBA_SECRET_KEY": "only for the benchmark",
        "YAKUBA_DEMO": "",
    }
    try:
        import django

        django.setup()
        from bench import rows

        table = rows.measure()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(_as_text(table))
    PAGE.write_text(_as_markdown(table, database.split(":")[0]), encoding="utf-8")
    return 0


def _fresh_postgres() -> str:
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        return ""
    return SERVER.rpartition("/")[0] + f"/{NAME}"


def _as_text(table: "list[tuple[str, str, str, str]]") -> str:
    return "\n".join(f"{ok:>4}  {what}: {measured}  (budget {budget})" for what, measured, budget, ok in table)


def _as_markdown(table: "list[tuple[str, str, str, str]]", engine: str) -> str:
    from yakuba.toolbox import clock

    cores = os.cpu_count()
    head = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every ratio compares two things measured in one run on one machine.",
        "",
        f"{clock.today():%Y-%m-%d} · {cores} cores, {_processor()} · {platform.system()} · "
        f"Python {platform.python_version()} · {engine}",
        "",
        "| what | measured | budget | within |",
        "| --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in table), ""])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
