"""補正: what is asked for can be put right, and nothing else; the clock stands meanwhile."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from yakuba.cases import correcting, deciding, drafting
from yakuba.cases.models import Attachment, Case
from yakuba.cases.refused import Incomplete, Refused
from yakuba.cases.tests.samples import HEAD, REVIEWED, WHOLE, declare, file_form
from yakuba.cases.tests.test_filing import PDF, draft_of
from yakuba.ledger import GUEST, Robot
from yakuba.ledger.models import Detail, Line
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock, uploads

pytestmark = pytest.mark.django_db
ROBOT = Robot("yakuba work")


@pytest.fixture
def case(cast):
    return file_form(declare(WHOLE), user=cast.hana)


def ask(cast, case, *fields, **options):
    correcting.send_back(case, by=cast.ken, items=dict.fromkeys(fields, "ご確認ください"), **options)
    return case.corrections.get(answered_at=None)


def answer(case, by=GUEST, **typed):
    entries = {name.replace("__", "."): [entry] for name, entry in typed.items()}
    return correcting.answer(Case.objects.get(pk=case.pk), by=by, typed=entries)


def test_what_is_asked_for_is_put_right_and_the_rules_look_again(cast):
    case = file_form(declare(REVIEWED), people=20)
    assert case.open_rules == ["人数"]
    ask(cast, case, "people")
    answered = answer(case, people="8")
    assert (answered.waits_for, answered.open_rules, answered.answers["people"]) == ("review", [], 8)
    assert (answered.values, answered.review_count) == ({"fee_yen": 800}, 2)
    assert [review.number for review in case.reviews.order_by("pk")] == [1, 2]
    verbs = [line.verb for line in Line.objects.about(case.ledger_key)]
    assert verbs == ["filed", "checked", "sent_back", "answered", "checked"]
    assert not case.corrections.filter(answered_at=None).exists()


def test_the_applicant_is_told_what_where_and_until_when(cast, case):
    correction = ask(cast, case, "people", note="数をたしかめてください。")
    letter = Letter.objects.latest("pk")
    assert letter.kind == "asked_to_correct"
    assert correction.answer_by == clock.today() + timedelta(days=14)
    for words in ("- 人数: ご確認ください", "数をたしかめてください。", f"/cases/{case.receipt}/"):
        assert words in letter.text


def test_who_has_not_answered_is_reminded_once_three_days_before(cast, case):
    ask(cast, case, "people", note="数をたしかめてください。")
    waiting, now = Case.objects.get(pk=case.pk), clock.now()
    told = Letter.objects.filter(kind="reminded_to_correct")
    for days, letters in ((1, 0), (10, 0), (11, 1), (12, 1), (20, 1)):
        with clock.at(now + timedelta(days=days)):
            correcting.remind_due(by=ROBOT)
        assert told.count() == letters, days
    letter = told.get()
    for words in ("数をたしかめてください。", f"/cases/{case.receipt}/"):
        assert words in letter.text
    assert Line.objects.about(case.ledger_key).filter(verb="reminded").count() == 1
    # The clock still stands, and a late answer is welcome.
    assert waiting.due_on == Case.objects.get(pk=case.pk).due_on
    with clock.at(now + timedelta(days=20)):
        assert answer(case, people="3").waits_for == "review"


def test_who_has_answered_or_taken_back_is_not_reminded(cast, case):
    ask(cast, case, "people")
    other = file_form(case.version, user=cast.hana)
    ask(cast, other, "people")
    answer(case, people="3")
    deciding.withdraw(other, by=cast.hana)
    with clock.at(clock.now() + timedelta(days=12)):
        assert correcting.remind_due(by=ROBOT) == 0


def test_the_applicant_is_asked_in_their_own_language(cast):
    with translation.override("en"):
        case = file_form(declare(WHOLE))
    ask(cast, case, "people")
    assert "- How many people: " in Letter.objects.latest("pk").text


def test_what_was_not_asked_for_stays_as_it_was_filed(cast, case):
    ask(cast, case, "note")
    answered = answer(case, note="運動会", people="99", applicant__family="他人", email="other@mihon.example")
    assert answered.answers == case.answers | {"note": "運動会"}


def test_an_answer_that_brings_up_a_question_asks_it_and_a_missing_one_is_said(cast, case):
    correction = ask(cast, case, "with_dog")
    found = correcting.corrected(case, correction, {"with_dog": ["yes"]})
    assert [one.name for one in found.fields] == ["with_dog", "dog_name", "plan"]
    with pytest.raises(Incomplete) as incomplete:
        answer(case, with_dog="yes")
    assert list(incomplete.value.errors) == ["dog_name"]
    answered = answer(case, with_dog="yes", dog_name="ポチ")
    assert answered.answers["dog_name"] == "ポチ"
    assert answered.open_rules == ["plan"]


def test_what_is_no_longer_asked_falls_away(cast):
    case = file_form(declare(WHOLE), with_dog=True, dog_name="ポチ")
    ask(cast, case, "with_dog")
    answered = answer(case, with_dog="no")
    assert "dog_name" not in answered.answers
    assert answered.open_rules == []
    assert Detail.objects.latest("pk").text.count("dog_name") == 2  # before and after


def test_a_wrong_answer_changes_nothing(cast, case):
    ask(cast, case, "people")
    before = Case.objects.values().get()
    with pytest.raises(Incomplete):
        answer(case, people="0")
    assert Case.objects.values().get() == before
    assert case.corrections.filter(answered_at=None).count() == 1


def test_a_day_that_has_passed_meanwhile_is_not_asked_for_again(cast):
    noon = datetime(2026, 6, 1, 12, tzinfo=clock.now().tzinfo)
    with clock.at(noon):
        case = file_form(declare(WHOLE), on="2026-06-03")
        ask(cast, case, "people")
    with clock.at(noon + timedelta(days=5)):
        assert answer(case, people="3").answers["on"] == "2026-06-03"
        ask(cast, case, "on")
        with pytest.raises(Incomplete):
            answer(case, on__year="2026", on__month="6", on__day="4")
        assert answer(case, on__year="2026", on__month="6", on__day="7").answers["on"] == "2026-06-07"


def test_the_rules_look_as_of_the_day_of_filing(cast):
    head = HEAD.replace("doubt: people > 10", "doubt: people > 10 or today() > date(2026, 6, 30)")
    noon = datetime(2026, 6, 29, 12, tzinfo=clock.now().tzinfo)
    with clock.at(noon):
        case = file_form(declare(WHOLE, head=head))
        ask(cast, case, "people")
    with clock.at(noon + timedelta(days=5)):
        assert answer(case, people="3").open_rules == []


@pytest.mark.parametrize("ends", ["answer", "recall"])
def test_the_clock_stands_while_a_correction_is_awaited(cast, ends):
    noon = datetime(2026, 3, 30, 23, 59, tzinfo=clock.now().tzinfo)
    with clock.at(noon):
        case = file_form(declare(WHOLE))
    with clock.at(noon + timedelta(days=1)):
        ask(cast, case, "people")
    with clock.at(noon + timedelta(days=30)):
        case.refresh_from_db()
        assert not case.is_overdue
        waited = answer(case, people="3") if ends == "answer" else correcting.recall(case, by=cast.ken)
    assert case.due_on is not None
    assert waited.due_on == case.due_on + timedelta(days=29)
    with clock.at(noon + timedelta(days=39)):
        assert not waited.is_overdue
    with clock.at(noon + timedelta(days=40)):
        assert waited.is_overdue


def test_the_office_goes_on_when_no_answer_comes(cast, case):
    ask(cast, case, "people")
    assert correcting.recall(case, by=cast.ken).waits_for == "review"
    with pytest.raises(Refused, match="受け付けていません"):
        answer(case, people="3")
    assert deciding.decline(case, by=cast.ken, reason="補正されなかったため（法第7条）").waits_for == "decide"


@pytest.mark.parametrize("items", [{}, {"nothing": "数"}, {"people": "数", "fee_yen": "数"}])
def test_only_what_the_form_asks_can_be_asked_for(cast, case, items):
    with pytest.raises(Refused):
        correcting.send_back(case, by=cast.ken, items=items)


def test_nothing_is_answered_where_nothing_is_asked(case):
    with pytest.raises(Refused):
        answer(case, people="3")


@pytest.fixture
def with_plan(cast):
    """Hana's case, asked for its plan."""
    case = file_form(declare(WHOLE), user=cast.hana, with_dog=True, dog_name="ポチ")
    ask(cast, case, "plan")
    return Case.objects.get(pk=case.pk)


