"""Many at once: filed once, numbered without gap, printed with nobody else's values, acted upon by one.

Each protection is taken away once, and the check must notice.
"""

import threading
import time
from copy import copy
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from yakuba.cases import acts, deciding, drafting, filing, issuing
from yakuba.cases.filing import Application, file
from yakuba.cases.models import Case, CaseQuerySet, Counter, Draft
from yakuba.cases.refused import Refused
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import HEAD, QUICK, WHOLE, declare, file_form, form
from yakuba.cases.tests.test_filing import draft_of
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.toolbox import press
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
WAITS_FOR_ITSELF = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, locked row or not"
)
CLICKS, WORKERS, PAPERS = 16, 8, 60
OTHER_SERIES = HEAD.replace("series: 見", "series: 別")


def filed_at_once(draft):
    """Every click's receipt number."""
    return together(CLICKS, lambda _click: filing.file_draft(draft.pk, by=GUEST).case.receipt)


def test_one_form_filed_by_sixteen_clicks_is_one_case():
    draft = draft_of(declare(WHOLE))
    assert len(set(filed_at_once(draft))) == 1
    assert (Case.objects.count(), Letter.objects.count()) == (1, 1)
    assert oracle.unsound() == []


def asks_before_it_locks(pk, *, by):
    """The planted weakness: what was true before the transaction, and a key made by the server."""
    draft = Draft.objects.select_related("version__procedure", "user").get(pk=pk)
    if draft.case:
        return filing.Filed(draft.case)
    time.sleep(0.05)
    with transaction.atomic():
        filed = filing._file(Application(draft.version, draft.answers, uuid4().hex), by)
        Draft.objects.filter(pk=pk).update(case=filed.case)
    return filed


def test_planted_a_form_filed_as_often_as_it_is_clicked_is_noticed(monkeypatch):
    monkeypatch.setattr(filing, "file_draft", asks_before_it_locks)
    assert len(set(filed_at_once(draft_of(declare(WHOLE))))) > 1


def filed_under_one_key(version):
    """What eight senders of one key got, every second with another form: a receipt, or "refused"."""

    def send(number):
        try:
            return file(Application(version, form(people=2 + number % 2), "one key"), by=GUEST).case.answers["people"]
        except Refused:
            return "refused"

    return together(8, send)


def test_one_key_with_two_forms_is_one_case_and_the_other_form_is_refused():
    people = filed_under_one_key(declare(WHOLE))
    kept = Case.objects.get().answers["people"]
    assert people == [kept if 2 + number % 2 == kept else "refused" for number in range(8)]


def test_planted_a_key_that_does_not_look_at_the_form_is_noticed(monkeypatch):
    monkeypatch.setattr(Application, "digest", lambda self, salt: "")
    assert "refused" not in filed_under_one_key(declare(WHOLE))


def printed_by_a_crowd(cases=PAPERS):
    """Eight workers over automatic cases of two series; the complaints about what came out."""
    versions = [declare(QUICK), declare(QUICK, slug="other", head=OTHER_SERIES)]
    for number in range(cases):
        file_form(versions[number % 2], token=oracle.token(number), email=f"{oracle.token(number)}@mihon.example")

    def work(_worker):
        while issuing.work(limit=5):
            pass

    together(WORKERS, work)
    return oracle.mixed_up() + oracle.badly_numbered() + oracle.unfinished() + oracle.unsound()


@pytest.fixture
def counted(monkeypatch):
    """How often the press was asked."""
    asked = []
    right = press.printed

    def printed(template, values, **options):
        asked.append(values["paper"]["number"])
        return right(template, values, **options)

    monkeypatch.setattr(press, "printed", printed)
    return asked


def test_eight_workers_print_sixty_papers_each_once_and_each_its_own(counted):
    assert printed_by_a_crowd() == []
    assert len(counted) == PAPERS
    assert len(set(counted)) == PAPERS


def by_the_clock(series, *, digits):
    return f"{series}第2026-{int(time.time() * 10):06d}号"


def test_planted_numbers_from_the_clock_are_noticed(monkeypatch):
    monkeypatch.setattr(Counter, "next", by_the_clock)
    assert printed_by_a_crowd(cases=16) != []


def test_planted_values_shared_by_all_are_noticed(monkeypatch):
    shared: dict[int, Any] = {}
    right = issuing.paper_values

    def kept_for_a_moment(*arguments):
        own = right(*arguments)
        return own | {"answers": shared.setdefault(int(time.time() * 5), own["answers"])}

    monkeypatch.setattr(issuing, "paper_values", kept_for_a_moment)
    assert any("on its paper" in complaint for complaint in printed_by_a_crowd(cases=16))


