"""The office looks where a person must: its inbox, one case, and every way that a case can end."""

import io
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pypdf import PdfReader

from tests.stories import forms
from tests.stories.walking import filed, inputs, refused, said_why, wrongs
from yakuba.cases import correcting, issuing
from yakuba.cases.models import Case
from yakuba.desks.office import changed
from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people import moves
from yakuba.toolbox import clock, dates

ACTS = ("accept", "send_back", "decline", "decide", "return_to_review", "recall", "issue", "issue_by_hand")


@pytest.fixture
def dog(cast, publish, sign_in):
    """Hana's dog, waiting for Taro's section."""
    publish("dog-registration")
    filed(sign_in(cast.hana), "dog-registration", forms.dog())
    return Case.objects.get()


@pytest.fixture
def allowance(cast, publish, sign_in):
    """Jiro's claim with a doubt, waiting for Mio and then for the 決裁 of Nao."""
    publish("child-allowance")
    filed(sign_in(cast.jiro), "child-allowance", forms.allowance(supports="no"))
    return Case.objects.get()


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def press(browser: Client, case: Case, act: str, **typed: object) -> None:
    """Presses a button that stands on the case's page."""
    address = f"/office/cases/{case.receipt}/{act}/"
    assert f'action="{address}"' in read(browser, f"/office/cases/{case.receipt}/"), f"{act} is not offered"
    answer = browser.post(address, typed)
    assert answer.status_code == 302, (act, answer.status_code, answer.content.decode())
    case.refresh_from_db()


def test_the_inbox_shows_what_waits_with_its_doubts_and_its_date(cast, allowance, sign_in):
    shown = read(sign_in(cast.mio), "/office/")
    assert allowance.receipt in shown
    assert "育てていないお子さん" in shown
    assert "あと30日" in shown
    case = read(sign_in(cast.mio), f"/office/cases/{allowance.receipt}/")
    assert "世話をしていない、または生活費を出していない" in case
    assert "児童手当法 第4条第1項" in case
    assert dates.with_weekday(clock.today() + timedelta(days=30)) in case


def test_what_is_still_to_come_stands_there_by_its_label(cast, publish, sign_in):
    publish("child-allowance")
    filed(sign_in(cast.jiro), "child-allowance", forms.allowance())
    case = Case.objects.get()
    assert "account_copy" in case.open_rules
    for address in ("/office/", f"/office/cases/{case.receipt}/"):
        shown = re.sub(r'value="[^"]*"', "", read(sign_in(cast.mio), address))
        assert "「通帳かキャッシュカードの写真」がまだ出ていません" in shown, address
        assert "account_copy" not in shown, address


def test_a_doubt_about_a_group_shows_each_answer_beside_its_question(cast, allowance, sign_in):
    shown = read(sign_in(cast.mio), f"/office/cases/{allowance.receipt}/")
    doubt = shown[shown.index("世話をしていない、または生活費を出していない") :]
    labels = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", doubt[: doubt.index("</dl>")]))
    group = allowance.declaration.field("children")
    for inner in group.fields:
        if inner.name in allowance.answers["children"][0]:
            answer = inner.show(allowance.answers["children"][0][inner.name])
            assert labels[f"{group.item_title or group.label} 1　{inner.label}"] == answer


def test_the_inbox_finds_a_case_by_its_number_its_applicant_and_its_procedure(cast, dog, sign_in):
    taro = sign_in(cast.taro)
    for query in (dog.receipt, "見本", "犬"):
        assert dog.receipt in read(taro, f"/office/?q={query}"), query
    for query in ("2020-99999", "次郎", "粗大"):
        assert dog.receipt not in read(taro, f"/office/?q={query}"), query


