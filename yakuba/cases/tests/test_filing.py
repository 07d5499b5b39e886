"""A form becomes a case once, whatever is pressed twice, changed meanwhile or closed."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from tests.cast import HANA_TOKEN
from yakuba.cases import drafting, filing
from yakuba.cases.filing import Application, file
from yakuba.cases.models import Attachment, Case, Draft
from yakuba.cases.refused import Incomplete, Refused
from yakuba.cases.tests.samples import HEAD, NO_STEPS, QUICK, REVIEWED, WHOLE, declare, file_form, form
from yakuba.ledger import GUEST, Robot
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people.models import Resident
from yakuba.procedures import publishing
from yakuba.toolbox import clock, tokens

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"a drawing " * 20


def draft_of(version, user=None, **own):
    draft = drafting.begin(version.procedure, user=user)
    draft.answers = form(**own)
    draft.save(update_fields=["answers"])
    return draft


def verbs(case):
    return list(Line.objects.about(case.ledger_key).values_list("verb", flat=True))


def test_a_filed_form_waits_for_its_clerk(cast):
    with clock.at(datetime(2026, 11, 21, 23, 30, tzinfo=clock.now().tzinfo)):
        case = file_form(declare(WHOLE), user=cast.hana)
    assert (case.waits_for, case.step, case.outcome, case.hands) == ("review", 1, "", 0)
    assert (case.section, case.applicant_name, case.email) == ("residents", "見本 はな", "hana@mihon.example")
    assert (case.filed_year, case.due_on) == (2026, date(2026, 12, 1))
    assert case.receipt == f"2026-{case.pk:05d}"
    assert case.values == {"fee_yen": 200}
    assert case.reviews.get().findings[0]["result"] == "clear"
    assert verbs(case) == ["filed", "checked"]
    assert [letter.kind for letter in Letter.objects.about(case.ledger_key)] == ["received"]


def test_a_form_without_doubt_goes_on_by_itself_and_one_with_a_doubt_does_not(cast):
    quick = declare(QUICK)
    assert file_form(quick).waits_for == "machine"
    doubted = file_form(quick, people=11)
    assert (doubted.waits_for, doubted.open_rules) == ("review", ["人数"])
    incomplete = file_form(quick, with_dog=True, dog_name="ポチ")
    assert (incomplete.waits_for, incomplete.open_rules) == ("review", ["plan"])


def test_a_survey_has_ended_when_it_is_filed():
    case = file_form(declare(NO_STEPS))
    assert (case.waits_for, case.outcome, case.due_on) == ("", "granted", clock.today() + timedelta(days=10))
    assert case.finished_at is not None


def test_the_ledger_names_no_applicant_and_hides_what_was_answered(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    filed = Line.objects.about(case.ledger_key).earliest("number")
    assert (filed.actor_key, filed.actor_name, filed.actor_post) == (cast.hana.actor_key, "申請者", "")
    assert filed.facts["digest"] == case.submission_digest
    same = file_form(declare(WHOLE), user=cast.hana)
    assert same.submission_digest != case.submission_digest


def test_a_draft_filed_twice_is_one_case_with_one_letter(cast):
    draft = draft_of(declare(WHOLE), cast.hana)
    first, second = (filing.file_draft(draft.pk, by=cast.hana) for _press in range(2))
    assert (first.case, Case.objects.count(), Letter.objects.count()) == (second.case, 1, 1)
    assert first.token
    assert not second.token
    assert verbs(first.case) == ["filed", "checked"]


def test_what_was_typed_is_not_kept_twice():
    draft = draft_of(declare(WHOLE))
    filing.file_draft(draft.pk, by=GUEST)
    draft.refresh_from_db()
    assert (draft.answers, draft.typed) == ({}, {})
    assert draft.case_id is not None


def test_a_wrong_answer_files_nothing_and_loses_nothing():
    draft = draft_of(declare(WHOLE), people=100)
    with pytest.raises(Incomplete) as incomplete:
        filing.file_draft(draft.pk, by=GUEST)
    assert list(incomplete.value.errors) == ["people"]
    draft.refresh_from_db()
    assert draft.answers["people"] == 100
    assert not Case.objects.exists()
    assert not Line.objects.filter(thing__startswith="case:").exists()


def test_a_form_goes_on_under_the_version_it_was_begun_with():
    old = declare(WHOLE)
    draft = draft_of(old)
    new = declare(WHOLE, head=HEAD.replace("max: 99", "max: 1"))
    case = filing.file_draft(draft.pk, by=GUEST).case
    assert (case.version, new.number) == (old, 2)


def test_nothing_is_filed_once_a_procedure_is_withdrawn_and_nothing_is_lost():
    version = declare(WHOLE)
    draft = draft_of(version)
    publishing.withdraw(version.procedure, by=Robot("tests"))
    with pytest.raises(Refused, match="入力した内容は残っています"):
        filing.file_draft(draft.pk, by=GUEST)
    version.procedure.refresh_from_db()
    with pytest.raises(Refused):
        drafting.begin(version.procedure, user=None)
    draft.refresh_from_db()
    assert draft.answers == form()


def test_nothing_is_filed_before_or_after_the_days_it_is_open():
    version = declare(WHOLE, head="open_from: 2026-11-01\nopen_until: 2026-11-30\n" + HEAD)
    noon = datetime(2026, 11, 30, 12, tzinfo=clock.now().tzinfo)
    with clock.at(noon):
        draft = draft_of(version)
    with clock.at(noon + timedelta(days=1)), pytest.raises(Refused):
        filing.file_draft(draft.pk, by=GUEST)
    with clock.at(noon - timedelta(days=30)), pytest.raises(Refused):
        drafting.begin(version.procedure, user=None)
    with clock.at(noon):
        assert filing.file_draft(draft.pk, by=GUEST).case


def test_the_same_key_and_form_is_the_same_case_and_another_form_is_refused():
    version = declare(WHOLE)
    answers = form()
    first = file(Application(version, answers, "key-1"), by=GUEST)
    again = file(Application(version, dict(reversed(answers.items())), "key-1"), by=GUEST)
    assert again.case == first.case
    with pytest.raises(Refused, match="ちがう内容"):
        file(Application(version, form(people=3), "key-1"), by=GUEST)
    assert Case.objects.count() == 1


def test_a_retry_after_the_procedure_was_renewed_is_still_the_same_case():
    first = file(Application(declare(WHOLE), form(), "key-1"), by=GUEST)
    renewed = declare(WHOLE, head=HEAD.replace("見本の許可", "みほんの許可"))
    assert file(Application(renewed, form(), "key-1"), by=GUEST).case == first.case


def test_what_the_register_said_that_day_stays_with_the_case(cast):
    draft = draft_of(declare(WHOLE), cast.hana)
    case = filing.file_draft(draft.pk, by=cast.hana).case
    Resident.objects.filter(user=cast.hana).update(building="引っ越し先")
    case.refresh_from_db()
    assert case.snapshot["me"]["address"]["building"] == HANA_TOKEN
    assert [one["given"] for one in case.snapshot["household"]] == ["はな", "純", "芽衣"]


def test_files_that_are_named_go_with_the_case_and_the_others_go(cast):
    draft = draft_of(declare(WHOLE), cast.hana, with_dog=True, dog_name="ポチ")
    kept, dropped = (drafting.attach(draft, name, PDF + name.encode()) for name in ("a.pdf", "b.pdf"))
    draft.answers["plan"] = [kept.value]
    draft.save(update_fields=["answers"])
    case = filing.file_draft(draft.pk, by=cast.hana).case
    assert [one.pk for one in case.attachments.all()] == [kept.pk]
    assert not Attachment.objects.filter(pk=dropped.pk).exists()


def test_a_file_of_another_draft_cannot_be_filed(cast):
    version = declare(WHOLE)
    hers = drafting.attach(draft_of(version, cast.hana), "hers.pdf", PDF)
    his = draft_of(version, cast.jiro, with_dog=True, dog_name="ポチ", plan=[hers.value])
    with pytest.raises(Incomplete) as incomplete:
        filing.file_draft(his.pk, by=cast.jiro)
    assert list(incomplete.value.errors) == ["plan"]
    hers.refresh_from_db()
    assert hers.case_id is None


def test_the_link_of_a_guest_is_in_the_letter_and_its_secret_nowhere_else():
    filed = filing.file_draft(draft_of(declare(WHOLE)).pk, by=GUEST)
    letter = Letter.objects.get()
    assert f"/follow/{filed.token}/" in letter.text
    assert filed.case.follow_digest == tokens.digest(filed.token)
    assert filed.token not in str(Case.objects.values()) + str(Draft.objects.values()) + str(Line.objects.values())


def test_somebody_with_an_account_is_led_to_their_own_page(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    letter = Letter.objects.get()
    assert f"/cases/{case.receipt}/" in letter.text
    assert "/follow/" not in letter.text


@pytest.mark.parametrize("address", ["", "hana(box)@mihon.example", "a@b.example,c@d.example"])
def test_where_no_letter_can_go_none_is_written_and_the_form_is_filed(cast, address):
    version = declare(NO_STEPS)
    cast.hana.email = address
    answers = {name: value for name, value in form().items() if name != "email"}
    case = file(Application(version, answers, "key", cast.hana), by=cast.hana).case
    assert case.email == ""
    assert not Letter.objects.exists()
    assert verbs(case) == ["filed"]


def test_letters_speak_the_language_in_which_was_filed():
    version = declare(REVIEWED)
    with translation.override("en"):
        case = file_form(version)
    assert case.language == "en"
    assert Letter.objects.get().subject.startswith("[Mihon City] We have received: A sample permit")


def test_a_name_longer_than_its_column_is_cut_there_and_kept_whole_in_the_answers():
    case = file_form(declare(NO_STEPS), applicant={"family": "見" * 100, "given": "本" * 100})
    assert len(case.applicant_name) == 200
    assert case.answers["applicant"] == {"family": "見" * 100, "given": "本" * 100}
