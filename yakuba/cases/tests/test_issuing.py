"""A paper is numbered, printed once, kept; what goes wrong at the press delivers nothing and is tried again."""

import hashlib
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError, transaction

from tests.cast import HANA_TOKEN, JIRO_TOKEN
from yakuba import ledger
from yakuba.cases import correcting, deciding, issuing
from yakuba.cases.models import Counter, Paper
from yakuba.cases.papers import Blob
from yakuba.cases.refused import Refused
from yakuba.cases.tests.samples import PAPER, QUICK, WHOLE, declare, file_form
from yakuba.ledger.models import Detail, Line
from yakuba.mailroom.models import Letter
from yakuba.people.models import Resident
from yakuba.procedures import compiling
from yakuba.toolbox import clock, press
from yakuba.toolbox.tests.papers import ENDLESS, text_of

pytestmark = pytest.mark.django_db
BROKEN = PAPER + "\n#no-such-function()\n"
TWICE = """\
automatic: false
steps: [{check: rules}, {issue: {paper: permit}}, {review: {by: clerk}}, {tell: {letter: ready}}]
"""


@pytest.fixture
def as_published_before(monkeypatch):
    """Versions stay for good: some have a review behind the paper, which `publish` refuses by now."""
    monkeypatch.setattr(compiling, "order_faults", lambda *_given: ())


def text(paper):
    return text_of(bytes(paper.blob.content))


def verbs(case):
    return [line.verb for line in Line.objects.about(case.ledger_key)]


def test_an_automatic_case_ends_with_its_paper_and_a_letter(cast):
    case = file_form(declare(QUICK), user=cast.hana, token=HANA_TOKEN)
    assert issuing.work() == 1
    case.refresh_from_db()
    assert (case.waits_for, case.outcome, case.hands) == ("", "granted", 0)
    paper = case.papers.get()
    assert paper.number == f"見第{clock.today().year - (clock.today().month < 4)}-000001号"
    assert paper.blob_id == hashlib.sha256(bytes(paper.blob.content)).hexdigest()
    for words in (HANA_TOKEN, paper.number, paper.code):
        assert words in text(paper)
    assert JIRO_TOKEN not in text(paper)
    assert verbs(case) == ["filed", "checked", "issued", "told"]
    issued = Line.objects.get(verb="issued")
    assert issued.facts == {"paper": paper.number, "sha256": paper.blob_id, "signed": False}
    assert [letter.kind for letter in Letter.objects.order_by("pk")] == ["received", "ready"]
    assert issuing.work() == 0


def test_a_clerk_lets_it_go_out_and_the_worker_prints(cast):
    case = deciding.accept(file_form(declare(WHOLE)), by=cast.ken)
    case = deciding.decide(case, by=cast.rie)
    assert issuing.work() == 0
    released = issuing.issue(case, by=cast.ken)
    assert (released.waits_for, released.papers.count()) == ("machine", 0)
    with pytest.raises(Refused):
        issuing.issue(case, by=cast.ken)
    assert issuing.work() == 1
    assert case.papers.count() == 1


def test_a_paper_is_printed_from_what_the_register_said_on_the_day_of_filing(cast):
    case = file_form(declare(QUICK, paper=PAPER + "#v.register.me.address.line\n"), user=cast.hana)
    Resident.objects.filter(user=cast.hana).update(building="引っ越し先")
    issuing.work()
    assert HANA_TOKEN in text(case.papers.get())