def test_opening_a_case_is_recorded_and_its_applicant_sees_the_post_and_the_reason(cast, dog, sign_in):
    read(sign_in(cast.taro), f"/office/cases/{dog.receipt}/")
    line = Line.objects.about(dog.ledger_key).get(verb="opened")
    assert line.actor_key == cast.taro.actor_key
    shown = read(sign_in(cast.hana), f"/cases/{dog.receipt}/")
    assert "環境課 係員" in shown
    assert "審査のため" in shown
    assert "環境課 係員" in read(sign_in(cast.hana), "/cases/")
    assert cast.taro.name not in shown


def test_accepted_decided_issued_told(cast, allowance, sign_in):
    mio, nao, jiro = sign_in(cast.mio), sign_in(cast.nao), sign_in(cast.jiro)
    press(mio, allowance, "accept")
    assert allowance.waits_for == "decide"
    assert mio.post(f"/office/cases/{allowance.receipt}/decide/").status_code == 409
    press(nao, allowance, "decide")
    assert issuing.work() == 1
    allowance.refresh_from_db()
    assert allowance.outcome == "granted"
    shown = read(jiro, f"/cases/{allowance.receipt}/")
    assert "手続きは終わりました" in shown
    for person in (cast.mio, cast.nao):
        assert person.name not in shown
    address = re.search(rf"/cases/{allowance.receipt}/papers/\d+/", shown)
    assert address
    pdf = jiro.get(address[0])
    assert PdfReader(io.BytesIO(pdf.content)).pages
    assert mio.get(f"/office{address[0]}").status_code == 404
    said_why(mio, allowance.receipt)
    assert mio.get(f"/office{address[0]}").content == pdf.content
    last = Letter.objects.order_by("pk").last()
    assert last is not None
    assert last.to == cast.jiro.email
    assert allowance.receipt in last.subject + last.body
    assert cast.mio.name not in last.body


def test_a_chief_does_not_decide_on_what_they_put_forward(cast, allowance, sign_in):
    nao = sign_in(cast.nao)
    press(nao, allowance, "accept")
    assert "/decide/" not in read(nao, f"/office/cases/{allowance.receipt}/")
    refused = nao.post(f"/office/cases/{allowance.receipt}/decide/")
    assert refused.status_code == 409
    assert "自分で" in refused.content.decode()
    allowance.refresh_from_db()
    assert allowance.waits_for == "decide"


def test_the_chief_returns_it_with_a_reason_that_the_clerk_reads(cast, allowance, sign_in):
    mio, nao = sign_in(cast.mio), sign_in(cast.nao)
    press(mio, allowance, "accept")
    blank = nao.post(f"/office/cases/{allowance.receipt}/return_to_review/", {"reason": "  "})
    assert blank.status_code == 422
    assert re.search(r'id="return-reason".*?＊差し戻す理由を入力してください', blank.content.decode(), re.DOTALL)
    press(nao, allowance, "return_to_review", reason="生計の同じことをたしかめてください")
    assert allowance.waits_for == "review"
    assert "生計の同じことをたしかめてください" in read(mio, f"/office/cases/{allowance.receipt}/")
    resident = read(sign_in(cast.jiro), f"/cases/{allowance.receipt}/")
    assert "生計の同じことをたしかめてください" not in resident


def test_sent_back_put_right_and_looked_at_again(cast, dog, sign_in):
    taro, hana = sign_in(cast.taro), sign_in(cast.hana)
    due = dog.due_on
    press(taro, dog, "send_back", fields=["dog_name", "chip"], sentence="名前をフリガナでも書いてください。")
    assert dog.waits_for == "applicant"
    letter = Letter.objects.order_by("pk").last()
    assert letter is not None
    assert "名前をフリガナでも書いてください。" in letter.text
    page = read(hana, f"/cases/{dog.receipt}/")
    assert "名前をフリガナでも書いてください。" in page
    assert dates.with_weekday(clock.today() + timedelta(days=14)) in page
    assert "停止中" in read(taro, "/office/?tab=others")
    with clock.at(clock.now() + timedelta(days=5)):
        address = f"/cases/{dog.receipt}/correct/"
        asked = inputs(read(hana, address))
        assert {name.partition(".")[0] for name in asked.names} == {"csrfmiddlewaretoken", "dog_name", "chip"}
        typed = asked.sent | {"dog_name": "ポチ（ポチ）", "breed": "秋田"}
        assert hana.post(address, typed).status_code == 302
    dog.refresh_from_db()
    assert dog.answers["dog_name"] == "ポチ（ポチ）"
    assert dog.answers["breed"] == "柴"
    assert dog.waits_for == "review"
    assert dog.due_on == due + timedelta(days=5)
    assert dog.reviews.count() == 2


