"""App, worker and database are killed while people file and decide: nothing acknowledged is lost or doubled.

`YAKUBA_KILLS=2000 pytest tests/stories/test_killed.py` does it with so many cases; the suite does it with a few.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import urllib3
from urllib3.exceptions import HTTPError

CASES, CLIENTS = int(os.environ.get("YAKUBA_KILLS", "8")), 4
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cast import assemble
from yakuba.cases.tests.samples import WHOLE, declare
from yakuba.ledger import Robot
from yakuba.people import keys
cast = assemble()
declare(WHOLE)
scope = keys.Scope(["file", "inbox", "decide"])
print(*(keys.make(one, "test", scope, days=1, by=Robot("tests"))[1] for one in (cast.hana, cast.ken, cast.rie)))
"""
COUNT = """
import collections, json, django; django.setup()
from yakuba.cases.models import Case
from yakuba.cases.tests import oracle
from yakuba.ledger.models import Line
lines = collections.Counter(Line.objects.filter(verb__in=["filed", "accepted", "decided"]).values_list("thing", "verb"))
states = {one.receipt: [one.submission_key, one.waits_for, *(lines[one.ledger_key, verb] for verb in (
    "filed", "accepted", "decided"))] for one in Case.objects.all()}
from yakuba.cli import main
assert main(["verify"]) == 0
print(json.dumps({"states": states, "unsound": oracle.unsound()}))
"""


@dataclass
class House:
    """A hall of its own: database, server of two processes, worker; each can be killed and stands up again."""

    surroundings: dict[str, str]
    port: int
    database: "Cluster | None"
    hall: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.surroundings, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        self.hall = [
            self._begin("serve", "--port", str(self.port), "--workers", "2"),
            self._begin("work"),
        ]

    def kill(self, which: int) -> None:
        """The server with all its processes, the worker, or one process of the database, which brings it all down."""
        if which == 2 and self.database:
            self.database.crash()
            return
        which %= 2
        os.killpg(self.hall[which].pid, signal.SIGKILL)
        self.hall[which].wait()
        words = ("serve", "--port", str(self.port), "--workers", "2") if which == 0 else ("work",)
        self.hall[which] = self._begin(*words)

    def wait_until_it_answers(self, stop: threading.Event) -> None:
        """Killed faster than it stands up, it would never do anything."""
        address = f"http://127.0.0.1:{self.port}/health/"
        while not stop.wait(0.1):
            try:
                if urllib3.request("GET", address, retries=False, timeout=5).status == 200:
                    return
            except HTTPError:
                continue

    def stop(self) -> None:
        for one in self.hall:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "yakuba", *words]
        out = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.surroundings, stdout=out, stderr=out, start_new_session=True)


class Cluster:
    """A PostgreSQL of the test's own: nobody else's is brought down."""

    def __init__(self, folder: Path, port: int) -> None:
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder, self.port = folder / "data", port
        shutil.chown(folder, "postgres") if os.geteuid() == 0 else None
        self._call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c log_min_messages=fatal"
        self._call("pg_ctl", "-w", "-s", "-o", options, "start")

    def crash(self) -> None:
        """SIGKILL to whichever process serves a connection: the database throws everybody out and recovers."""
        postmaster = (self.folder / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        serving = [pid for pid in children if b"127.0.0.1" in _command(pid)]
        if serving:
            os.kill(int(random.choice(serving)), signal.SIGKILL)

    def stop(self) -> None:
        self._call("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def _call(self, program: str, *words: str) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        call = [*as_postgres, str(self.bin / program), "-D", str(self.folder), *words]
        subprocess.run(call, check=True, timeout=60, stdout=subprocess.DEVNULL, cwd="/")


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    cluster: Cluster | None = None
    database = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    if request.param == "postgresql":
        if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            pytest.skip("no PostgreSQL to be killed here")
        folder = Path("/tmp") / f"yakuba-killed-{uuid4().hex[:8]}"
        folder.mkdir()
        cluster = Cluster(folder, _free())
        database = f"postgresql://postgres@127.0.0.1:{cluster.port}/postgres"
    surroundings = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "yakuba.settings",
        "YAKUBA_DATA": str(tmp_path),
        "YAKUBA_SECRET_KEY": "of the test",
        "YAKUBA_API_A_MINUTE": "1000000",
    }
    stands = House(surroundings, _free(), cluster)
    try:
        yield stands
    finally:
        stands.stop()
        if cluster:
            cluster.stop()
            shutil.rmtree(cluster.folder.parent, ignore_errors=True)


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Client:
    """Sends each request until it is answered, under the same key, as a good client does."""

    house: House
    secrets: list[str]
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=CLIENTS * 2, retries=False))

    def post(self, who: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
        head = {"Authorization": f"Bearer {self.secrets[who]}", "Idempotency-Key": uuid4().hex}
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                answer = self.pool.request(
                    "POST", f"http://127.0.0.1:{self.house.port}/api/v1{path}", json=body, headers=head, timeout=20
                )
            except HTTPError:
                time.sleep(0.05)
                continue
            if answer.status < 300:
                return dict(answer.json())
            assert answer.status in (500, 503), (answer.status, answer.data)
            time.sleep(0.05)
        raise AssertionError("nobody answered for a minute")

    def whole(self, number: int) -> tuple[str, str]:
        """Files, accepts and decides one; the receipt, and the name by which it is known."""
        name = f"{number:05d}"
        answers = {"applicant": {"family": "見本", "given": name}, "people": 2, "with_dog": False}
        receipt = self.post(0, "/procedures/permit/cases/", {"answers": answers})["receipt"]
        self.post(1, f"/inbox/{receipt}/accept/", {})
        self.post(2, f"/inbox/{receipt}/decide/", {})
        return receipt, name


def killing(house: House, stop: threading.Event, told: list[int]) -> Callable[[], None]:
    luck, first = random.Random(1126), [2, 0, 1]

    def go_on() -> None:
        while not stop.wait(luck.uniform(0.2, 1 if CASES < 100 else 2.5)):
            which = first.pop(0) if first else luck.choice((0, 1, 2))
            house.kill(which)
            told.append(which)
            house.wait_until_it_answers(stop)

    return go_on


@pytest.mark.timeout(60 + CASES * 3)
def test_nothing_acknowledged_is_lost_or_doubled(house: House) -> None:
    client = Client(house, house.run("-c", PREPARE).split())
    house.start()
    client.whole(0)
    stop, kills = threading.Event(), list[int]()
    killer = threading.Thread(target=killing(house, stop, kills))
    killer.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            acknowledged = dict(clients.map(client.whole, range(1, CASES + 1)))
        while len(kills) < 3:
            acknowledged.update([client.whole(len(acknowledged) + 1)])
    finally:
        stop.set()
        killer.join()
    house.stop()
    house.hall = []
    counted = json.loads(house.run("-c", COUNT).splitlines()[-1])
    assert len(acknowledged) >= CASES
    states = counted["states"]
    assert acknowledged.keys() <= states.keys()
    assert len(states) == len(acknowledged) + 1
    # Each was filed, accepted and decided once, and waits where somebody can go on with it.
    assert {tuple(state[1:]) for state in states.values()} == {("issue", 1, 1, 1)}
    assert len({state[0] for state in states.values()}) == len(states)
    assert counted["unsound"] == []
    by_kind = {name: kills.count(which) for which, name in enumerate(("app", "worker", "database"))}
    print(f"{len(states)} cases, killed: {by_kind}")