def test_a_file_comes_with_the_correction_and_what_was_taken_off_again_goes(cast, with_plan):
    taken_off = drafting.attach(with_plan, "old.pdf", PDF)
    kept = drafting.attach(with_plan, "plan.pdf", PDF + b"2")
    answered = answer(with_plan, by=cast.hana, plan=str(kept.pk))
    assert answered.answers["plan"] == [kept.value]
    assert answered.open_rules == []
    assert not Attachment.objects.filter(pk=taken_off.pk).exists()


def test_a_file_that_was_filed_stays_when_another_takes_its_place(cast, with_plan):
    first = drafting.attach(with_plan, "first.pdf", PDF)
    answer(with_plan, by=cast.hana, plan=str(first.pk))
    with clock.at(clock.now() + timedelta(minutes=1)):
        ask(cast, with_plan, "plan")
        second = drafting.attach(with_plan, "second.pdf", PDF + b"2")
        answer(with_plan, by=cast.hana, plan=str(second.pk))
    assert set(with_plan.attachments.all()) == {first, second}


@pytest.mark.parametrize("whose", ["a draft", "a case", "nobody"])
def test_a_file_of_somebody_else_is_refused(cast, with_plan, whose):
    if whose == "a draft":
        other = drafting.attach(draft_of(with_plan.version, cast.jiro), "his.pdf", PDF)
    else:
        his = file_form(with_plan.version, user=cast.jiro, with_dog=True, dog_name="タマ")
        ask(cast, his, "plan")
        other = drafting.attach(his, "his.pdf", PDF)
    named = "00000000-0000-0000-0000-000000000000" if whose == "nobody" else str(other.pk)
    with pytest.raises(Incomplete) as incomplete:
        answer(with_plan, by=cast.hana, plan=named)
    assert list(incomplete.value.errors) == ["plan"]
    other.refresh_from_db()
    assert other.case_id != with_plan.pk


