"""Answering a survey on the pages: found, begun by whom it is for, put right beside each question, handed in once."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.stories.walking import refused, said_why, send, wrongs
from yakuba.cases import bulk, surveys
from yakuba.cases.models import Ballot, Case
from yakuba.cases.tests.questionnaires import procedure_of, survey
from yakuba.ledger import GUEST, Robot
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db
COUNTERS, LECTURE = "counter-survey", "dx-lecture-survey"
BUDGET = 20
ABOUT = {"age": "40s", "area": "hills"}
OPINION = {
    "ways": ["counter", "online"],
    "overall": "4",
    "counter.waiting": "2",
    "counter.manner": "5",
    "wishes": ["once", "other"],
    "wishes.other": "𠮷田さんの窓口😀",
    "message": "髙い台",
}


def begun(browser, slug=COUNTERS, **typed):
    answer = browser.post(f"/surveys/{slug}/answer/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def handed_in(browser, address):
    return browser.post(address.replace("confirm", "file"), follow=True)


def shown(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_resident_answers_once_and_nobody_knows_which_answer_is_theirs(publish, sign_in, cast):
    publish(COUNTERS)
    browser = sign_in(cast.hana)
    door = shown(browser, "/surveys/counter-survey/")
    assert "だれの回答かは、市にもわかりません" in door
    assert "来年度の予算で何を優先するかの材料にする。" in door
    address = send(browser, begun(browser), ABOUT)
    summary = send(browser, address, OPINION)
    assert "この内容で回答を出す" in shown(browser, summary)
    thanks = handed_in(browser, summary).content.decode()
    assert "回答を受け取りました" in thanks
    assert "受付番号は" in thanks
    [ballot] = Ballot.objects.all()
    assert ballot.answers == {
        "age": "40s",
        "area": "hills",
        "ways": ["counter", "online"],
        "overall": 4,
        "counter": {"waiting": 2, "manner": 5},
        "wishes": {"chosen": ["once", "other"], "other": "𠮷田さんの窓口😀"},
        "message": "髙い台",
    }
    # Pressed once more, gone back to, or begun anew: it stays one answer.
    assert "回答を受け取りました" in handed_in(browser, summary).content.decode()
    assert "回答を受け取りました" in browser.get(address, follow=True).content.decode()
    assert "回答は一人一回です" in shown(browser, "/surveys/counter-survey/")
    assert browser.post("/surveys/counter-survey/answer/").status_code == 409
    assert (Ballot.objects.count(), Case.objects.count()) == (1, 0)


def test_what_cannot_be_taken_is_said_beside_its_question_and_stays_as_it_was_typed(publish, sign_in, cast):
    publish(COUNTERS)
    browser = sign_in(cast.hana)
    address = send(browser, begun(browser), ABOUT)
    wrong = refused(browser, address, OPINION | {"counter.words": "9", "wishes.other": "", "overall": "0"})
    assert wrongs(wrong) == [
        "1から5までの数から選んでください。",
        "1から5までの数から選んでください。",
        "「その他」を選んだときは、その内容を書いてください。",
    ]
    assert 'name="counter.waiting" value="2"' in wrong
    assert "髙い台" in wrong
    lonely = refused(browser, address, {"wishes": ["hours"], "wishes.other": "駐車場"})
    assert wrongs(lonely) == ["その他の内容が書かれています。「その他」も選ぶか、書いたものを消してください。"]
    assert 'value="駐車場"' in lonely


def test_a_required_table_left_half_empty_names_each_row(sign_in, cast):
    table = "{name: t, kind: matrix, rows: [待ち, 説明, 案内], scale: {low: 低, high: 高}}"
    survey(audience="everyone", more="  aims: {t: 知る}\n", pages=f"pages: [{{title: 一, fields: [{table}]}}]\n")
    browser = sign_in(None)
    wrong = refused(browser, begun(browser, "survey"), {"t.待ち": "3"})
    assert wrongs(wrong) == ["「説明」の行を選んでください。", "「案内」の行を選んでください。"]


def test_a_number_on_paper_lets_somebody_answer_who_has_no_account(publish, sign_in, cast):
    version = publish(COUNTERS)
    [code] = surveys.draw_codes(procedure_of(version), 1, by=Robot("tests"))
    browser = sign_in(None)
    assert "回答番号で回答する" in shown(browser, "/surveys/counter-survey/")
    wrong = browser.post("/surveys/counter-survey/answer/", {"code": "ABCD-EFGH-JKMN"})
    assert wrong.status_code == 422
    assert wrongs(wrong.content.decode()) == ["この回答番号では回答できません。用紙の番号をたしかめてください。"]
    assert 'value="ABCD-EFGH-JKMN"' in wrong.content.decode()
    address = send(browser, send(browser, begun(browser, code=code.lower()), ABOUT), {})
    assert "回答を受け取りました" in handed_in(browser, address).content.decode()
    again = sign_in(None).post("/surveys/counter-survey/answer/", {"code": code})
    assert "回答は一人一回です" in again.content.decode()
    assert Ballot.objects.count() == 1


def test_a_survey_among_staff_is_not_there_for_anybody_else(publish, sign_in, cast):
    publish(LECTURE)
    inside, outside, guest = sign_in(cast.ken), sign_in(cast.hana), sign_in(None)
    assert "DX推進に関する講演会" in shown(inside, "/surveys/")
    assert send(inside, begun(inside, LECTURE), {"staff_class": "管理担当部門の職員"}).endswith("/2/")
    for browser in (outside, guest):
        assert "DX推進に関する講演会" not in shown(browser, "/surveys/")
        shown(browser, f"/surveys/{LECTURE}/", 404)
        shown(browser, f"/procedures/{LECTURE}/", 404)
        assert browser.post(f"/surveys/{LECTURE}/answer/").status_code == 404


def test_staff_who_do_not_live_here_are_told_that_they_are_not_asked(publish, sign_in, cast):
    publish(COUNTERS)
    assert "対象ではありません" in shown(sign_in(cast.ken), "/surveys/counter-survey/")
    assert sign_in(cast.ken).post("/surveys/counter-survey/answer/").status_code == 409


def test_the_door_says_from_when_and_until_when(sign_in, cast):
    survey(audience="everyone", more="  opens_on: 2026-10-05\n  closes_on: 2026-10-20\n")
    browser, zone = sign_in(None), clock.now().tzinfo
    said = {4: "令和8年10月5日からです", 5: "令和8年10月20日まで", 21: "令和8年10月20日で終わりました"}
    for day, sentence in said.items():
        with clock.at(datetime(2026, 10, day, 12, tzinfo=zone)):
            assert sentence in shown(browser, "/surveys/survey/")
            assert browser.post("/surveys/survey/answer/").status_code == (302 if day == 5 else 409)
            assert ("窓口のアンケート" in shown(browser, "/surveys/")) == (day == 5)


def test_a_form_that_was_still_open_when_the_survey_closed_is_told_at_the_door(sign_in, cast):
    survey(audience="everyone", more="  closes_on: 2026-10-20\n")
    browser, zone = sign_in(None), clock.now().tzinfo
    with clock.at(datetime(2026, 10, 20, 23, 59, tzinfo=zone)):
        summary = send(browser, begun(browser, "survey"), {"age": "若い", "ease": "3"})
    with clock.at(datetime(2026, 10, 21, 0, 1, tzinfo=zone)):
        told = handed_in(browser, summary)
    assert "令和8年10月20日で終わりました" in told.content.decode()
    assert Ballot.objects.count() == 0


def test_a_survey_is_found_by_the_search_and_its_guide_is_its_door(publish, sign_in, cast):
    publish(COUNTERS)
    browser = sign_in(None)
    assert 'href="/surveys/counter-survey/"' in shown(browser, "/procedures/?q=アンケート")
    assert browser.get("/procedures/counter-survey/").url == "/surveys/counter-survey/"
    assert browser.post("/apply/counter-survey/").status_code == 404


def test_a_survey_with_names_says_so_and_gives_a_number(sign_in, cast):
    version = survey(anonymous=False)
    browser = sign_in(cast.hana)
    assert "このアンケートは記名です" in shown(browser, "/surveys/survey/")
    summary = send(browser, begun(browser, "survey"), {"age": "若い", "ease": "3"})
    assert Case.objects.count() == 0
    assert Case.objects.of(cast.hana).count() == 0
    receipt = handed_in(browser, summary).content.decode()
    assert Case.objects.get(version=version).receipt in receipt


def test_the_office_sees_an_answer_its_day_and_nobody(publish, sign_in, cast):
    version = survey(audience="everyone")
    rows = [{"age": "若い", "ease": "3", "note": "髙い台"}]
    list(bulk.file_rows(version, rows, batch="paper", by=GUEST))
    case = Case.objects.get()
    browser = sign_in(cast.ken)
    said_why(browser, case.receipt)
    page = shown(browser, f"/office/cases/{case.receipt}/")
    assert "髙い台" in page
    assert f'<time datetime="{case.filed_at.astimezone(clock.now().tzinfo):%Y-%m-%d}">' in page
    assert "00:00" not in page


@pytest.mark.parametrize("address", ["/surveys/", "/surveys/counter-survey/"])
def test_the_pages_ask_the_database_little(publish, sign_in, cast, address):
    for slug in (COUNTERS, LECTURE):
        publish(slug)
    browser = sign_in(cast.ken)
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    assert len(asked) <= BUDGET
