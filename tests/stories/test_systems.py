"""Systems and money on screen: the register kept, wishes talked over and never blocked, what the public may read."""

import csv
import io
import zipfile
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import LONG_AGO
from tests.stories.walking import inputs, wrongs
from yakuba.ledger.models import Line
from yakuba.people.models import Holding, Post, Section
from yakuba.sample import systems as sample
from yakuba.sample import town
from yakuba.systems.models import Budget, Contract, Effect, Pilot, Purchase, Scenario, System
from yakuba.systems.tests.samples import (
    CONTRACT,
    EFFECT,
    PURCHASE,
    SCENARIO,
    TYPED,
    contract_of,
    effect_of,
    purchase_of,
    scenario_of,
    system_of,
)
from yakuba.toolbox import clock, tables

ROOM = "/office/systems/"
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
BUDGET = {"fiscal_year": "2026", "what": "利用料", "requested_yen": "5,000,000"}
# Whoever is signed in, their posts and sections; then the register.
BUDGET_OF_QUERIES = 20


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def dx(cast):
    """Taro moves to the section that keeps the programme."""
    section = Section.objects.create(code="dx", name="DX推進課", valid_from=LONG_AGO)
    post = Post.objects.create(section=section, title="係員", rank="clerk", valid_from=LONG_AGO)
    Holding.objects.filter(user=cast.mio).update(post=post)
    return cast.mio


@pytest.fixture
def ken(cast, sign_in):
    return sign_in(cast.ken)


@pytest.fixture
def keeper(dx, sign_in):
    return sign_in(dx)


@pytest.fixture
def system(cast):
    made = system_of(cast.residents)
    contract_of(made)
    return made


def shown(browser, address="", **asked):
    answer = browser.get(ROOM + address, asked)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def done(browser, address, typed):
    answer = browser.post(ROOM + address, typed)
    assert answer.status_code == 302, wrongs(answer.content.decode())
    return answer["Location"]


def not_taken(browser, address, typed):
    """The page that comes back, with what was typed and a sentence beside the box."""
    before = Line.objects.count()
    answer = browser.post(ROOM + address, typed)
    assert answer.status_code == 422, answer.status_code
    assert Line.objects.count() == before
    return answer.content.decode()


def test_a_section_enters_its_system_and_learns_when_to_decide(ken):
    address = done(ken, "register/", TYPED | {"section": "residents"})
    assert "期限がわからない" in shown(ken)
    done(ken, "register/forms/sign_contract/", CONTRACT)
    page = ken.get(address).content.decode()
    for words in ("令和8年10月31日", "令和9年3月31日", "令和10年3月31日", "決める日を過ぎている", "1,200,000円"):
        assert words in page
    assert "登録した" in page
    assert [line.actor_post for line in Line.objects.about("system:forms")] == ["市民課 係員"] * 2


def test_what_was_typed_stays_beside_its_sentence(ken, system):
    page = not_taken(ken, "register/", TYPED | {"section": "residents", "code": "forms", "name": "二つ目の申請"})
    assert "もうあります" in page
    assert inputs(page).sent["name"] == ["二つ目の申請"]
    page = not_taken(ken, "register/forms/sign_contract/", CONTRACT | {"ends_on": "2020-01-01", "vendor": "みほん社"})
    assert wrongs(page) == ["契約の終わりは、始まりより後の日にしてください。"]
    assert 'value="みほん社"' in page
    assert '<a href="#sign_contract-ends_on">契約の終わり' in page
    page = not_taken(ken, "register/forms/aim_effect/", EFFECT | {"method": ""})
    assert "どう測ったか" in page


