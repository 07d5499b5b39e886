"""The office among a hundred thousand cases: its inbox, its search, its decisions."""

import statistics
import time
from uuid import uuid4

from django.db import connection
from django.test import Client

from tests.cast import Cast
from yakuba.cases import deciding, indexing
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import WHOLE, declare, file_form
from yakuba.toolbox import clock

Row = tuple[str, str, str, str]
CASES, CHUNK = 100_000, 2_000
FAMILIES = ["見本", "例示", "架空", "仮名", "図解", "標本", "雛形", "想定", "模擬", "試作"]


def fill(cast: Cast) -> None:
    """A hundred thousand cases of three sections, one in fifty of them waiting; all of them indexed."""
    version = declare(WHOLE, slug="bench-office")
    like, now = file_form(version), clock.now()
    sections = [cast.residents.code, cast.environment.code, "child-support"]
    for start in range(0, CASES, CHUNK):
        Case.objects.bulk_create(_like(like, number, sections, now) for number in range(start, start + CHUNK))
    while indexing.index_new(limit=CHUNK):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _like(case: Case, number: int, sections: list[str], now: object) -> Case:
    name = f"{FAMILIES[number % 10]} {number:05d}"
    is_waiting = number % 50 == 0
    return Case(
        version=case.version, section=sections[number % 3], applicant_name=name, submission_key=uuid4().hex,
        submission_digest="", submission_salt="", filed_at=now, filed_year=2026,
        answers={"applicant": {"family": name[:2], "given": name[3:]}, "note": f"転入の届出と住所 {number % 997}"},
        waits_for="review" if is_waiting else "", outcome="" if is_waiting else "granted",
        finished_at=None if is_waiting else now, step=1 if is_waiting else 4,
    )  # fmt: skip


def office(cast: Cast) -> list[Row]:
    """The office among 100,000 cases: inbox, search, decisions."""
    fill(cast)
    browser = Client()
    browser.force_login(cast.ken, backend="allauth.account.auth_backends.AuthenticationBackend")
    rows = []
    for what, address in (
        ("inbox", "/office/"),
        ("search, few found", "/office/?tab=ended&q=99997"),
        ("search, a third found", "/office/?tab=ended&q=転入"),
    ):
        spent = _page(browser, address)
        grade = "yes" if spent <= 200 else "no"
        rows.append((f"{what}, {CASES:,} cases, {connection.vendor}", f"{spent:.0f} ms", "≤ 200 ms", grade))
    return [*rows, _decisions(cast)]


def _page(browser: Client, address: str) -> float:
    """The median of five, in milliseconds; how many queries it may ask is held by the tests."""
    spent = []
    for _again in range(6):
        began = time.perf_counter()
        assert browser.get(address).status_code == 200
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[1:])


def _decisions(cast: Cast) -> Row:
    cases = [deciding.accept(file_form(declare(WHOLE, slug="bench-office")), by=cast.ken) for _each in range(40)]
    began = time.process_time()
    for case in cases:
        deciding.decide(case, by=cast.rie)
    rate = len(cases) / (time.process_time() - began)
    return (f"decisions along a route, {connection.vendor}", f"{rate:.0f} a second of CPU", "none", "—")
