"""At the end of its retention everything personal of a case goes; that there was one, and how it ended, stays."""

from datetime import datetime

import pytest
from django.apps import apps

from tests.cast import HANA_TOKEN, JIRO_TOKEN
from yakuba import ledger
from yakuba.cases import correcting, deciding, drafting, erasing, filing, issuing, verifying
from yakuba.cases.models import Case, Paper
from yakuba.cases.tests.samples import HEAD, QUICK, WHOLE, declare, file_form
from yakuba.cases.tests.test_filing import PDF, draft_of
from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db
WORKER = Robot("worker")


def moment(year, month, day):
    return clock.at(datetime(year, month, day, 12, tzinfo=clock.now().tzinfo))


def everything():
    """Every row of every room but the people, as text."""
    rooms = (apps.get_app_config(room) for room in ("cases", "mailroom", "ledger"))
    return str([list(model._default_manager.values()) for room in rooms for model in room.get_models()])


@pytest.fixture
def ended(cast):
    """A case that Hana's token is all over: typed, attached, corrected, refused, told."""
    with moment(2026, 6, 1):
        draft = draft_of(declare(WHOLE), cast.hana, token=HANA_TOKEN, with_dog=True, dog_name="ポチ")
        draft.answers["plan"] = [drafting.attach(draft, f"{HANA_TOKEN}.pdf", PDF + HANA_TOKEN.encode()).value]
        draft.save(update_fields=["answers"])
        case = filing.file_draft(draft.pk, by=cast.hana).case
        correcting.send_back(case, by=cast.ken, items={"note": HANA_TOKEN}, note=HANA_TOKEN)
        case = correcting.answer(case, by=cast.hana, typed={"note": [HANA_TOKEN]})
        deciding.decline(case, by=cast.ken, reason=HANA_TOKEN)
        return deciding.decide(case, by=cast.rie)


def test_it_is_kept_for_whole_fiscal_years_and_then_nothing_personal_is_left(cast, ended):
    assert everything().count(HANA_TOKEN) > 10
    with moment(2032, 3, 31):
        assert erasing.erase_due(by=WORKER) == 0
    with moment(2032, 4, 1):
        assert erasing.erase_due(by=WORKER) == 1
        drafting.clear_expired(by=WORKER)
        assert erasing.erase_due(by=WORKER) == 0
    assert HANA_TOKEN not in everything()
    assert cast.hana.email not in everything()
    case = Case.objects.get()
    assert case.submission_key == f"erased:{case.pk}"
    assert (case.receipt, case.outcome, case.user, case.answers) == (ended.receipt, "declined", None, {})
    assert ledger.verify().broken is None
    assert Line.objects.about(case.ledger_key).latest("number").verb == "erased"


def test_a_paper_stays_verifiable_when_its_bytes_are_gone(cast):
    with moment(2026, 6, 1):
        case = file_form(declare(QUICK), user=cast.hana, token=HANA_TOKEN)
        issuing.work()
    content = bytes(case.papers.get().blob.content)
    with moment(2032, 4, 1):
        erasing.erase_due(by=WORKER)
    assert verifying.by_file(content).verdict == "genuine"
    assert Paper.objects.select_related("blob").first() is None


def test_what_has_not_ended_or_is_to_be_kept_longer_stays(cast):
    with moment(2026, 6, 1):
        waiting = file_form(declare(WHOLE), token=HANA_TOKEN)
        longer = file_form(declare(QUICK, slug="longer", head=HEAD.replace("years: 5", "years: 6")), token=JIRO_TOKEN)
        issuing.work()
    with moment(2032, 4, 1):
        assert erasing.erase_due(by=WORKER) == 0
        for case in (waiting, longer):
            case.refresh_from_db()
            assert case.answers
    with moment(2033, 4, 1):
        assert erasing.erase_due(by=WORKER) == 1
    longer.refresh_from_db()
    assert not longer.answers


def test_a_part_at_a_time(cast):
    version = declare(QUICK)
    with moment(2026, 6, 1):
        for _case in range(3):
            file_form(version)
        issuing.work()
    with moment(2032, 4, 1):
        assert [erasing.erase_due(by=WORKER, limit=2) for _call in range(3)] == [2, 1, 0]