def test_a_section_enters_nothing_for_another_one(ken, system, cast):
    assert "課を選んでください" in not_taken(ken, "register/", TYPED | {"code": "x", "section": "environment"})
    other = system_of(cast.environment, code="other")
    contract = contract_of(other)
    effect, wish = effect_of(other), purchase_of(cast.environment)
    scenario = scenario_of(cast.environment, other)
    before = Line.objects.count()
    for address, typed in (
        *((f"register/other/{act}/", {}) for act in ("revise", "retire", "sign_contract", "plan_budget", "aim_effect")),
        (f"contracts/{contract.pk}/strike_out/", {"why": "邪魔"}),
        (f"effects/{effect.pk}/strike_out/", {"why": "邪魔"}),
        (f"effects/{effect.pk}/measure/", {"after_value": "1"}),
        (f"scenarios/{scenario.pk}/end/", {"on": "2027-01-01"}),
        (f"scenarios/{scenario.pk}/revise/", SCENARIO),
        *((f"purchases/{wish.pk}/{act}/", {"decision": "x"}) for act in ("revise", "decide", "drop", "aim_effect")),
    ):
        assert ken.post(ROOM + address, typed).status_code == 404, address
    assert Line.objects.count() == before
    # To be read, it is everybody's: that is how solo tools are found.
    assert '<form method="post" action="/office/systems' not in shown(ken, "register/other/")


def test_nobody_finds_these_pages_from_outside(cast, sign_in, system):
    pages = ("", "calendar/", "standard/", "effects/", "duplicates/", "scenarios/", "purchases/", "export/", "import/")
    for address in (*pages, "register/forms/"):
        assert sign_in(cast.hana).get(ROOM + address).status_code == 404
        assert sign_in(None).get(ROOM + address).status_code == 302


def test_the_register_is_narrowed(ken, system, cast):
    core = system_of(cast.environment, code="core", name="住基", standard_work="resident-register", fitgap="moving")
    contract_of(core, ends_on="2035-03-31")
    for asked, there in (
        ({"section": "environment"}, {"core"}),
        ({"state": "passed"}, {"forms"}),
        ({"state": "easy"}, {"core"}),
        ({"standard": "yes"}, {"core"}),
        ({"standard": "no"}, {"forms"}),
        ({"q": "ろごふぉーむ"}, set()),
        ({"q": "ＬＯＧＯ"}, {"forms", "core"}),
        ({"q": "住基"}, {"core"}),
        ({"state": "<script>", "page": "９９"}, set()),
        ({}, {"forms", "core"}),
    ):
        page = shown(ken, **asked)
        assert {code for code in ("forms", "core") if f"/register/{code}/" in page} == there, asked


def test_two_read_and_one_revises_first(keeper, ken, system):
    form = TYPED | {"section": "residents", "revision": "1"}
    done(keeper, "register/forms/revise/", form | {"product": "別の品"})
    page = not_taken(ken, "register/forms/revise/", form | {"product": "さらに別の品"})
    assert "先にこれを直しました" in page
    assert System.objects.get().product == "別の品"


def test_the_section_of_the_programme_moves_a_system(keeper, system):
    done(keeper, "register/forms/revise/", TYPED | {"section": "environment", "revision": "1"})
    assert System.objects.get().section.code == "environment"


def test_a_row_is_struck_out_and_stays_to_be_seen(ken, system):
    done(ken, "register/forms/plan_budget/", BUDGET)
    done(ken, f"contracts/{Contract.objects.get().pk}/strike_out/", {"why": "写し間違い"})
    done(ken, f"budgets/{Budget.objects.get().pk}/strike_out/", {"why": "別の年度"})
    page = shown(ken, "register/forms/")
    for words in ("写し間違い", "別の年度", "期限がわからない"):
        assert words in page
    assert "この操作" in not_taken(ken, f"contracts/{Contract.objects.get().pk}/strike_out/", {"why": "もう一度"})


def test_a_system_is_given_up(ken, system, cast):
    system_of(cast.residents, code="new")
    done(ken, "register/forms/retire/", {"on": "2026-11-01", "replaced_by": "new"})
    assert "/register/forms/" not in shown(ken)
    assert "令和8年11月1日に使い終える" in shown(ken, "register/forms/")


