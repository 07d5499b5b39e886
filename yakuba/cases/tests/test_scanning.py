"""A file is handed out to nobody before the scanner has passed it; whatever the scanner does, nothing is lost."""

from datetime import timedelta

import pytest

from yakuba.cases import deciding, drafting, filing, scanning
from yakuba.cases.models import Attachment, Case
from yakuba.cases.refused import Incomplete
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import WHOLE, declare
from yakuba.cases.tests.test_filing import PDF, draft_of
from yakuba.cases.timeline import timeline
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.mailroom.tests.postoffice import free_port
from yakuba.toolbox import clock, virus_scanner
from yakuba.toolbox.tests.clamds import CLAMD, VIRUS, own_clamd, real_clamd
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(settings):
    """A scanner that answers."""
    with own_clamd() as own:
        settings.CLAMD = own.address
        yield own


def attached(user=None, content=PDF):
    """A form with a dog and its plan, not filed."""
    draft = draft_of(declare(WHOLE), user, with_dog=True, dog_name="ポチ")
    draft.answers["plan"] = [drafting.attach(draft, "plan.pdf", content).value]
    draft.save(update_fields=["answers"])
    return draft


def filed(user=None, content=PDF):
    return filing.file_draft(attached(user, content).pk, by=user or GUEST).case


def handed_out():
    """The files that a page would give to whoever may see the case."""
    return [bytes(one.blob.content) for one in Attachment.objects.select_related("blob") if one.may_be_handed_out]


def test_a_file_waits_for_the_scanner_and_its_case_does_not(clamd, cast):
    case = filed(cast.hana)
    assert (case.waits_for, case.attachments.get().scan) == ("review", "waiting")
    assert handed_out() == []
    assert scanning.scan_waiting() == 1
    assert clamd.seen == [PDF]
    assert handed_out() == [PDF]
    assert scanning.scan_waiting() == 0


def test_without_a_scanner_files_are_handed_out_at_once():
    filed()
    assert scanning.scan_waiting() == 0
    assert handed_out() == [PDF]


def test_for_an_infected_file_the_applicant_is_asked_for_another(clamd, cast):
    case = filed(cast.hana, PDF + VIRUS)
    assert scanning.scan_waiting() == 1
    case = Case.objects.get(pk=case.pk)
    correction = case.corrections.get()
    assert (case.waits_for, correction.fields, handed_out()) == ("applicant", ["plan"], [])
    assert "「plan.pdf」からウイルスが見つかった" in correction.items[0]["say"]
    assert "plan.pdf" in Letter.objects.get(kind="asked_to_correct").body
    line = Line.objects.about(case.ledger_key).get(verb="infected")
    assert (line.actor_name, line.facts["signature"]) == ("ウイルス検査", "Yakuba.Test")
    assert any("ウイルス" in event.title for event in timeline(case, [line]))
    assert oracle.unsound() == []
    with pytest.raises(Incomplete, match="直すところ"):
        scanning.correcting.answer(case, by=cast.hana, typed={"plan": [str(case.attachments.get().pk)]})
    another = drafting.attach(case, "another.pdf", PDF)
    case = scanning.correcting.answer(case, by=cast.hana, typed={"plan": [str(another.pk)]})
    assert (case.waits_for, case.answers["plan"][0]["name"]) == ("review", "another.pdf")


def test_an_infected_file_cannot_be_filed(clamd, cast):
    draft = attached(cast.hana, PDF + VIRUS)
    scanning.scan_waiting()
    with pytest.raises(Incomplete) as incomplete:
        filing.file_draft(draft.pk, by=cast.hana)
    assert "ウイルス" in str(incomplete.value.errors["plan"])
    assert Line.objects.about(f"draft:{draft.pk}").get().verb == "infected"
    assert handed_out() == []


def test_what_somebody_is_deciding_stays_and_the_office_sees_it(clamd, cast):
    case = deciding.accept(filed(cast.hana, PDF + VIRUS), by=cast.ken)
    scanning.scan_waiting()
    case.refresh_from_db()
    assert (case.waits_for, case.attachments.get().is_infected, handed_out()) == ("decide", True, [])
    assert Line.objects.about(case.ledger_key).filter(verb="infected").exists()
    assert oracle.unsound() == []


def test_while_the_scanner_is_away_files_wait_and_are_tried_less_and_less_often(settings, cast):
    settings.CLAMD = f"127.0.0.1:{free_port()}"
    filed(cast.hana), filed(cast.jiro, PDF + b"2")
    start, tried = clock.now(), []
    for minutes in range(90):
        with clock.at(start + timedelta(minutes=minutes, seconds=1)):
            before = sum(Attachment.objects.values_list("scan_tries", flat=True))
            assert scanning.scan_waiting() == 0
            if sum(Attachment.objects.values_list("scan_tries", flat=True)) > before:
                tried.append(minutes)
    assert tried == [0, 1, 6, 21, 36, 51, 66, 81]
    assert handed_out() == []
    assert {one.scan for one in Attachment.objects.all()} == {"waiting"}
    assert all("Refused" in one.scan_problem or not one.scan_problem for one in Attachment.objects.all())
    with clock.at(start + timedelta(minutes=31)):
        assert all(one.is_scan_overdue for one in Attachment.objects.all())
    with own_clamd() as clamd, clock.at(start + timedelta(hours=3)):
        settings.CLAMD = clamd.address
        assert scanning.scan_waiting() == 2
    assert len(handed_out()) == 2


def test_a_file_at_which_the_scanner_fails_holds_up_no_other(settings):
    with own_clamd("INSTREAM size limit exceeded. ERROR") as clamd:
        settings.CLAMD = clamd.address
        filed(), filed(content=PDF + b"2")
        assert scanning.scan_waiting() == 0
        assert len(clamd.seen) == 2
    assert handed_out() == []
    assert {one.scan_problem for one in Attachment.objects.all()} == {"INSTREAM size limit exceeded. ERROR"}


def test_a_worker_that_died_while_scanning_is_followed_by_another(clamd):
    filed()
    assert scanning._take() is not None
    assert scanning.scan_waiting() == 0
    with clock.at(clock.now() + scanning.LEASE + timedelta(seconds=1)):
        assert scanning.scan_waiting() == 1


@pytest.mark.skipif(CLAMD is None, reason="clamd is not installed")
def test_with_debians_clamd(settings, tmp_path, cast):
    with real_clamd(tmp_path) as settings.CLAMD:
        good, bad = filed(cast.hana), filed(cast.jiro, PDF + VIRUS)
        assert scanning.scan_waiting() == 2
    assert [Attachment.objects.get(case=case).scan for case in (good, bad)] == ["clean", "infected"]
    assert handed_out() == [PDF]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_filed_and_found_infected_at_once_nobody_is_left_without_a_word(clamd, turn):
    draft = attached(content=PDF + VIRUS)

    def act(number):
        if number == 0:
            return scanning.scan_waiting()
        try:
            return filing.file_draft(draft.pk, by=GUEST).case.pk
        except Incomplete:
            return "refused"

    _known, found = together(2, act)
    assert handed_out() == []
    if found != "refused":
        assert Case.objects.get(pk=found).waits_for == "applicant"


def test_planted_a_scanner_that_is_away_taken_for_a_clean_bill_is_noticed(settings, monkeypatch):
    settings.CLAMD = f"127.0.0.1:{free_port()}"
    monkeypatch.setattr(scanning, "_put_off", lambda taken, *_, **__: scanning._note(taken.pk, virus_scanner.Verdict()))
    filed()
    scanning.scan_waiting()
    assert handed_out() != []
