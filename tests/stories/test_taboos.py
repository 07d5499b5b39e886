"""御法度 through the pages: a flag beside a draft, answers, the two questions, the next edition, the log of trials."""

import json
import re
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.stories.walking import inputs
from yakuba.cases import deciding, enforcing, routing
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.desks.things import of_case, of_item
from yakuba.people.models import Holding, Section
from yakuba.procedures import loading
from yakuba.procedures.models import Version
from yakuba.programme import stating
from yakuba.programme.models import Item
from yakuba.programme.tests.samples import KEEPER, REASONS, item_of
from yakuba.publications import models as publications
from yakuba.taboos import flagging, telling
from yakuba.taboos.editions import Edition
from yakuba.taboos.models import Answer, Feedback, Flag, Redraft, Trial, Weighing
from yakuba.taboos.suggesting import suggestions
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

ROOM = "/office/taboos/"


@pytest.fixture
def town(cast):
    declare("", slug="spending", head=HEAD)
    return Town(cast)


@pytest.fixture
def case(town):
    return town.drafts(Version.objects.get(procedure__slug="spending"), 50)


@pytest.fixture
def keeper(town):
    """Somebody of the section that keeps the programme."""
    return town.appoint("dx", Section.objects.create(code="dx", name="DX推進課", valid_from="2020-04-01"), "clerk")