def test_a_correction_that_cannot_be_accepted_keeps_what_was_typed(cast, dog, sign_in):
    press(sign_in(cast.taro), dog, "send_back", fields=["born_on", "dog_name"], sentence="たしかめてください")
    hana, address = sign_in(cast.hana), f"/cases/{dog.receipt}/correct/"
    wrong = {"born_on.year": "令和8", "born_on.month": "2", "born_on.day": "30", "dog_name": "シロ"}
    shown = inputs(refused(hana, address, wrong)).sent
    assert {name: shown[name] for name in wrong} == {name: [value] for name, value in wrong.items()}
    dog.refresh_from_db()
    assert dog.waits_for == "applicant"


def test_what_only_the_corrected_answer_brings_up_is_asked_and_kept(cast, dog, sign_in):
    press(sign_in(cast.taro), dog, "send_back", fields=["chip"], sentence="マイクロチップはありませんか")
    hana, address = sign_in(cast.hana), f"/cases/{dog.receipt}/correct/"
    more = refused(hana, address, inputs(read(hana, address)).sent | {"chip": "yes"})
    assert "chip_number" in inputs(more).names
    assert "つぎの質問にもお答えください" in more
    assert wrongs(more) == []
    answer = hana.post(address, {"chip": "yes", "chip_number": "392000000000001", "chip_registered": "no"})
    assert answer.url == f"/cases/{dog.receipt}/"
    dog.refresh_from_db()
    assert dog.answers["chip_number"] == "392000000000001"
    assert dog.waits_for == "review"


def test_a_correction_that_changes_nothing_is_sent_only_when_it_is_right_as_it_is(cast, dog, sign_in):
    press(sign_in(cast.taro), dog, "send_back", fields=["dog_name"], sentence="名前をたしかめてください")
    hana, address = sign_in(cast.hana), f"/cases/{dog.receipt}/correct/"
    sent = inputs(read(hana, address)).sent
    back = hana.post(address, sent).url
    assert back.startswith(address)
    page = read(hana, back)
    assert "お願いした項目が変わっていません" in page
    assert 'name="_as_it_is"' in page
    dog.refresh_from_db()
    assert dog.waits_for == "applicant"
    assert hana.post(back, sent | {"_as_it_is": "1"}).url == f"/cases/{dog.receipt}/"
    dog.refresh_from_db()
    assert dog.waits_for == "review"


def test_declined_without_a_chief(cast, dog, sign_in):
    taro, reason = sign_in(cast.taro), "生後90日に満たないため（狂犬病予防法 第4条第1項）"
    blank = taro.post(f"/office/cases/{dog.receipt}/decline/", {"reason": " "})
    assert blank.status_code == 422
    assert "理由のない却下はできません" in blank.content.decode()
    press(taro, dog, "decline", reason=reason)
    assert dog.outcome == "declined"
    assert_declined(sign_in(cast.hana), dog, reason)