@WAITS_FOR_ITSELF
def test_planted_cases_taken_without_a_lock_are_noticed(monkeypatch, counted):
    monkeypatch.setattr(CaseQuerySet, "locked", lambda self, **_options: self.select_related("version__procedure"))
    printed_by_a_crowd(cases=16)
    assert len(counted) > 16


@pytest.fixture
def slow(monkeypatch):
    """A press that takes its time, and says when it has begun."""
    begun = threading.Event()
    right = press.printed

    def printed(*arguments, **options):
        begun.set()
        time.sleep(0.3)
        return right(*arguments, **options)

    monkeypatch.setattr(press, "printed", printed)
    return begun


def tried(move, *arguments, **options):
    """The state a move led to, or "refused"."""
    try:
        case = move(*arguments, **options)
    except Refused:
        return "refused"
    return case.outcome or case.waits_for


def two_at_once(case, one, other):
    return together(2, lambda number: tried((one, other)[number], case))


def trusts_the_page(case):
    """The planted weakness: the row as somebody read it before, and no lock."""
    return acts.Act(copy(case))


@pytest.fixture
def stale(monkeypatch):
    for room in (acts, deciding):
        monkeypatch.setattr(room, "lock", trusts_the_page)


def clerks_at_once(cast):
    case = Case.objects.select_related("version__procedure").get(pk=file_form(declare(WHOLE)).pk)
    accept = partial(deciding.accept, by=cast.ken)
    decline = partial(deciding.decline, by=cast.rie, reason="理由")
    return two_at_once(case, accept, decline)


def test_of_two_clerks_at_once_one_acts(cast):
    results = clerks_at_once(cast)
    assert sorted(results) == ["decide", "refused"]
    assert oracle.unsound() == []
    assert Line.objects.filter(verb__in=["accepted", "proposed"]).count() == 1


def test_planted_an_act_on_what_the_page_showed_is_noticed(cast, stale):
    assert clerks_at_once(cast) == ["decide", "decide"]
    assert oracle.unsound() != []


def withdrawn_while_printing(cast, slow):
    case = Case.objects.select_related("version__procedure").get(pk=file_form(declare(QUICK), user=cast.hana).pk)

    def act(number):
        if number == 0:
            return issuing.work()
        slow.wait(5)
        return tried(deciding.withdraw, case, by=cast.hana)

    return together(2, act)


def test_who_withdraws_while_the_paper_is_printed_comes_too_late(cast, slow):
    assert withdrawn_while_printing(cast, slow) == [1, "refused"]
    assert oracle.unsound() == []
    assert Case.objects.get().outcome == "granted"


def test_planted_a_withdrawal_that_waits_for_nobody_is_noticed(cast, slow, stale, monkeypatch):
    monkeypatch.setattr(Case, "may_withdraw", lambda case: not case.is_finished)
    withdrawn_while_printing(cast, slow)
    assert oracle.unsound() != []


@pytest.mark.parametrize("turn", range(3))
def test_withdrawn_and_accepted_at_once_it_is_one_of_both(cast, turn):
    case = file_form(declare(WHOLE), user=cast.hana)
    withdraw, accept = partial(deciding.withdraw, by=cast.hana), partial(deciding.accept, by=cast.ken)
    results = two_at_once(case, withdraw, accept)
    # Accepted first, it can still be withdrawn; withdrawn first, it cannot be accepted.
    assert results in (["withdrawn", "refused"], ["withdrawn", "decide"])
    assert Case.objects.get().outcome == "withdrawn"
    assert oracle.unsound() == []


def test_planted_an_acceptance_of_what_is_withdrawn_is_noticed(cast, stale):
    case = Case.objects.select_related("version__procedure").get(pk=file_form(declare(WHOLE), user=cast.hana).pk)
    deciding.withdraw(Case.objects.select_related("version__procedure").get(pk=case.pk), by=cast.hana)
    deciding.accept(case, by=cast.ken)
    assert oracle.unsound() != []


def test_a_page_kept_while_the_form_is_filed_is_in_it_or_refused():
    draft = draft_of(declare(WHOLE))

    def act(number):
        if number == 0:
            return filing.file_draft(draft.pk, by=GUEST).case.answers["people"]
        try:
            return drafting.keep(Draft.objects.get(pk=draft.pk), 1, {"people": ["9"], "with_dog": ["no"]}).draft.answers
        except Refused:
            return "refused"

    filed, kept = together(2, act)
    assert (filed, kept == "refused") in ((9, False), (2, True))
    assert Case.objects.get().answers["people"] == filed
