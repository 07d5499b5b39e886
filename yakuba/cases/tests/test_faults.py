"""A worker is killed, the mail server is down, the disk is full: nothing is lost, nothing done twice or by halves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection

from yakuba import mailroom
from yakuba.cases import drafting, filing, issuing
from yakuba.cases.models import Attachment, Case, Counter, Draft, Paper
from yakuba.cases.papers import Blob
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import QUICK, WHOLE, declare, file_form
from yakuba.cases.tests.test_filing import PDF, draft_of
from yakuba.ledger import GUEST
from yakuba.mailroom.models import Letter
from yakuba.mailroom.tests.postoffice import free_port, open_post_office
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 40
# Prints a little slower than it could, so that a kill falls into the middle of a paper.
WORKER = """
import time, django
django.setup()
from django.db import connections
from yakuba.cases import issuing
from yakuba.toolbox import press
right = press.printed
def printed(*arguments, **options):
    time.sleep(0.02)
    return right(*arguments, **options)
press.printed = printed
{planted}
while True:
    issuing.work(limit=1)
"""
NUMBERS_APART = """
from yakuba.cases.models import Counter
right_number = Counter.next
def apart(series, *, digits):
    import threading
    taken = []
    def take():
        from django.db import connection, transaction
        with transaction.atomic():
            taken.append(right_number(series, digits=digits))
        connection.close()
    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    time.sleep(0.3)
    return taken[0]
Counter.next = apart
"""


def address() -> str:
    """The DATABASE_URL of this test's own database."""
    used: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    who = f"{used['USER']}:{used['PASSWORD']}@" if used["PASSWORD"] else f"{used['USER']}@"
    return f"postgresql://{who}{used['HOST']}:{used['PORT']}/{used['NAME']}?{urlencode(used['OPTIONS'])}"


def killed_in_the_middle(when: Callable[[], bool], planted: str = "") -> None:
    """Another process carries on with cases, and is killed as soon as `when` says so."""
    environment = os.environ | {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "yakuba.settings"}
    worker = subprocess.Popen([sys.executable, "-c", WORKER.format(planted=planted)], env=environment)
    try:
        deadline = time.monotonic() + 30
        while not when():
            assert worker.poll() is None, "the worker ended by itself"
            assert time.monotonic() < deadline, "the worker issues nothing"
            time.sleep(0.005)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert Paper.objects.count() < Case.objects.count(), "the worker was through before it was killed"


def carried_on() -> list[str]:
    """What there is to complain of when another worker has gone on."""
    deadline = time.monotonic() + 20
    while Case.objects.filter(waits_for="machine").exists() and time.monotonic() < deadline:
        issuing.work()
    return oracle.mixed_up() + oracle.badly_numbered() + oracle.unfinished() + oracle.unsound()


def test_what_a_killed_worker_leaves_another_finishes():
    version = declare(QUICK)
    for number in range(CASES):
        file_form(version, token=oracle.token(number), email=f"{oracle.token(number)}@mihon.example")
    killed_in_the_middle(lambda: Paper.objects.count() >= 5)
    assert carried_on() == []
    assert Paper.objects.count() == CASES
    assert Letter.objects.filter(kind="ready").count() == CASES


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: a second transaction would wait")
def test_planted_a_number_kept_before_its_paper_is_noticed():
    version = declare(QUICK)
    for number in range(4):
        file_form(version, token=oracle.token(number))
    killed_in_the_middle(lambda: Counter.objects.filter(last__gt=0).exists(), NUMBERS_APART)
    assert any("counted" in complaint or "and not" in complaint for complaint in carried_on())


def test_letters_wait_while_the_mail_server_is_down_and_cases_go_on(settings):
    port = free_port()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    version = declare(QUICK)
    for number in range(3):
        file_form(version, token=oracle.token(number), email=f"{oracle.token(number)}@mihon.example")
    assert mailroom.deliver().closed
    assert issuing.work() == 3
    assert mailroom.deliver().sent == 0
    assert Letter.objects.filter(state="waiting").count() == 6
    assert oracle.unfinished() == []
    with open_post_office(port) as office, clock.at(clock.now() + timedelta(minutes=10)):
        assert mailroom.deliver().sent == 6
        assert mailroom.deliver().sent == 0
    addressed = sorted(f"{oracle.token(number)}@mihon.example" for number in range(3))
    assert sorted(office.received) == sorted(addressed * 2)
    for envelope, letter in zip(office.envelopes, office.letters, strict=True):
        assert set(oracle.TOKEN.findall(letter.as_string())) == {envelope[0].partition("@")[0]}


# What PostgreSQL answers then, raised where an act has written half of its rows.
NO_SPACE = """
CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: the disk is full' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_space BEFORE UPDATE ON cases_draft EXECUTE FUNCTION no_space();
CREATE TRIGGER no_space BEFORE INSERT ON cases_attachment EXECUTE FUNCTION no_space();
CREATE TRIGGER no_space BEFORE INSERT ON ledger_line EXECUTE FUNCTION no_space();
"""


@contextmanager
def full_disk() -> Iterator[None]:
    """The database may not grow by one page."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NO_SPACE)
            try:
                yield
            finally:
                cursor.execute("DROP FUNCTION no_space CASCADE")
            return
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def test_on_a_full_disk_nothing_is_half_written_and_later_it_goes_on():
    version = declare(WHOLE)
    typed = {"people": ["3"], "with_dog": ["no"], "note": ["長" * 4000]}
    draft, ready = draft_of(version), draft_of(version, note="長" * 4000)
    drawing = PDF + os.urandom(300_000)
    before = list(Draft.objects.order_by("pk").values())
    with full_disk():
        with pytest.raises(OperationalError, match="full"):
            drafting.keep(Draft.objects.get(pk=draft.pk), 1, typed)
        with pytest.raises(OperationalError, match="full"):
            drafting.attach(draft, "a.pdf", drawing)
        with pytest.raises(OperationalError, match="full"):
            filing.file_draft(ready.pk, by=GUEST)
    assert list(Draft.objects.order_by("pk").values()) == before
    assert [model.objects.count() for model in (Case, Blob, Attachment)] == [0, 0, 0]
    assert oracle.unsound() == []
    assert not drafting.keep(draft, 1, typed).errors
    assert drafting.attach(draft, "a.pdf", drawing)
    assert filing.file_draft(draft.pk, by=GUEST).case.answers["note"] == "長" * 4000