def test_declined_by_the_chief_on_the_clerks_proposal(cast, allowance, sign_in):
    mio, nao, reason = sign_in(cast.mio), sign_in(cast.nao), "育てていないため（児童手当法 第4条第1項）"
    press(mio, allowance, "decline", reason=reason)
    assert allowance.waits_for == "decide"
    assert reason not in read(sign_in(cast.jiro), f"/cases/{allowance.receipt}/")
    assert Letter.objects.count() == 1
    assert reason in read(nao, f"/office/cases/{allowance.receipt}/")
    press(nao, allowance, "decide")
    assert allowance.outcome == "declined"
    assert_declined(sign_in(cast.jiro), allowance, reason)


def assert_declined(browser: Client, case: Case, reason: str) -> None:
    page, letter = read(browser, f"/cases/{case.receipt}/"), Letter.objects.order_by("pk").last()
    assert letter is not None
    for text in (page, letter.text):
        assert reason in text
        assert "審査請求をすることができます" in text


def test_a_withdrawn_paper_says_so_wherever_it_is_looked_at(cast, dog, sign_in):
    taro, hana = sign_in(cast.taro), sign_in(cast.hana)
    press(taro, dog, "accept")
    issuing.work()
    paper = dog.papers.get()
    address = f"/office/cases/{dog.receipt}/papers/{paper.pk}/withdraw/"
    said_why(taro, dog.receipt)
    assert address in read(taro, f"/office/cases/{dog.receipt}/")
    blank = taro.post(address, {"reason": ""})
    assert blank.status_code == 422
    assert re.search(rf'id="withdraw-{paper.pk}".*?＊取り消す理由を入力してください', blank.content.decode(), re.DOTALL)
    assert taro.post(address, {"reason": "犬の毛色の誤り"}).status_code == 302
    assert taro.post(address, {"reason": "もう一度"}).status_code == 409
    assert "取り消し済み" in read(taro, f"/office/cases/{dog.receipt}/")
    assert "取り消" in read(hana, f"/cases/{dog.receipt}/")
    assert "取り消されています" in read(sign_in(None), f"/verify/{paper.code}/")
    assert address not in read(taro, f"/office/cases/{dog.receipt}/")


def test_a_button_pressed_twice_acts_once(cast, allowance, sign_in):
    mio, nao = sign_in(cast.mio), sign_in(cast.nao)
    for browser, act in ((mio, "accept"), (nao, "decide")):
        press(browser, allowance, act)
        lines, letters = Line.objects.about(allowance.ledger_key).count(), Letter.objects.count()
        again = browser.post(f"/office/cases/{allowance.receipt}/{act}/")
        assert again.status_code == 409, act
        told = {"accept": "画面を開き直してください", "decide": "この件の決裁は、もう済んでいます"}
        assert told[act] in again.content.decode()
        for way_on in (f"/office/cases/{allowance.receipt}/", "/office/"):
            assert f'href="{way_on}"' in again.content.decode()
        assert (Line.objects.about(allowance.ledger_key).count(), Letter.objects.count()) == (lines, letters), act


@pytest.mark.parametrize(
    ("act", "typed"),
    [("send_back", {"fields": ["account"], "sentence": "番号を"}), ("decline", {"reason": "理由"})],
)
def test_a_form_of_the_office_sent_twice_acts_once(cast, allowance, sign_in, act, typed):
    mio = sign_in(cast.mio)
    press(mio, allowance, act, **typed)
    letters = Letter.objects.count()
    bodies: tuple[dict[str, object], ...] = (typed, {})
    for body in bodies:
        assert mio.post(f"/office/cases/{allowance.receipt}/{act}/", body).status_code == 409
    assert Letter.objects.count() == letters


def test_a_paper_that_cannot_be_printed_waits_for_a_clerk_who_lets_it_go_out(cast, dog, sign_in, monkeypatch):
    taro = sign_in(cast.taro)
    press(taro, dog, "accept")
    with monkeypatch.context() as jammed:
        jammed.setattr(issuing.press, "printed", jam)
        for minutes in (0, 2, 10, 60):
            with clock.at(clock.now() + timedelta(minutes=minutes)):
                assert issuing.work() == 0
    dog.refresh_from_db()
    assert dog.waits_for == "issue"
    assert "紙が詰まりました" in read(taro, f"/office/cases/{dog.receipt}/")
    assert "紙が詰まりました" not in read(sign_in(cast.hana), f"/cases/{dog.receipt}/")
    press(taro, dog, "issue")
    assert taro.post(f"/office/cases/{dog.receipt}/issue/").status_code == 409
    assert issuing.work() == 1
    dog.refresh_from_db()
    assert dog.outcome == "granted"