def test_an_effect_is_aimed_at_and_measured(ken, system):
    done(ken, "register/forms/aim_effect/", EFFECT)
    effect = Effect.objects.get()
    assert "まだ測り直していない" in shown(ken, "effects/")
    typed = {"after_value": "9", "after_from": "2026-05-01", "after_until": "2026-05-31"}
    assert "導入前に測った期間より後" in not_taken(ken, f"effects/{effect.pk}/measure/", typed)
    done(ken, f"effects/{effect.pk}/measure/", typed | {"after_from": "2026-10-01", "after_until": "2026-10-31"})
    page = shown(ken, "effects/")
    for words in ("良くなった", "1件中 1件", "100.0%", "1週間の記録"):
        assert words in page
    done(ken, f"effects/{effect.pk}/strike_out/", {"why": "数え方が違った"})
    assert "効果のねらいがない" in shown(ken, "effects/")


def test_an_effect_may_name_a_figure_of_the_meter(ken, system, publish):
    publish("dog-registration")
    for wrong in ("nonsense", "minutes:no-such-thing", "{minutes} {days}"):
        assert "この名前の計測はありません" in not_taken(ken, "register/forms/aim_effect/", EFFECT | {"figure": wrong})
    done(ken, "register/forms/aim_effect/", EFFECT | {"figure": "{minutes:dog-registration}"})
    assert Effect.objects.get().figure == "minutes:dog-registration"
    assert "市のものさし（minutes:dog-registration）：まだ数がありません" in shown(ken, "register/forms/")


