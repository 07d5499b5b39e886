"""What an applicant reads: letters, the timeline, and where a case stands."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from yakuba.cases import correcting, deciding, issuing, words
from yakuba.cases.drafting import ResumeLink
from yakuba.cases.letters import fill, send_resume_link
from yakuba.cases.models import Case, Draft
from yakuba.cases.tests.samples import HEAD, NO_STEPS, QUICK, REVIEWED, WHOLE, declare, file_form
from yakuba.cases.timeline import timeline
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db


def events(case):
    return [(event.state, event.title) for event in timeline(case, Line.objects.about(case.ledger_key))]


def test_a_letter_says_only_what_it_may(cast):
    head = HEAD.replace(
        "{applicant} 様。{fee_yen}円です。{url}", "{applicant}{answers}{fee_yen}{applicant.__class__}{0}{}"
    )
    file_form(declare(QUICK, head=head), applicant={"family": "{url}", "given": "%(url)s"})
    issuing.work()
    body = Letter.objects.latest("pk").text
    assert body.startswith("{url} %(url)s{answers}200{applicant.__class__}{0}{}\n")


def test_words_are_put_in_once():
    assert fill("{a} {b} {c}", {"a": "{b}", "b": "2"}) == "{b} 2 {c}"


def test_a_value_never_takes_the_place_of_what_the_city_says(cast):
    head = HEAD.replace("fee_yen: 100 * people", "fee_yen: 100 * people\n  url: people").replace("fee_yen}円", "url}円")
    file_form(declare(QUICK, head=head))
    issuing.work()
    assert "/cases/" in Letter.objects.latest("pk").text


def test_a_subject_stays_one_line(cast):
    head = HEAD.replace("できました（{receipt}）", "できました {said}").replace(
        "fee_yen: 100", "said: note\n  fee_yen: 100"
    )
    file_form(declare(QUICK, head=head), note="一行目\n二行目")
    assert issuing.work() == 1
    assert Letter.objects.latest("pk").subject == "できました 一行目 二行目"


def test_the_way_of_a_case_is_told_from_what_happened_to_what_comes(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    assert events(case) == [
        ("done", "申請を受け付けました"),
        ("done", "申請の内容をたしかめました（自動）"),
        ("now", "市民課が内容をたしかめています"),
        ("next", "決定"),
        ("next", "証明書・通知書の発行"),
        ("next", "お知らせ"),
    ]
    correcting.send_back(case, by=cast.ken, items={"people": "数"})
    case.refresh_from_db()
    assert events(case)[3][1].startswith("補正を待っています")
    case = deciding.decline(correcting.recall(case, by=cast.ken), by=cast.ken, reason="理由")
    case = deciding.decide(case, by=cast.rie)
    assert events(case)[-1] == ("done", "お受けできないという決定をしました")


def test_the_timeline_names_posts_and_never_persons(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    deciding.accept(case, by=cast.ken)
    case.refresh_from_db()
    notes = [event.note for event in timeline(case, Line.objects.about(case.ledger_key))]
    assert notes[:3] == ["申請者", "規則 第1版", "市民課 係員"]
    with translation.override("en"):
        guests = file_form(declare(WHOLE))
        notes = [event.note for event in timeline(guests, Line.objects.about(guests.ledger_key))]
    assert notes[0].isascii()


STATES = {"machine", "review", "decide", "issue", "applicant", "granted", "declined", "withdrawn"}


@pytest.mark.parametrize("waits_for", sorted(STATES))
def test_every_state_has_its_words(waits_for):
    ends = waits_for in ("granted", "declined", "withdrawn")
    case = Case(waits_for="" if ends else waits_for, outcome=waits_for if ends else "")
    assert words.state(case)
    assert words.promise(case)


def test_a_promise_names_the_day(cast):
    with clock.at(datetime(2026, 11, 21, 9, tzinfo=clock.now().tzinfo)):
        case = file_form(declare(WHOLE))
        assert words.promise(case) == "12月1日（火）までに結果をお知らせします。"
        assert words.row(case)["state"] == "審査中"


def test_a_promise_that_was_not_kept_is_owned_up_to_with_the_telephone(cast):
    with clock.at(datetime(2026, 11, 21, 9, tzinfo=clock.now().tzinfo)):
        case = file_form(declare(WHOLE))
    assert case.section_row is not None
    case.section_row.phone = "000-000-0000"
    with clock.at(datetime(2026, 12, 2, 9, tzinfo=clock.now().tzinfo)):
        said = words.promise(case)
        assert said.startswith("12月1日（火）までのお約束でしたが、まだ終わっていません。")
        assert "000-000-0000" in said
        assert "000-000-0000" not in words.row(case)["sentence"]


def test_a_correction_is_welcome_after_its_day():
    with clock.at(datetime(2026, 11, 21, 9, tzinfo=clock.now().tzinfo)):
        assert words.asked_until(date(2026, 11, 21)) == "11月21日（土）までにお願いします。"
        assert words.asked_until(date(2026, 11, 20)) == "期限（11月20日（金））は過ぎていますが、まだ出せます。"


def test_the_words_of_a_case_without_a_promised_day(cast):
    case = file_form(declare(REVIEWED, head=HEAD.replace("standard_days: 10", "standard_days: 0")))
    assert (case.due_on, case.is_overdue) == (None, False)
    assert words.promise(case) == "担当課がたしかめています。"


def test_the_link_to_go_on_is_sent_to_its_author(cast):
    version = declare(NO_STEPS)
    draft = Draft(version=version)
    link = ResumeLink("x" * 43, clock.today() + timedelta(days=14))
    send_resume_link(draft, to="hana@mihon.example", url=f"https://hall.example/resume/{link.token}/", link=link)
    letter = Letter.objects.get()
    assert f"https://hall.example/resume/{link.token}/" in letter.text
    assert link.token not in letter.body
    assert letter.about == f"draft:{draft.pk}"


def test_money_in_a_letter_has_its_thousands_apart(cast):
    head = HEAD.replace("fee_yen: 100 * people", "fee_yen: 12500 * people\n  heads: 1000 * people")
    case = file_form(declare(REVIEWED, head=head.replace("{fee_yen}円です", "{fee_yen}円・{heads}です")))
    deciding.accept(case, by=cast.ken)
    assert "25,000円・2000です" in Letter.objects.latest("pk").text
