"""Sets a house up of its own, measures every row, prints the table and writes docs/benchmarks.md."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
NAME = "yakuba_bench"
ADDRESS = SERVER.rpartition("/")[0] + f"/{NAME}"
Row = tuple[str, str, str, str]
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> int:
    """Runs on the PostgreSQL that answers, else on SQLite, and says which; the office on both."""
    if sys.argv[1:] == ["office"]:
        # The second engine, in a process of its own: its rows as JSON on the last line.
        print(json.dumps(_measured("sqlite", only_the_office=True)))
        return 0
    engine = "postgresql" if _fresh_postgres() else "sqlite"
    table = _measured(engine)
    if engine == "postgresql":
        print("The office once more, on SQLite …", flush=True)
        done = subprocess.run([sys.executable, "-m", "bench", "office"], capture_output=True, text=True, check=True)
        table += [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]
    print(_as_text(table))
    PAGE.write_text(_as_markdown(table, engine), encoding="utf-8")
    return 0


def _measured(engine: str, *, only_the_office: bool = False) -> "list[Row]":
    place = Path(tempfile.mkdtemp(prefix="yakuba-bench-"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yakuba.settings",
        "DATABASE_URL": ADDRESS if engine == "postgresql" else f"sqlite:///{place / 'bench.sqlite3'}",
        "YAKUBA_DATA": str(place),
        "YAKUBA_SECRET_KEY": "only for the benchmark",
        "YAKUBA_DEMO": "",
    }
    try:
        import django

        django.setup()
        from bench import rows

        return rows.measure(only_the_office=only_the_office)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _fresh_postgres() -> bool:
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        return False
    return True


def _as_text(table: "list[Row]") -> str:
    return "\n".join(f"{ok:>4}  {what}: {measured}  (budget {budget})" for what, measured, budget, ok in table)


def _as_markdown(table: "list[Row]", engine: str) -> str:
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
