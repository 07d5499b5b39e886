"""Two views under the same load: a bare one that inserts two rows, and the filing of a form that is filled in."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.stories.walking import fill_in
from yakuba.cases import drafting
from yakuba.cases.models import Case
from yakuba.people.models import User
from yakuba.procedures.models import Procedure

CLIENTS, PROCESSES, FORMS = 8, 2, 480
TYPED: list[dict[str, Any]] = [
    {"whose": "all"},
    {"relation": "no", "domicile": "no", "my_number": "no", "copies": "1"},
    {"phone": "090-0000-0000"},
]
TOKEN = "b" * 32


def compare(cast: Cast, slug: str) -> tuple[float, float]:
    """Requests a second: of the bare view, and of filing; the same clients, processes and run."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id BIGINT, words TEXT)")
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session(cast.hana)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "bench.bare:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(PROCESSES), "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen([*command, "--log-level", "error"])
    try:
        _wait_for(port)
        bare = ["/bare/"] * FORMS
        filing = [f"/drafts/{pk}/file/" for pk in _drafts(cast, slug)]
        _drive(port, bare[:80], cookie)
        _drive(port, filing[:80], cookie)
        rounds = [(_drive(port, bare, cookie), _drive(port, part, cookie)) for part in (filing[80:280], filing[280:])]
    finally:
        server.terminate()
        server.wait(timeout=20)
    return max(bare for bare, _filing in rounds), max(filing for _bare, filing in rounds)


def children_cpu() -> float:
    """CPU seconds of this process's living children: the typesetter."""
    ticks, hertz = 0, os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return ticks / hertz


def _drafts(cast: Cast, slug: str) -> Iterator[str]:
    procedure = Procedure.objects.published().get(slug=slug)
    browser = Client()
    browser.force_login(cast.hana, backend=settings.AUTHENTICATION_BACKENDS[0])
    browser.post(fill_in(browser, slug, TYPED).replace("confirm", "file"))
    answers = Case.objects.filter(version=procedure.current).latest("pk").answers
    for _one in range(FORMS):
        draft = drafting.begin(procedure, user=cast.hana)
        draft.answers = answers
        draft.save(update_fields=["answers"])
        yield str(draft.pk)


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _drive(port: int, addresses: list[str], cookie: str, method: str = "POST") -> float:
    """Asks for every address once, from several clients; requests a second."""
    waiting, lock, wrong = list(addresses), threading.Lock(), []
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Host": "127.0.0.1", "Content-Length": "0"}

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                if not waiting:
                    return
                address = waiting.pop()
            line.request(method, address, headers=headers)
            answer = line.getresponse()
            answer.read()
            if answer.status not in (200, 302):
                wrong.append((address, answer.status))

    threads = [threading.Thread(target=ask) for _client in range(CLIENTS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} requests failed, the first: {wrong[0]}")
    return len(addresses) / (time.monotonic() - started)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