def test_planted_a_correction_that_takes_any_file_is_noticed(cast, with_plan, monkeypatch):
    monkeypatch.setattr(correcting, "uploads_of", lambda case: {str(a.pk): a.value for a in Attachment.objects.all()})
    with pytest.raises(pytest.fail.Exception):
        test_a_file_of_somebody_else_is_refused(cast, with_plan, "a draft")


def test_files_are_limited_for_corrections_too(with_plan, settings):
    settings.UPLOAD_MAX_FILES = 1
    drafting.attach(with_plan, "a.pdf", PDF)
    with pytest.raises(uploads.Refused):
        drafting.attach(with_plan, "b.pdf", PDF)


def test_what_stands_in_the_inputs_is_what_was_filed(cast):
    case = file_form(declare(WHOLE), with_dog=True, dog_name="ポチ", on=clock.today().isoformat())
    correction = ask(cast, case, "people", "dog_name", "applicant", "plan")
    assert correcting.standing(case, correction) == {
        "applicant.family": ["見本"],
        "applicant.given": ["はな"],
        "people": ["2"],
        "dog_name": ["ポチ"],
    }
    assert correcting.answer(case, by=GUEST, typed=correcting.standing(case, correction)).answers == case.answers


def test_the_day_to_answer_by_is_known_while_one_is_asked(cast, case):
    assert correcting.answer_until(case) is None
    correction = ask(cast, case, "people", days=21)
    assert correcting.answer_until(case) == correction.answer_by == clock.today() + timedelta(days=21)
    answer(case, people="3")
    assert correcting.answer_until(case) is None