def jam(*_: object) -> None:
    raise issuing.press.Stalled("紙が詰まりました")


def test_nothing_but_known_fields_can_be_sent_back(cast, dog, sign_in):
    taro, address = sign_in(cast.taro), f"/office/cases/{dog.receipt}/send_back/"
    for fields in ([], ["nothing"], ["fee_shown"]):
        answer = taro.post(address, {"fields": fields, "sentence": "この文は消えません"})
        assert answer.status_code == 422, fields
        assert "この文は消えません" in answer.content.decode()
        assert "一つ以上選んでください" in answer.content.decode()


def test_staff_without_a_second_factor_are_led_to_one_outside_the_demo(cast, dog, sign_in, settings):
    settings.DEMO = False
    Authenticator.objects.filter(user=cast.taro).delete()
    answer = sign_in(cast.taro).get("/office/")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/2fa")
    assert sign_in(cast.taro).post(f"/office/cases/{dog.receipt}/accept/").status_code == 302
    dog.refresh_from_db()
    assert dog.waits_for == "review"


def test_a_clerk_who_was_moved_sees_nothing_more(cast, dog, sign_in):
    taro, address = sign_in(cast.taro), f"/office/cases/{dog.receipt}/"
    assert taro.get(address).status_code == 200
    moves.end_holding(cast.taro.holdings.get(), clock.today() + timedelta(days=1), by=Robot("tests", ""))
    with clock.at(clock.now() + timedelta(days=1)):
        assert taro.get(address).status_code == 404


def test_an_act_on_a_page_that_has_grown_old_is_refused_and_keeps_what_was_typed(cast, allowance, sign_in):
    mio = sign_in(cast.mio)
    address = f"/office/cases/{allowance.receipt}/"
    shown = inputs(mio.get(address).content.decode()).sent["shown"][0]
    # A second look changes nothing; a correction in between does.
    sign_in(cast.nao).get(address)
    correcting.send_back(allowance, by=cast.mio, items={"applicant": "確認"})
    correcting.recall(Case.objects.get(pk=allowance.pk), by=cast.mio)
    old = mio.post(f"{address}send_back/", {"shown": shown, "fields": ["applicant"], "sentence": "書きかけの文"})
    assert old.status_code == 409
    assert "書きかけの文" in old.content.decode()
    assert "画面を開いたあとに変わりました" in old.content.decode()
    assert mio.post(f"{address}accept/", {"shown": shown}).status_code == 409
    assert Case.objects.get(pk=allowance.pk).waits_for == "review"
    fresh = inputs(old.content.decode()).sent["shown"][0]
    assert mio.post(f"{address}accept/", {"shown": fresh}).status_code == 302
    # What can no longer be done has no box any more; what was typed into it is shown all the same.
    gone = mio.post(f"{address}decline/", {"shown": fresh, "reason": "書きかけの理由"})
    assert gone.status_code == 409
    assert f'action="{address}decline/"' not in gone.content.decode()
    assert "書きかけの理由" in gone.content.decode()


def test_planted_an_act_that_does_not_ask_what_was_shown_is_noticed(cast, allowance, sign_in, monkeypatch):
    monkeypatch.setattr(changed, "ask_unchanged", lambda case, shown: None)
    with pytest.raises(AssertionError):
        test_an_act_on_a_page_that_has_grown_old_is_refused_and_keeps_what_was_typed(cast, allowance, sign_in)