def beside(case, word="flag"):
    return f"{ROOM}on/{case.ledger_key}/{word}/"


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_a_flag_is_put_beside_a_draft_answered_and_taken_back(town, case, sign_in):
    ken, lead = sign_in(town.cast.ken), sign_in(town.lead)
    address = f"/office/cases/{case.receipt}/"
    shown = page(lead, address)
    assert "それは御法度の○番じゃない？" in shown
    assert "市民のわずらわしさを減らすか" in shown
    key = re.search(r'/flag/".*?name="key" value="([^"]+)"', shown)
    assert key is not None
    for _time in range(2):  # a double click
        sent = lead.post(beside(case), {"number": "8", "line": "もうありませんか😀", "key": key[1]})
        assert sent["Location"] == f"{address}#taboos"
    flag = Flag.objects.get()
    shown = page(ken, address)
    assert "もうありませんか😀" in shown
    assert "市民課 係長 lead" in shown
    assert "取り下げる" not in shown
    ken.post(f"{ROOM}flags/{flag.pk}/answer/", {"line": "聞いてみます", "key": uuid4()})
    ken.post(beside(case, "weigh"), {"question": "1", "verdict": "yes", "line": "一回減ります", "key": uuid4()})
    shown = page(lead, address)
    for words in ("聞いてみます", "一回減ります", "取り下げる"):
        assert words in shown, words
    assert ken.post(f"{ROOM}flags/{flag.pk}/take_back/").status_code == 422
    for _time in range(2):
        assert lead.post(f"{ROOM}flags/{flag.pk}/take_back/").status_code == 302
    assert "もうありませんか" not in page(ken, address)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "19", "line": "ある"}, "その番号の御法度はありません"),
        ({"number": "", "line": "ある"}, "その番号の御法度はありません"),
        ({"number": "8", "line": ""}, "ひとことを書いてください"),
        ({"number": "8", "line": "あ" * 201}, "200文字まで"),
        ({"number": "8", "line": "\0"}, "目に見えない記号"),
        ({"number": "９" * 5000, "line": "a" * 70_000}, "文字まで"),
    ],
)
def test_what_is_wrong_is_said_beside_the_box_and_what_was_typed_stays(town, case, sign_in, typed, said):
    answer = sign_in(town.cast.ken).post(beside(case), typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f"＊{said}" in shown or re.search(f"＊[^<]*{said}", shown)
    assert inputs(shown).sent["line"][0] == typed["line"]
    assert not Flag.objects.exists()


def test_odd_words_never_break_a_page(town, case, keeper, sign_in):
    browser = sign_in(keeper)
    sees = sign_in(town.cast.ken)
    flag = flagging_on(case, town.cast.ken)
    told = tell(town.cast.ken)
    browser.raise_request_exception = sees.raise_request_exception = False
    for odd in ("", "\0", "9" * 5000, "９", "-1", "😀" * 70, "<script>", "\udcff", "' OR 1=1 --", "a" * 70_000):
        boxes = ("number", "line", "key", "question", "verdict", "text", "kind", "title", "happened")
        words = dict.fromkeys(boxes, odd)
        words |= {
            "things": odd,
            "revision": odd,
            "why": odd,
            "version": odd,
            **{f"text-{n}": odd for n in range(1, 21)},
        }
        words = {name: value.encode("utf-8", "replace").decode() for name, value in words.items()}
        for address in (beside(case), beside(case, "weigh"), f"{ROOM}flags/{flag.pk}/answer/", f"{ROOM}feed_back/"):
            assert sees.post(address, words).status_code < 500, (address, odd)
        for address in ("/office/trials/tell/", f"/office/trials/{told.pk}/correct/"):
            assert sees.post(address, words).status_code < 500, (address, odd)
        assert browser.post(f"{ROOM}redraft/", words).status_code < 500
        for address, asked in (
            ("/office/trials/", {"q": odd, "kind": odd, "page": odd}),
            (f"{ROOM}months/", {"edition": odd}),
            ("/office/trials/tell/", {"thing": odd, "kind": odd}),
        ):
            asked = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
            assert sees.get(address, asked).status_code < 500, (address, odd)
    for address in (
        f"{ROOM}on/case:{'9' * 30}/",
        f"{ROOM}on/case/",
        f"{ROOM}on/moon:1/",
        f"{ROOM}flags/{9**30}/answer/",
    ):
        assert sees.post(address).status_code in (404, 405), address
        assert sees.get(address).status_code in (404, 405), address


def flagging_on(case, by, number=8, line="もうありませんか"):
    thing = of_case(case)
    assert thing is not None
    return flagging.flag(thing, number, line, key=uuid4(), by=by)


def tell(by, **words):
    told = {"kind": "trial", "title": "転入の入力を試す", "happened": "四分で終わりました。"} | words
    return telling.tell_trial(telling.Told(**told), key=uuid4(), by=by)


def test_what_somebody_may_not_see_they_cannot_speak_about(town, case, sign_in):
    """Another section's draft: its flags are not there, whatever number is tried."""
    flag = flagging_on(case, town.cast.ken)
    for user in (town.cast.mio, town.cast.hana):
        browser = sign_in(user)
        for address in (beside(case), beside(case, "weigh"), f"{ROOM}flags/{flag.pk}/answer/"):
            assert browser.post(address, {"number": "1", "line": "ある", "key": uuid4()}).status_code == 404
        assert browser.post(f"{ROOM}flags/{flag.pk}/take_back/").status_code == 404
        assert browser.get(f"{ROOM}on/{case.ledger_key}/").status_code == 404
    assert (Flag.objects.count(), Answer.objects.count(), Weighing.objects.count()) == (1, 0, 0)


def test_what_a_resident_filed_is_nothing_to_flag(town, publish, sign_in):
    from tests.stories import forms
    from tests.stories.walking import filed

    publish("dog-registration")
    filed(sign_in(town.cast.hana), "dog-registration", forms.dog())
    theirs = Case.objects.get(version__procedure__slug="dog-registration")
    taro = sign_in(town.cast.taro)
    assert "御法度" not in page(taro, f"/office/cases/{theirs.receipt}/")
    assert taro.post(beside(theirs), {"number": "1", "line": "ある"}).status_code == 404


def test_staff_speak_beside_the_guide_of_a_procedure_and_residents_see_nothing_of_it(town, publish, sign_in):
    publish("dog-registration")
    address = "/procedures/dog-registration/"
    ken, hana = sign_in(town.cast.ken), sign_in(town.cast.hana)
    ken.get("/office/")
    session = ken.session
    session["works_here"] = True
    session.save()
    ken.post(f"{ROOM}on/procedure:dog-registration/flag/", {"number": "14", "line": "電話の人は？", "key": uuid4()})
    assert "電話の人は？" in page(ken, address)
    for browser in (hana, sign_in(None)):
        assert "御法度" not in page(browser, address)
    session = hana.session
    session["works_here"] = True  # once held a post
    session.save()
    assert "電話の人は？" not in page(hana, address)


def test_no_flag_ever_stands_in_the_way_of_a_decision(town, case, sign_in):
    """All eighteen numbers, before and between every act; a page opened before them still acts."""
    cast = town.cast
    lead = sign_in(town.lead)
    before = inputs(page(lead, f"/office/cases/{case.receipt}/")).sent
    for number in range(1, 19):
        flagging_on(case, cast.ken, number, f"{number}番では")
    agreed = lead.post(f"/office/cases/{case.receipt}/agree/", {"shown": before["shown"], "advice": "よいと思います。"})
    assert agreed.status_code == 302
    flagging_on(case, cast.rie, 7, "決める前に")
    deciding.decide(Case.objects.get(pk=case.pk), by=cast.rie)
    flagging_on(case, cast.rie, 11, "決めたあとに")
    enforcing.enforce(Case.objects.get(pk=case.pk), by=cast.ken)
    assert Case.objects.get(pk=case.pk).outcome == "granted"
    assert Flag.objects.filter(thing=case.ledger_key).count() == 20


def test_a_thing_may_end_while_somebody_writes(town, case, sign_in):
    lead = sign_in(town.lead)
    page(lead, f"/office/cases/{case.receipt}/")
    routing.scrap(case, by=town.cast.ken, reason="まとめるため")
    assert lead.post(beside(case), {"number": "1", "line": "終わっても話せます", "key": uuid4()}).status_code == 302
    assert "終わっても話せます" in page(lead, f"{ROOM}on/{case.ledger_key}/")


def test_the_part_costs_two_queries(town, case, sign_in, django_assert_max_num_queries):
    for number in range(1, 6):
        flag = flagging_on(case, town.cast.ken, number, "ひとこと")
        flagging.answer_flag(flag, "答え", key=uuid4(), by=town.cast.rie)
    lead = sign_in(town.lead)
    lead.get("/office/")
    with django_assert_max_num_queries(32):  # as without it: see test_drafting
        page(lead, f"/office/cases/{case.receipt}/")
    for address in (ROOM, f"{ROOM}months/", f"{ROOM}on/{case.ledger_key}/", "/office/trials/", "/office/trials/tell/"):
        with django_assert_max_num_queries(15):
            page(lead, address)
    browser = sign_in(None)
    with django_assert_max_num_queries(4):
        page(browser, "/plan/taboos/")


def test_the_two_queries_alone(town, case, rf, django_assert_num_queries):
    from django.template import Context, Template

    flagging.answer_flag(flagging_on(case, town.cast.ken), "答え", key=uuid4(), by=town.cast.rie)
    request = rf.get("/")
    request.user = town.cast.ken
    request.user.is_staff_member  # noqa: B018  Read once for the page.
    thing = of_case(Case.objects.select_related("version__procedure").get(pk=case.pk))
    with django_assert_num_queries(2):
        shown = Template("{% load flags %}{% flags thing %}").render(Context({"request": request, "thing": thing}))
    assert "もうありませんか" in shown


def test_a_suggestion_asks_gently_and_is_kept_nowhere(town, sign_in):
    case = town.drafts(
        Version.objects.get(procedure__slug="spending"), 50, subject="課でアプリを購入したい。便利です。"
    )
    browser = sign_in(town.cast.ken)
    shown = page(browser, f"/office/cases/{case.receipt}/")
    assert "もしかして8番？" in shown
    assert "もしかして12番？" in shown  # Ken has told of no trial
    tell(town.cast.ken)
    shown = page(browser, f"/office/cases/{case.receipt}/")
    assert "もしかして12番？" not in shown
    assert not Flag.objects.exists()


def test_the_months_are_counted_by_number_and_nothing_else(town, case, sign_in):
    for number in (8, 8, 14):
        flagging_on(case, town.cast.ken, number)
    flagging.take_back_flag(Flag.objects.filter(number=14).get(), by=town.cast.ken)
    shown = page(sign_in(town.cast.mio), f"{ROOM}months/")
    assert "この12か月に2回" in shown
    assert '<td class="n" data-label="回数">2</td>' in shown
    for name in ("見本 けん", "市民課"):
        assert name not in re.sub(r"(?s)<header.*?</header>", "", shown)


def test_feedback_is_shown_with_the_post_and_only_the_programme_drafts(town, keeper, sign_in):
    rie, dx = sign_in(town.cast.rie), sign_in(keeper)
    assert (
        rie.post(f"{ROOM}feed_back/", {"number": "6", "text": "市民の声も入れたい", "key": uuid4()}).status_code == 302
    )
    assert rie.post(f"{ROOM}feed_back/", {"number": "6", "text": " "}).status_code == 422
    shown = page(rie, ROOM)
    assert "市民の声も入れたい" in shown
    assert "市民課 課長" in shown
    assert "見本 りえ" not in re.sub(r"(?s)<header.*?</header>", "", shown)
    for address in (f"{ROOM}redraft/", f"{ROOM}redraft/edition.yaml"):
        assert rie.get(address).status_code == 404
    assert rie.post(f"{ROOM}redraft/").status_code == 404
    assert dx.get(f"{ROOM}redraft/edition.yaml").status_code == 404  # not begun yet


def test_the_next_edition_is_drafted_on_screen_and_taken_away_as_a_file(town, keeper, sign_in):
    rie, dx = sign_in(town.cast.rie), sign_in(keeper)
    rie.post(f"{ROOM}feed_back/", {"number": "6", "text": "市民の声も入れたい", "key": uuid4()})
    assert dx.post(f"{ROOM}redraft/").status_code == 302
    shown = page(dx, f"{ROOM}redraft/")
    assert "市民の声も入れたい" in shown
    sent = {
        name: values[0] for name, values in inputs(shown).sent.items() if name.startswith(("text-", "hint-", "rev"))
    }
    sent |= {
        "text-6": "現場と市民の声を確かめず、仕組みを作るべからず",
        "text-15": "",
        "text-19": "責めるべからず",
        "why": "気づきから",
        "decided_by": "DX推進本部",
    }
    assert dx.post(f"{ROOM}redraft/", sent).status_code == 302
    shown = page(dx, f"{ROOM}redraft/")
    for words in (
        "6番の文を「現場の声を",
        "15番をやめます",
        "14番の対がなくなります",
        "19番を加えます：責めるべからず",
    ):
        assert words in shown, words
    # Somebody who still has the page of before cannot overwrite it, and keeps what they typed.
    late = dx.post(f"{ROOM}redraft/", sent | {"text-1": "遅れて来た文"})
    assert late.status_code == 422
    assert "遅れて来た文" in late.content.decode()

    frozen = dx.post(f"{ROOM}redraft/freeze/")
    assert frozen.status_code == 302
    assert publications.Edition.objects.get().kind == "policy"
    assert "検査" in page(dx, frozen["Location"])
    assert "もう一つあります" in dx.post(f"{ROOM}redraft/freeze/").content.decode()
    text = dx.get(f"{ROOM}redraft/edition.yaml").content.decode()
    edition = loading.validate(loading.read(text, "edition.yaml"), Edition)
    assert [one.no for one in edition.entries] == [*range(1, 15), 16, 17, 18, 19]
    assert edition.number == 2
    assert json.loads(dx.get(f"{ROOM}redraft/edition.json").content)["entries"][5]["text"]["ja"].startswith(
        "現場と市民"
    )
    sixth = edition.entry(6)
    assert sixth is not None
    assert sixth.text.en == ""  # it would translate another sentence
    assert Redraft.objects.get().revision == 2
    assert Feedback.objects.count() == 1


def test_everybody_reads_the_edition_in_force_with_its_source(town, sign_in):
    shown = page(sign_in(None), "/plan/taboos/")
    for words in (
        "AIに思考は任せても、責任を外注すべからず",
        "杵築市DX推進全庁方針 令和8年3月",
        "みほん市は架空の市です",
        "7番の再掲",
    ):
        assert words in shown, words
    assert page(sign_in(None), "/plan/taboos/1/")
    assert sign_in(None).get("/plan/taboos/2/").status_code == 404


def test_a_trial_is_told_found_by_two_characters_and_told_better(town, case, sign_in):
    ken, mio = sign_in(town.cast.ken), sign_in(town.cast.mio)
    shown = page(ken, f"/office/trials/tell/?thing={case.ledger_key}")
    sent = {
        "kind": "failure",
        "title": "転入のｼｽﾃﾑを試す",
        "happened": "途中で止まりました。",
        "key": inputs(shown).sent["key"][0],
    }
    sent |= {"things": case.ledger_key, "learned": "先に紙で試す。"}
    for _time in range(2):
        made = ken.post("/office/trials/tell/", sent)
    trial = Trial.objects.get()
    assert made["Location"] == f"/office/trials/{trial.pk}/"
    for query, is_found in (
        ("転入", True),
        ("システム", True),
        ("しすてむ 紙で", True),
        ("転出", False),
        ("100%", False),
    ):
        assert ("転入のｼｽﾃﾑ" in page(mio, f"/office/trials/?q={query}")) is is_found, query
    assert "転入のｼｽﾃﾑ" not in page(mio, "/office/trials/?kind=success")
    # Mio sees the entry and not the draft of another section that it names.
    assert case.receipt in page(ken, f"/office/trials/{trial.pk}/")
    assert case.receipt not in page(mio, f"/office/trials/{trial.pk}/")
    assert "転入のｼｽﾃﾑ" in page(ken, f"{ROOM}on/{case.ledger_key}/")

    assert mio.get(f"/office/trials/{trial.pk}/correct/").status_code == 404
    stands = inputs(page(ken, f"/office/trials/{trial.pk}/correct/")).sent
    again = {name: values[0] for name, values in stands.items()} | {"kind": "turn", "title": "転入の様式を試す"}
    assert ken.post(f"/office/trials/{trial.pk}/correct/", again).status_code == 302
    shown = page(mio, f"/office/trials/{trial.pk}/")
    assert "転入の様式を試す" in shown
    assert "転入のｼｽﾃﾑを試す" in shown  # as it was told before
    assert "転入の様式" in page(mio, "/office/trials/?q=様式")
    assert "試す" not in page(mio, "/office/trials/?q=システム").partition("<tbody>")[2]
    assert mio.get(f"/office/trials/{Trial.objects.get(version=2).pk}/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "boast"}, "どれにあたるか"),
        ({"title": ""}, "名前を入力"),
        ({"title": "あ" * 101}, "100文字まで"),
        ({"happened": " "}, "起きたこと"),
        ({"tried": "あ" * 2001}, "2000文字まで"),
        ({"things": "case:999999"}, "見つかりません"),
        ({"things": " ".join(f"case:{n}" for n in range(11))}, "10個まで"),
    ],
)
def test_a_trial_that_cannot_be_kept_is_said_so_beside_its_box(town, sign_in, wrong, said):
    typed = {"kind": "trial", "title": "名", "happened": "起きた", "learned": "これは残る"} | wrong
    answer = sign_in(town.cast.ken).post("/office/trials/tell/", typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert re.search(f"＊[^<]*{said}", shown)
    assert "これは残る" in shown
    assert not Trial.objects.exists()


def test_residents_find_none_of_it(town, case, sign_in):
    told = tell(town.cast.ken)
    for address in (
        ROOM,
        f"{ROOM}months/",
        f"{ROOM}on/{case.ledger_key}/",
        "/office/trials/",
        f"/office/trials/{told.pk}/",
    ):
        assert sign_in(town.cast.hana).get(address).status_code == 404


def test_a_long_log_is_paged(town, sign_in, django_assert_max_num_queries):
    for number in range(45):
        tell(town.cast.ken, title=f"試し{number:02}")
    mio = sign_in(town.cast.mio)
    mio.get("/office/")
    with django_assert_max_num_queries(12):
        shown = page(mio, "/office/trials/")
    assert shown.count('scope="row"') == 20
    assert "試し04" in page(mio, "/office/trials/?page=3")
    assert "試し44" in page(mio, "/office/trials/?page=nowhere")


def test_whoever_left_is_still_named_beside_what_they_said(town, case, sign_in):
    flagging_on(case, town.cast.ken)
    Holding.objects.filter(user=town.cast.ken).delete()
    assert "市民課 係員 見本 けん" in page(sign_in(town.lead), f"/office/cases/{case.receipt}/")


def test_a_used_key_with_other_words_is_refused(town):
    key = uuid4()
    told = telling.Told(kind="trial", title="一", happened="あ")
    telling.tell_trial(told, key=key, by=town.cast.ken)
    with pytest.raises(Refused, match="もう送られて"):
        telling.tell_trial(telling.Told(kind="trial", title="二", happened="あ"), key=key, by=town.cast.ken)


def test_an_item_of_the_plan_can_be_spoken_about_and_is_asked_after_two_quiet_windows(town, sign_in):
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))):
        item = item_of(town.cast.residents, work="手続きの100%をオンラインで。")
    address = f"{ROOM}on/{item.ledger_key}/"
    for month, is_asked in ((3, False), (7, True)):
        with clock.at(datetime(2027, month, 2, 9, tzinfo=ZoneInfo("Asia/Tokyo"))):
            thing = of_item(item)
            assert (18 in [one.number for one in suggestions(thing.text, thing.facts)]) is is_asked, month
    ken = sign_in(town.cast.ken)
    sent = ken.post(f"{address}flag/", {"number": "18", "line": "三割から始めませんか", "key": uuid4()})
    assert sent["Location"] == f"/office/programme/items/{item.pk}/#taboos"
    assert "三割から始めませんか" in page(sign_in(town.cast.mio), address)
    assert sign_in(town.cast.mio).get(f"{ROOM}on/plan:{item.pk + 1}/").status_code == 404


def test_a_setback_that_was_written_down_is_no_silence(town):
    tokyo = ZoneInfo("Asia/Tokyo")
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=tokyo)):
        item = item_of(town.cast.residents)
    with clock.at(datetime(2027, 6, 1, 9, tzinfo=tokyo)):
        reason = stating.Reason(**REASONS["undecided"])
        stating.move(item, "undecided", reason, seen=item.revision, by=KEEPER)
    with clock.at(datetime(2027, 7, 2, 9, tzinfo=tokyo)):
        assert of_item(Item.objects.get()).facts.quiet_windows == 1