def test_the_check_is_looked_at_before_anything_is_kept(ken, system):
    wish = PURCHASE | {
        "section": "residents",
        "product": "ロゴホーム",
        "functions": "予約、受付、統計、AI相談",
        "reason": "本市仕様にカスタマイズしたい。",
        "adds_channel": "1",
        "minutes_before": "10",
        "minutes_after": "12",
    }
    answer = ken.post(f"{ROOM}purchases/wish/", wish | {"look": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Purchase.objects.exists()
    for number in (8, 9, 17):
        assert f"もしかして、御法度の{number}番？" in page
    assert "多チャンネル化" in page
    assert "電子申請サービス" in page
    again = inputs(page).sent
    assert (again["product"], again["adds_channel"], again["section"]) == (["ロゴホーム"], ["1"], ["residents"])
    # Whatever it says, nothing is in the way.
    address = done(ken, "purchases/wish/", wish)
    assert "もしかして、御法度の8番？" in ken.get(address).content.decode()


def test_a_wish_is_talked_over_and_decided(ken):
    address = done(ken, "purchases/wish/", PURCHASE | {"section": "residents"}).removeprefix(ROOM)
    assert "思いあたる御法度はありませんでした" in shown(ken, address)
    done(ken, f"{address}revise/", PURCHASE | {"revision": "1", "lessens_bother": "電話を待たなくてよい"})
    assert "先にこれを直しました" in not_taken(ken, f"{address}revise/", PURCHASE | {"revision": "1"})
    done(ken, f"{address}aim_effect/", EFFECT)
    assert "どこで決めた" in shown(ken, address)
    assert "入力してください" in not_taken(ken, f"{address}decide/", {"decision": ""})
    done(ken, f"{address}decide/", {"decision": "2026-00012"})
    page = shown(ken, address)
    assert "2026-00012" in page
    assert "もう終わっています" in not_taken(ken, f"{address}drop/", {"decision": "やめた"})
    assert "予約フォーム" in shown(ken, "effects/")


def test_a_scenario_says_when_it_breaks(ken, cast):
    core = system_of(cast.residents, code="core", standard_work="child-allowance", fitgap="moving")
    contract_of(core)
    system_of(cast.residents, code="done", standard_work="seal-register", fitgap="running")
    typed = SCENARIO | {"section": "residents"}
    assert "一つは選んでください" in not_taken(ken, "scenarios/add/", typed)
    address = done(ken, "scenarios/add/", typed | {"systems": ["core", "done"]}).removeprefix(ROOM)
    for page in (shown(ken, address), shown(ken, "scenarios/"), shown(ken, "register/core/")):
        assert "令和10年3月31日までに動かなくなる" in page
    assert "始める前の1か月の分数が要ります" in not_taken(
        ken, f"{address}revise/", typed | {"systems": ["done"], "saved_minutes": "5"}
    )
    done(ken, f"{address}revise/", typed | {"systems": ["done"]})
    assert "動かなくなりません" in shown(ken, address)
    done(ken, f"{address}end/", {"on": "2027-04-01"})
    assert Scenario.objects.get().valid_until == date(2027, 4, 1)


def test_the_calendar_is_a_chart_and_its_table(ken, system, cast):
    system_of(cast.residents, code="silent", name="だまっている機械")
    page = shown(ken, "calendar/")
    for words in ("令和9年度に契約が終わるもの（1件）", "期限がわからないもの（1件）", "統合型GIS", "架空", "<svg"):
        assert words in page
    assert "次の予算要求の期限は令和9年10月31日です" in page


def test_twenty_works_are_counted(ken, cast):
    system_of(cast.residents, code="core", standard_work="family-register", fitgap="fitgap")
    page = shown(ken, "standard/")
    assert page.count("システムが登録されていない") == 20
    assert "令和3年法律第40号" in page
    assert "5%" in page


COLUMNS = ("符号", "名前", "働き", "担当課", "製品", "契約", "契約の相手", "契約の始まり", "契約の終わり", "年額（円）")


def table(*rows, coding="utf-8-sig", name="systems.csv"):
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode(coding))


def row(code, name="申請", section="市民課", **cells):
    given = {"符号": code, "名前": name, "働き": "申請フォーム、電子申請", "担当課": section}
    given |= {"製品": "LoGoフォーム"} | cells
    return [given.get(column, "") for column in COLUMNS]


NEW = {
    "契約": "利用料",
    "契約の相手": "(株)みほん",
    "契約の始まり": "令和4年4月1日",
    "契約の終わり": "2028/3/31",
    "年額（円）": "1,200",
}


def looked(keeper, file):
    answer = keeper.post(f"{ROOM}import/", {"table": file})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("coding", ["utf-8-sig", "cp932"])
def test_a_table_is_looked_at_and_then_taken_in(keeper, system, coding):
    rows = (row("forms", "髙い申請", 製品="別の品"), row("new", "新しいもの", "environment", **NEW))
    code, page = looked(keeper, table(*rows, coding=coding))
    assert code == 200
    assert "新しく登録 1件、直すもの 1件、変わらないもの 0件" in page
    assert "名前：電子申請サービス → 髙い申請" in page
    assert System.objects.count() == 1
    done(keeper, "import/", {"text": inputs(page).sent["text"][0], "really": "1"})
    made = System.objects.get(code="new")
    assert (made.section.code, made.contracts.get().yearly_yen) == ("environment", 1200)
    assert System.objects.get(code="forms").product == "別の品"
    code, page = looked(keeper, table(*rows, coding=coding))
    assert "変わらないもの 2件" in page
    assert Line.objects.about("systems:register").count() == 1


def test_what_cannot_be_read_is_named_by_its_row_and_nothing_is_taken_in(keeper, system):
    good, blank = row("good"), [""] * len(COLUMNS)
    bad = row("Bad", name="", section="ない課")
    twice, money = row("good"), row("money", **NEW | {"年額（円）": "たくさん"})
    code, page = looked(keeper, table(good, blank, blank, bad, twice, money))
    assert code == 422
    told = wrongs(page)
    assert [one.partition("：")[0] for one in told] == ["5行目", "6行目", "7行目"]
    assert "2行目と同じ符号です" in told[1]
    for words in ("符号は", "名前を", "課を選んで"):
        assert words in told[0]
    assert System.objects.count() == 1


def with_macros(name):
    out = io.BytesIO(tables.write_xlsx([], COLUMNS))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return SimpleUploadedFile(name, out.getvalue())


@pytest.mark.parametrize("name", ["systems.xlsm", "systems.xlsx", "systems"])
def test_a_file_with_macros_is_refused_in_words(keeper, name):
    code, page = looked(keeper, with_macros(name))
    assert (code, "マクロの入ったExcelのファイル" in page) == (422, True)


NO_TABLES = [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"<html>", "符号\n".encode(), b"\x00" * 50, b"\xd0\xcf\x11\xe0"]


@pytest.mark.parametrize("content", NO_TABLES)
def test_whatever_file_is_sent_it_is_answered_in_words(keeper, content):
    code, page = looked(keeper, SimpleUploadedFile("systems.csv", content))
    assert code == 422
    assert wrongs(page)


def test_a_workbook_is_taken_in_too(keeper, cast):
    rows = [dict(zip(COLUMNS, row("book"), strict=True))]
    code, page = looked(keeper, SimpleUploadedFile("systems.xlsx", tables.write_xlsx(rows, COLUMNS)))
    assert (code, "新しく登録 1件" in page) == (200, True)


def test_what_is_written_out_can_be_read_back_and_changes_nothing(keeper, system, cast):
    system_of(cast.environment, code="core", name="=1+1", standard_work="schooling", fitgap="plan", withheld="security")
    written = keeper.get(f"{ROOM}export/").content
    assert b"\xef\xbb\xbf" in written
    assert "'=1+1" in written.decode()
    code, page = looked(keeper, SimpleUploadedFile("systems.csv", written))
    assert (code, "新しく登録 0件、直すもの 0件、変わらないもの 2件" in page) == (200, True)


def test_an_empty_cell_forgets_nothing(keeper, system, cast):
    done(keeper, "register/forms/revise/", TYPED | {"section": "residents", "revision": "1", "migration_months": "15"})
    cells = ["符号,名前,働き,担当課,移行の月数,使い始めた日", "forms,電子申請サービス,申請フォーム、電子申請,市民課,,"]
    file = SimpleUploadedFile("systems.csv", "\n".join(cells).encode())
    assert "変わらないもの 1件" in looked(keeper, file)[1]
    text = "\n".join(cells).replace("電子申請サービス", "別の名前")
    done(keeper, "import/", {"text": text, "really": "1"})
    kept = System.objects.get()
    assert (kept.name, kept.migration_months, kept.valid_from) == ("別の名前", 15, date(2022, 4, 1))


def test_only_the_section_of_the_programme_takes_a_table_in(ken, keeper):
    assert ken.get(f"{ROOM}import/").status_code == 404
    assert "表から取り込む" in shown(keeper)
    assert "表から取り込む" not in shown(ken)


def test_the_public_reads_when_and_what_but_not_who_and_how_much(sign_in, system, cast):
    system_of(cast.residents, code="wall", name="防御の壁", functions="防御", withheld="security")
    System.objects.filter(code="forms").update(name="フォームの受付")
    browser = sign_in(None)
    page = browser.get("/plan/systems/").content.decode()
    table = browser.get("/plan/systems/renewals.csv").content.decode()
    for words in ("申請フォーム", "forms"):
        assert words in page
        assert words in table
    assert "令和8年10月31日" in page
    assert "2026-10-31" in table
    assert "「セキュリティ」のために載せていないシステムが1件" in page
    assert "（2か所）" in page
    for secret in ("みほんシステム", "1,200,000", "1200000", "LoGo", "防御", "フォームの受付"):
        assert secret not in page
        assert secret not in table


def test_each_page_keeps_to_its_budget(db, settings, sign_in, django_assert_max_num_queries):
    settings.DEMO = True  # Nobody of the sample hall has a second factor.
    town.build_hall(clock.today())
    sample.build_systems(clock.today())
    browser = sign_in(Holding.objects.get(post__section__code="dx", post__rank="lead").user)
    browser.get(ROOM)
    wish = Purchase.objects.all()[0]
    pages = ["", "calendar/", "standard/", "duplicates/", "effects/", "scenarios/", "purchases/", "register/forms/"]
    pages += ["register/", "scenarios/add/", "purchases/wish/", f"purchases/{wish.pk}/", "export/", "import/"]
    pages += ["pilots/", "pilots/start/", f"pilots/{Pilot.objects.all()[0].pk}/"]
    for address in (*(ROOM + page for page in pages), "/plan/systems/", "/plan/systems/renewals.csv"):
        with django_assert_max_num_queries(BUDGET_OF_QUERIES):
            assert browser.get(address).status_code == 200, address


ODD = ["", "\0", "9" * 5000, "９", "-1", "1e9", "😀" * 70, "<script>", "' OR 1=1 --", "a" * 70_000, "\u202e"]
DRAWN = 1  # of the boxes of a form, for each odd word


@pytest.mark.once("sqlite")
def test_whatever_is_typed_here_it_answers(keeper, system, cast):
    """Every act with everything odd, in all boxes at once and in some of them: an answer in words, never a failure."""
    keeper.raise_request_exception = False
    luck = Random(1126)
    effect, wish, scenario = effect_of(system), purchase_of(cast.residents), scenario_of(cast.residents, system)
    whole = {"section": "residents", "revision": "1"}
    acts = [
        ("register/", TYPED | whole),
        ("register/forms/revise/", TYPED | whole),
        ("register/forms/sign_contract/", CONTRACT),
        ("register/forms/plan_budget/", BUDGET | {"approved_yen": "1", "spent_yen": "1"}),
        ("register/forms/aim_effect/", EFFECT),
        ("register/forms/retire/", {"on": "", "replaced_by": "none"}),
        (f"effects/{effect.pk}/measure/", {"after_value": "", "after_from": "2026-10-01", "after_until": "2026-10-31"}),
        ("scenarios/add/", SCENARIO | whole | {"systems": "forms", "before_month": "", "saved_minutes": ""}),
        (f"scenarios/{scenario.pk}/revise/", SCENARIO | {"systems": "forms"}),
        (f"scenarios/{scenario.pk}/end/", {"on": ""}),
        ("purchases/wish/", PURCHASE | whole | {"look": "1", "minutes_before": "1", "side_by_side_until": ""}),
        (f"purchases/{wish.pk}/revise/", PURCHASE | whole | {"estimate_yen": "1"}),
        ("pilots/start/", PILOT),
        ("import/", {"text": "符号,名前,働き,担当課\na,b,c,市民課", "really": "1"}),
    ]
    for page, form in acts:
        for odd in ODD:
            drawn = luck.sample(sorted(form), min(DRAWN, len(form)))
            for typed in (dict.fromkeys(form, odd), *(form | {name: odd} for name in drawn)):
                answer = keeper.post(ROOM + page, typed)
                assert answer.status_code < 500, (page, typed)
    for odd in ODD:
        asked = dict.fromkeys(("q", "section", "state", "standard", "page"), odd)
        assert keeper.get(ROOM, asked).status_code < 500


PILOT = {
    "title": "音声の文字起こし",
    "question": "聞き返しが減るか。",
    "begins_on": "2026-12-01",
    "ends_on": "2027-02-28",
    "section": "residents",
}


def test_a_pilot_is_started_joined_and_concluded_with_its_reason(ken, sign_in, cast):
    assert "終わりのない実証は始められません" in not_taken(ken, "pilots/start/", PILOT | {"ends_on": ""})
    assert wrongs(not_taken(ken, "pilots/start/", PILOT | {"ends_on": "2026-11-30"}))
    address = done(ken, "pilots/start/", PILOT).removeprefix(ROOM)
    taro = sign_in(cast.taro)
    for page in (shown(taro, "pilots/"), shown(taro, address)):
        assert "一つの課で担っている" in page
    assert taro.post(f"{ROOM}{address}conclude/", {}).status_code == 404
    assert ken.post(f"{ROOM}{address}join/").status_code == 404
    done(taro, f"{address}join/", {})
    assert taro.post(f"{ROOM}{address}join/").status_code == 404
    page = shown(taro, address)
    assert "環境課" in page
    assert "一つの課で担っている" not in page
    end = {"state": "declined", "result": "減らなかった。", "why": "電話の音が小さい。"}
    for name in end:
        not_taken(ken, f"{address}conclude/", end | {name: ""})
    assert not_taken(ken, f"{address}conclude/", end | {"state": "running"})
    done(ken, f"{address}conclude/", end)
    assert "電話の音が小さい" in shown(taro, address)
    assert "もう終わっています" in not_taken(ken, f"{address}conclude/", end)
    verbs = [line.verb for line in Line.objects.filter(thing__startswith="pilot:").order_by("number")]
    assert verbs == ["started_pilot", "joined_pilot", "concluded_pilot"]
