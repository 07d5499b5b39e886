"""`yakuba serve` and `yakuba work`."""

import argparse
import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, close_old_connections

from yakuba import ledger, mailroom
from yakuba.cases import balloting, calling, correcting, drafting, erasing, indexing, issuing, making, scanning
from yakuba.cli import Stop, ports
from yakuba.collecting import asking
from yakuba.learning import following_up
from yakuba.ledger import Robot
from yakuba.people import keys
from yakuba.toolbox import clock
from yakuba.toolbox.logs import job

log = logging.getLogger("yakuba.work")
PAUSE_SECONDS = 1.0
WORKER = Robot(name="yakuba work", post="自動")


def serve(called: argparse.Namespace) -> int:
    """Hands over to gunicorn."""
    from django.conf import settings

    if not ports.is_free(called.port, called.bind):
        other = called.port + 10
        raise Stop(f"ポート {called.port} はもう使われています。別の番号で試してください：yakuba serve --port {other}")
    if not settings.TESTING and settings.SECRET_KEY_IS_RANDOM and called.workers > 1:
        print("YAKUBA_SECRET_KEY がないため、プロセス1つで動かします（docs/operations.md）。", file=sys.stderr)
        called.workers = 1
    _count_together(settings.METRICS_TOKEN, settings.DATA / "metrics")
    call_command("collectstatic", interactive=False, verbosity=0)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *gunicorn_arguments(called)])


def _count_together(token: str, folder: Path) -> None:
    """Where the processes put down what they count, so that one page of figures tells of them all; begun anew."""
    if token:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def gunicorn_arguments(called: argparse.Namespace) -> list[str]:
    """Threads, because a page waits for the database far longer than it computes."""
    return [
        "yakuba.wsgi",
        "--bind", f"{called.bind}:{called.port}",
        "--workers", str(called.workers),
        "--worker-class", "gthread",
        "--threads", "4",
        "--no-control-socket",
        "--logger-class", "yakuba.cli.server_log.ServerLog",
    ]  # fmt: skip


def work(called: argparse.Namespace) -> int:
    """The worker's loop: papers, letters, and once a day the seal over the ledger."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        return loop(stop, once=called.once)
    except Exception:
        # Python would print the words of the error, and they quote what somebody wrote.
        log.exception("The worker ends.")
        return 1


def loop(stop: threading.Event, *, once: bool = False) -> int:
    """Goes round until stopped; a database that is away is waited for, not died of."""
    maker = making.Maker()
    while not stop.is_set():
        moved = 0
        try:
            close_old_connections()
            moved = one_round(maker)
        except OperationalError:
            log.exception("The database is away; trying again.")
        if once and not moved:
            return 0
        if not moved:
            stop.wait(PAUSE_SECONDS)
    return 0


def one_round(maker: making.Maker) -> int:
    """Does what waits now; returns how much that was."""
    jobs: dict[str, Callable[[], int]] = {
        "issue": issuing.work,
        "letters": lambda: mailroom.deliver().sent,
        "index": indexing.index_new,
        "scan": scanning.scan_waiting,
        "export": maker.work,
        "hooks": calling.work,
        "ballots": balloting.open_boxes,
    }
    moved = sum(_done(name, work) for name, work in jobs.items())
    job.set("seal")
    yesterday = clock.today() - timedelta(days=1)
    if not ledger.is_sealed(yesterday):
        ledger.seal(yesterday)
        drafting.clear_expired(by=WORKER)
        keys.clear_answered()
        correcting.remind_due(by=WORKER)
        asking.remind_due(by=WORKER)
        erasing.erase_due(by=WORKER)
        following_up.remind_due(by=WORKER)
    return moved


def _done(name: str, work: Callable[[], int]) -> int:
    job.set(name)
    count = work()
    if count:
        log.info("done", extra={"count": count})
    return count
