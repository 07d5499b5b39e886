"""Webhooks over a real socket: told once, signed, tried again, and never to an address inside."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.cases import calling, deciding
from yakuba.cases.models import HookCall
from yakuba.cases.tests.samples import WHOLE, declare, file_form
from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.people import keys
from yakuba.toolbox import clock, outside
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
OPERATOR = Robot("tests")


@contextmanager
def listening(*statuses: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that answers with these statuses, the last one over and over; its host:port and what it heard."""
    heard: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = statuses[min(len(heard), len(statuses) - 1)]
            heard.append({"head": dict(self.headers), "body": body, "path": self.path})
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def token(cast):
    return keys.make(cast.ken, "窓口", keys.Scope(["inbox", "follow"]), days=30, by=OPERATOR)[0]


def asked(token, settings, host):
    settings.HOOKS_INSIDE = [host]
    return calling.ask(token, f"http://{host}/told/?of=1", by=OPERATOR)


def test_each_act_is_told_once_and_signed(cast, token, settings):
    with listening(200) as (host, heard):
        hook = asked(token, settings, host)
        case = file_form(declare(WHOLE), user=cast.hana)
        deciding.look(case, by=cast.ken, why="審査のため")
        assert calling.work() == 2  # filed, checked
        deciding.accept(case, by=cast.ken)
        assert calling.work() == 1
        assert calling.work() == 0
    told = [json.loads(one["body"]) for one in heard]
    assert [one["type"] for one in told] == ["case.filed", "case.checked", "case.accepted"]
    assert told[0]["data"] == {"receipt": case.receipt, "procedure": "permit"}
    assert "はな" not in str(heard)
    one = heard[2]
    assert one["path"] == "/told/?of=1"
    signed = f"{one['head']['webhook-id']}.{one['head']['webhook-timestamp']}.".encode() + one["body"]
    secret = base64.b64decode(calling.secret_of(hook).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert one["head"]["webhook-signature"] == f"v1,{expected}"


def test_many_workers_tell_each_thing_once(cast, token, settings):
    with listening(200) as (host, heard):
        asked(token, settings, host)
        version = declare(WHOLE)
        for _each in range(5):
            file_form(version, user=cast.hana)
        together(4, lambda _worker: calling.work())
        calling.work()
    names = [one["head"]["webhook-id"] for one in heard]
    assert len(names) == len(set(names)) == 10


def test_a_line_that_comes_to_light_late_is_told_too(cast, token, settings):
    with listening(200) as (host, heard):
        hook = asked(token, settings, host)
        file_form(declare(WHOLE), user=cast.hana)
        # Another worker has looked meanwhile, while these lines were still in their transaction.
        newest = Line.objects.latest("pk").pk
        type(hook).objects.update(seen_line=newest, seen_at=clock.now())
        assert calling.work() == 2
        assert calling.work() == 0
    assert len(heard) == 2
    # Nothing has come for a while: nothing is read but the newest number.
    with clock.at(clock.now() + timedelta(minutes=6)), CaptureQueriesContext(connection) as asked_for:
        assert calling.work() == 0
    assert len([one for one in asked_for if "ledger_line" in one["sql"]]) == 1


def test_what_is_not_heard_is_told_again_later_and_given_up_after_days(cast, token, settings):
    with listening(500, 302, 200) as (host, heard):
        asked(token, settings, host)
        file_form(declare(WHOLE), user=cast.hana)
        assert calling.work(limit=1) == 1
        call = HookCall.objects.get(tries=1)
        HookCall.objects.exclude(pk=call.pk).update(state="told")
        assert (call.state, call.problem) == ("waiting", "HTTP 500")
        assert calling.work() == 0
        for minutes, problem in ((2, "HTTP 302"), (8, "")):
            with clock.at(clock.now() + timedelta(minutes=minutes)):
                calling.work()
            call.refresh_from_db()
            assert call.problem == problem
        assert call.state == "told"
        assert all(one["path"].startswith("/told/") for one in heard)
    call.tries, call.state, call.next_try_at = len(calling.WAITS), "waiting", clock.now()
    call.save()
    calling.work()
    call.refresh_from_db()
    assert (call.state, call.problem) == ("given up", "NewConnectionError")


def test_another_sections_cases_are_not_told(cast, settings):
    other = keys.make(cast.taro, "環境", keys.Scope(["inbox", "follow"]), days=30, by=OPERATOR)[0]
    with listening(200) as (host, heard):
        asked(other, settings, host)
        file_form(declare(WHOLE), user=cast.hana)
        assert calling.work() == 0
    assert heard == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.8/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/", "https://0.0.0.0/", "https://[::ffff:127.0.0.1]/",
        "https://2130706433/", "https://0x7f.1/", "http://203.0.113.9/", "https://user:pw@203.0.113.9/",
        "ftp://203.0.113.9/", "https://", "https://[/", "https://nobody.invalid/", "https://224.0.0.1/",
        "https://127.0.0.1:99999/", "https://[64:ff9b::7f00:1]/",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused(token, url):
    with pytest.raises(Refused):
        calling.ask(token, url, by=OPERATOR)


def test_a_name_that_later_points_inside_is_not_asked(cast, token, settings, monkeypatch):
    """DNS rebinding: outside when it was registered, inside when it is told."""
    real = socket.getaddrinfo
    with listening(200) as (host, heard):
        port = int(host.partition(":")[2])
        points_to = ["8.8.8.8"]

        def resolved(name, *args, **kwargs):
            if name == "hooks.example":
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (points_to[0], port))]
            return real(name, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        calling.ask(token, f"https://hooks.example:{port}/", by=OPERATOR)
        points_to[0] = "127.0.0.1"
        file_form(declare(WHOLE), user=cast.hana)
        calling.work()
        assert {one.problem for one in HookCall.objects.all()} == {
            "このアドレスは、庁内などの内側を指しているので使えません。"
        }
        assert heard == []
        # The plant: without the guard the server inside would have been reached.
        monkeypatch.setattr(outside, "_is_outside", lambda ip: True)
        with clock.at(clock.now() + timedelta(minutes=2)):
            calling.work()
        assert {one.problem for one in HookCall.objects.all()} <= {"SSLError", "ProtocolError", "MaxRetryError"}


def test_a_revoked_key_is_told_nothing(cast, token, settings):
    with listening(200) as (host, heard):
        asked(token, settings, host)
        file_form(declare(WHOLE), user=cast.hana)
        keys.revoke(token, by=OPERATOR)
        assert calling.work() == 0
    assert heard == []