def test_numbers_run_without_gap_in_each_series_and_begin_anew_in_april(cast):
    version = declare(QUICK)
    last_day = datetime(2027, 3, 31, 23, 59, tzinfo=clock.now().tzinfo)
    for moment in (last_day, last_day, last_day + timedelta(minutes=2)):
        with clock.at(moment):
            file_form(version)
            issuing.work()
    numbers = list(Paper.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["見第2026-000001号", "見第2026-000002号", "見第2027-000001号"]
    assert {counter.name: counter.last for counter in Counter.objects.all()} == {"見/2026": 2, "見/2027": 1}


CHANGES = {
    "another title": lambda: Paper.objects.update(title="別"),
    "no paper": lambda: Paper.objects.all()._raw_delete("default"),
    "other bytes": lambda: Blob.objects.update(content=b"x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_issued_paper_is_never_changed_and_never_removed(cast, change):
    file_form(declare(QUICK))
    issuing.work()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CHANGES[change]()


def test_a_withdrawn_request_is_not_printed(cast):
    case = file_form(declare(QUICK), user=cast.hana)
    deciding.withdraw(case, by=cast.hana)
    assert issuing.work() == 0
    assert not Paper.objects.exists()


def test_what_has_been_issued_cannot_be_taken_back(cast, as_published_before):
    case = file_form(declare(TWICE), user=cast.hana)
    issuing.work()
    case.refresh_from_db()
    assert case.waits_for == "review"
    assert not case.may_withdraw()
    with pytest.raises(Refused):
        deciding.withdraw(case, by=cast.hana)


def test_a_paper_that_is_out_is_not_printed_again_after_a_correction(cast, as_published_before):
    case = file_form(declare(TWICE), user=cast.hana)
    issuing.work()
    correcting.send_back(case, by=cast.ken, items={"people": "数"})
    correcting.answer(case, by=cast.hana, typed={"people": ["3"]})
    assert issuing.work() == 1
    case.refresh_from_db()
    assert (case.waits_for, case.papers.count(), Counter.objects.get().last) == ("review", 1, 1)


@pytest.fixture
def impatient(monkeypatch, own_press):
    """A press that waits a third of a second."""
    monkeypatch.setattr(press, "printed", partial(press.printed, timeout=0.3))


@pytest.mark.parametrize(("paper", "reason"), [(ENDLESS, "時間がかかりすぎた"), (BROKEN, "no-such-function")])
def test_what_the_press_cannot_do_delivers_nothing_is_tried_again_and_then_a_clerk_is_told(
    cast, impatient, paper, reason
):
    case = file_form(declare(QUICK, paper=PAPER + paper, slug="stalls"), user=cast.hana)
    now = clock.now()
    for attempt, wait in enumerate((0, 1, 5, 15), start=1):
        now += timedelta(minutes=wait)
        with clock.at(now - timedelta(seconds=1)):
            assert issuing.work() == 0
            assert Line.objects.filter(verb="failed").count() == attempt - 1
        with clock.at(now):
            assert issuing.work() == 0
        case.refresh_from_db()
        assert case.waits_for == ("machine" if attempt < 4 else "issue")
    assert reason in case.work_problem
    assert [line.facts["attempt"] for line in Line.objects.filter(verb="failed")] == [1, 2, 3, 4]
    assert Detail.objects.filter(text__contains="problem").count() == 4
    assert not Paper.objects.exists()
    assert not Blob.objects.exists()
    assert not Counter.objects.filter(last__gt=0).exists()
    assert Letter.objects.count() == 1
    assert ledger.verify().broken is None


def test_one_that_fails_stops_no_other_and_takes_no_number(cast, impatient):
    broken, sound = declare(QUICK, paper=BROKEN, slug="broken"), declare(QUICK)
    first, bad, second = file_form(sound), file_form(broken), file_form(sound)
    assert issuing.work() == 2
    assert sorted(paper.case_id for paper in Paper.objects.all()) == [first.pk, second.pk]
    assert sorted(paper.number[-7:] for paper in Paper.objects.all()) == ["000001号", "000002号"]
    bad.refresh_from_db()
    assert (bad.waits_for, bad.work_failures) == ("machine", 1)


def test_a_fault_of_ours_is_put_off_too_and_stops_nothing(cast, monkeypatch):
    version = declare(QUICK)
    bad, good = file_form(version), file_form(version)
    right = issuing.paper_values

    def wrong(declaration, paper, content, stamp):
        if stamp.receipt == bad.receipt:
            raise RuntimeError("a bug")
        return right(declaration, paper, content, stamp)

    monkeypatch.setattr(issuing, "paper_values", wrong)
    assert issuing.work() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.work_failures, good.outcome) == (1, "granted")
    assert "運用の担当者" in bad.work_problem
    assert "a bug" not in bad.work_problem


def test_a_database_that_is_away_is_no_fault_of_the_case(cast, monkeypatch):
    case = file_form(declare(QUICK))

    def away(content):
        raise OperationalError("disk full")

    monkeypatch.setattr(Blob, "of", away)
    with pytest.raises(OperationalError):
        issuing.work()
    case.refresh_from_db()
    assert (case.waits_for, case.work_failures) == ("machine", 0)
    monkeypatch.undo()
    assert issuing.work() == 1


@pytest.fixture
def failed(cast, impatient):
    """A case that the press gave up."""
    case = file_form(declare(QUICK, paper=BROKEN), user=cast.hana)
    for wait in (0, 2, 10, 30):
        with clock.at(clock.now() + timedelta(minutes=wait)):
            issuing.work()
    case.refresh_from_db()
    assert case.waits_for == "issue"
    return case


def test_a_clerk_lets_the_press_try_once_more(cast, failed):
    again = issuing.issue(failed, by=cast.ken)
    assert (again.waits_for, again.work_failures, again.work_problem) == ("machine", 0, "")


def test_a_clerk_writes_it_by_hand_and_the_case_ends(cast, failed):
    with pytest.raises(Refused, match="どのように"):
        issuing.issue_by_hand(failed, by=cast.ken, how=" ")
    ended = issuing.issue_by_hand(failed, by=cast.ken, how="窓口で手書きのものを渡した")
    assert (ended.outcome, ended.work_problem, ended.papers.count()) == ("granted", "", 0)
    assert verbs(ended)[-2:] == ["issued_by_hand", "told"]


def test_nothing_is_written_by_hand_before_the_press_has_tried(cast):
    case = deciding.accept(file_form(declare(WHOLE)), by=cast.ken)
    case = deciding.decide(case, by=cast.rie)
    with pytest.raises(Refused, match="まだ印刷を試していません"):
        issuing.issue_by_hand(case, by=cast.ken, how="手書き")


def test_a_paper_is_withdrawn_once_by_its_section_with_a_reason(cast):
    case = file_form(declare(QUICK), user=cast.hana)
    issuing.work()
    paper = case.papers.get()
    for who, reason in ((cast.taro, "誤り"), (cast.hana, "誤り"), (cast.ken, " ")):
        with pytest.raises(Refused):
            issuing.withdraw_paper(paper, by=who, reason=reason)
    issuing.withdraw_paper(paper, by=cast.ken, reason="住所の誤り")
    assert Paper.objects.get().is_withdrawn
    assert verbs(case)[-1] == "paper_withdrawn"
    with pytest.raises(Refused, match="もう取り消され"):
        issuing.withdraw_paper(paper, by=cast.ken, reason="住所の誤り")


def test_nobody_withdraws_a_paper_of_their_own(cast):
    case = file_form(declare(QUICK), user=cast.ken)
    issuing.work()
    with pytest.raises(Refused):
        issuing.withdraw_paper(case.papers.get(), by=cast.ken, reason="要らない")
