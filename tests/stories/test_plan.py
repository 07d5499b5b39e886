"""The plan from its first item to the public: kept by its owners, frozen, decided by the CIO, read by everybody."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.stories.programme import decide, keepers, published
from tests.stories.walking import fill_in, inputs
from yakuba.cases.models import Attachment, Case
from yakuba.cases.routes import open_tables
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people.models import Section
from yakuba.programme import checking, items, manuscript
from yakuba.programme.models import Item
from yakuba.programme.tests.samples import KEEPER, TYPED, bring, item_of
from yakuba.publications import publishing
from yakuba.publications.models import Edition
from yakuba.toolbox import clock

ROOM = "/office/programme/"
SECRET = "ひみつの見積りは税込みで一千万円です"


@pytest.fixture
def who(cast, publish):
    publish("publication")
    return keepers(cast)


@pytest.fixture
def keeper(who, sign_in):
    return sign_in(who.aoi)


@pytest.fixture
def item(cast, who):
    return item_of(cast.residents)


def freeze():
    return publishing.freeze(manuscript.manuscript("mihon"), by=KEEPER)


def test_from_an_empty_plan_to_a_published_one_by_hand_and_without_scripts(keeper, who, cast, sign_in):
    """The DX section registers, the owner moves it, the CIO decides, a resident reads."""
    sheet = inputs(keeper.get(ROOM + "items/register/").content.decode())
    typed = {**sheet.sent, **TYPED, "section": str(cast.residents.pk)}
    typed |= {"words-0": "順を決める", "year-0": "2026", "words-1": "広げる", "year-1": "2027", "until_year-1": "2028"}
    where = keeper.post(ROOM + "items/register/", typed)["Location"]
    owner = sign_in(cast.ken)
    page = owner.get(where).content.decode()
    assert "令和9年度〜令和10年度：広げる" in page
    item = Item.objects.get()
    moved = {"state": "undecided", "seen": item.revision, "why": "未定。", "stands_at": "協議中。"}
    moved |= {"condition": "見積りがそろう。"}
    assert owner.post(f"{where}move/", moved).status_code == 302
    assert keeper.post(ROOM + "editions/freeze/").status_code == 302
    edition = Edition.objects.get()
    place = f"{ROOM}editions/{edition.pk}/"
    assert keeper.post(f"{place}publish/").status_code == 422  # nobody has decided yet
    assert keeper.post(f"{place}submit/").status_code == 302
    assert sign_in(who.hiromi).get(place).status_code == 200
    decide(edition, who)
    assert keeper.post(f"{place}publish/").status_code == 302
    shown = sign_in(None).get("/plan/").content.decode()
    for said in ("書かない窓口", "未決定", "第1版", "時期未定"):
        assert said in shown
    story = sign_in(None).get("/plan/mihon/items/1/").content.decode()
    for said in ("まだ決められない理由", "協議の止まっているところ", "次の判断の条件", "令和9年度〜令和10年度：広げる"):
        assert said in story


def test_the_public_reads_editions_and_nothing_that_is_still_being_worked_on(item, who, sign_in):
    guest = sign_in(None)
    assert guest.get("/plan/").status_code == 404
    edition = published(freeze(), who)
    items.revise(item, {"work": "まだ公表しないことば"}, seen=1, by=KEEPER)
    for address in ("/plan/", "/plan/mihon/items/1/", "/plan/mihon/feed.xml", "/plan/mihon/editions/1/plan.json"):
        answer = guest.get(address)
        assert answer.status_code == 200, address
        assert "まだ公表しないことば" not in answer.content.decode()
    assert edition.number == 1


def test_what_is_withheld_is_on_no_public_page_and_in_no_file_but_its_class_is(item, who, sign_in):
    items.revise(item, {"effect": SECRET}, seen=1, by=KEEPER)
    items.withhold(item, "effect", "price", by=KEEPER)
    edition = published(freeze(), who)
    guest = sign_in(None)
    pages = ["/plan/", "/plan/mihon/items/1/", "/plan/mihon/editions/1/changes/", "/plan/mihon/feed.xml"]
    for address in pages:
        assert SECRET not in guest.get(address).content.decode(), address
    for pressing in edition.pressings.all():
        assert SECRET.encode() not in bytes(pressing.content), pressing.format
    assert "〔非公開：予定価格〕" in guest.get("/plan/mihon/items/1/").content.decode()
    assert "予定価格 1" in guest.get("/plan/").content.decode()


def test_the_gate_stops_at_what_must_not_get_out_until_it_is_mended_or_let_through_with_a_reason(
    item, who, keeper, sign_in
):
    items.revise(item, {"problem": "子育て関連業務（R5.1月現在）のみ。連絡は090-1234-5678へ。"}, seen=1, by=KEEPER)
    assert keeper.post(ROOM + "editions/freeze/").status_code == 302
    edition = Edition.objects.get()
    place = f"{ROOM}editions/{edition.pk}/"
    page = keeper.get(place).content.decode()
    assert "R5.1月現在" in page
    assert "090-1234-5678" in page
    assert keeper.post(f"{place}submit/").status_code == 422
    for one in edition.open_findings:
        assert keeper.post(f"{place}release/", {"finding": one["key"], "why": ""}).status_code == 422
        assert keeper.post(f"{place}release/", {"finding": one["key"], "why": "架空の番号です。"}).status_code == 302
    assert keeper.post(f"{place}submit/").status_code == 302
    edition.refresh_from_db()
    assert edition.case
    assert "架空の番号です。" in edition.case.answers["released"]


def test_a_withheld_text_that_stands_in_another_field_is_found(item, who):
    items.revise(item, {"effect": SECRET, "work": f"進め方。{SECRET}。"}, seen=1, by=KEEPER)
    items.withhold(item, "effect", "price", by=KEEPER)
    [finding] = checking.findings("mihon", manuscript.pages_of("mihon"))
    assert (finding["detector"], finding["weight"]) == ("unpublished", "stop")


def test_other_sections_read_an_item_and_cannot_change_it(item, cast, sign_in):
    stranger = sign_in(cast.taro)
    place = f"{ROOM}items/{item.pk}/"
    assert stranger.get(place).status_code == 200
    acts = {
        "confirm": {},
        "move": {"state": "decided", "seen": 1},
        "promise": {"year": 2027},
        "withhold": {"field": "work", "reason": "price"},
        "hand_over": {"section": cast.environment.pk},
        "ask_for_help": {"words": "教えて"},
        "revise": TYPED,
    }
    before = Line.objects.count()
    for act, typed in acts.items():
        assert stranger.post(f"{place}{act}/", typed).status_code == 404, act
    assert stranger.get(ROOM + "voices/").status_code == 404
    for page in ("items/register/", "import/", "contacts/", "editions/freeze/", "reviews/open/"):
        assert stranger.post(ROOM + page).status_code == 404, page
    assert Line.objects.count() == before
    assert sign_in(None).get(place).status_code == 302
    assert sign_in(cast.hana).get(place).status_code == 404


def test_dropping_without_what_was_learnt_is_refused_beside_its_box_and_nothing_typed_is_lost(item, cast, sign_in):
    owner = sign_in(cast.ken)
    typed = {"state": "dropped", "seen": 1, "why": "使う人がいない。", "tried": "試した😀𠮷。", "instead": "電話。"}
    answer = owner.post(f"{ROOM}items/{item.pk}/move/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "何を学んだかを書いてください" in page
    assert "試した😀𠮷。" in page
    assert Item.objects.get().state == "idea"


def test_an_edit_on_an_old_page_is_answered_with_what_was_typed(item, cast, sign_in):
    owner = sign_in(cast.ken)
    place = f"{ROOM}items/{item.pk}/revise/"
    old = inputs(owner.get(place).content.decode()).sent
    items.revise(item, {"work": "先に直した。"}, seen=1, by=KEEPER)
    answer = owner.post(place, {**old, "work": "後から直した。"})
    assert answer.status_code == 422
    assert "後から直した。" in answer.content.decode()
    assert Item.objects.get().work == "先に直した。"


def test_an_item_changed_while_the_edition_is_decided_goes_into_the_next_one(item, who, keeper, sign_in):
    edition = freeze()
    publishing.submit(edition, by=who.aoi)
    bring(item, "decided")
    decide(edition, who)
    assert keeper.post(f"{ROOM}editions/{edition.pk}/publish/").status_code == 302
    guest = sign_in(None)
    assert json.loads(guest.get("/plan/mihon/editions/1/plan.json").content)["items"][0]["state"] == "idea"
    published(freeze(), who)
    changes = guest.get("/plan/mihon/editions/2/changes/").content.decode()
    assert "状態が「構想」から「決定」になりました。" in changes
    assert guest.get("/plan/mihon/editions/1/").status_code == 200  # the address of the first one stays


def test_a_window_is_opened_once_answered_by_owners_and_published_as_unconfirmed_where_it_is_not(
    item, cast, who, keeper, sign_in
):
    item_of(cast.environment, title="地図")
    with clock.at(clock.now() + timedelta(days=2)):
        assert keeper.post(ROOM + "reviews/open/").status_code == 302
        assert keeper.post(ROOM + "reviews/open/").status_code == 422
        assert {letter.to for letter in Letter.objects.filter(kind="round_reminder")} >= {cast.rie.email}
        owner = sign_in(cast.ken)
        assert "書かない窓口" in owner.get(ROOM + "reviews/").content.decode()
        assert owner.post(f"{ROOM}items/{item.pk}/confirm/", {"from": "reviews"}).status_code == 302
        published(freeze(), who)
        shown = sign_in(None).get("/plan/").content.decode()
        assert shown.count('<span class="tag plain">未確認</span>') == 1
        assert "未確認（最終確認 " in sign_in(None).get("/plan/mihon/items/2/").content.decode()


def test_an_owner_abolished_in_between_is_asked_through_its_successor(item, cast, keeper, sign_in):
    heir = Section.objects.create(code="heir", name="窓口課", valid_from=cast.residents.valid_from)
    cast.residents.valid_until, cast.residents.successor = clock.today(), heir
    cast.residents.save()
    assert keeper.post(ROOM + "reviews/open/").status_code == 302
    assert manuscript.pages_of("mihon")[0].values["section"] == "窓口課"


def test_colleagues_are_asked_for_help_and_thanked(item, cast, sign_in):
    bring(item, "undecided")
    item_of(cast.environment, title="書かない窓口の端末", overview="窓口の端末を選びます。")
    owner, colleague = sign_in(cast.ken), sign_in(cast.taro)
    place = f"{ROOM}items/{item.pk}/"
    assert "環境課" in owner.get(place).content.decode()  # has a similar item, so it may know
    assert owner.post(f"{place}ask_for_help/", {"words": "端末の選び方を知りたいです。"}).status_code == 302
    call = item.calls.get()
    assert "端末の選び方" in colleague.get(ROOM + "calls/").content.decode()
    assert colleague.post(f"{ROOM}calls/{call.pk}/offer/", {"words": "三つ試しました。"}).status_code == 302
    offer = call.offers.get()
    assert colleague.post(f"{ROOM}offers/{offer.pk}/thank/", {"words": "自分に"}).status_code == 404
    assert owner.post(f"{ROOM}offers/{offer.pk}/thank/", {"words": "助かりました。"}).status_code == 302
    assert owner.post(f"{ROOM}calls/{call.pk}/end/").status_code == 302
    assert colleague.post(f"{ROOM}calls/{call.pk}/offer/", {"words": "遅れて"}).status_code == 422
    assert "助かりました。" in colleague.get(place).content.decode()


def test_a_firm_asks_and_everybody_reads_the_answer_but_not_who_asked(item, who, keeper, publish, sign_in):
    publish("vendor-proposal")
    published(freeze(), who)
    guest = sign_in(None)
    page = guest.get("/plan/mihon/items/1/").content.decode()
    assert 'action="/apply/vendor-proposal/"' in page
    begun = guest.post("/apply/vendor-proposal/", {"item": "1", "words": "持ち込めない"})["Location"]
    first = inputs(guest.get(begun).content.decode()).sent
    assert first["item"] == ["1"]
    assert "持ち込めない" not in str(first)  # only what the declaration lets a button bring
    typed = {"sort": "question", "subject": "契約", "words": "いまの契約はいつまでですか。"}
    contact = {"firm": "株式会社みほんシステム", "person": "例示 たろう", "email": "teian@mihon.example"}
    after = guest.post(begun, {**first, **typed})["Location"]
    guest.post(after, {**inputs(guest.get(after).content.decode()).sent, **contact})
    guest.post(begun.rsplit("/", 2)[0] + "/file/")
    case = Case.objects.get(version__procedure__slug="vendor-proposal")
    assert "いまの契約" in keeper.get(ROOM + "voices/").content.decode()
    place = f"{ROOM}voices/{case.receipt}/answer/"
    assert keeper.post(place, {"said": "契約の終わりはいつか。", "answer": ""}).status_code == 422
    assert keeper.post(place, {"said": "契約の終わりはいつか。", "answer": "令和9年3月です。"}).status_code == 302
    shown = guest.get("/plan/mihon/items/1/").content.decode()
    assert "契約の終わりはいつか。" in shown
    assert "令和9年3月です。" in shown
    for private in ("みほんシステム", "例示 たろう", "teian@mihon.example"):
        assert private not in shown
    assert Case.objects.get(pk=case.pk).outcome == "granted"


@pytest.mark.parametrize("name", ["見積り.docm", "見積り.xlsm", "見積り.pdf"])
def test_a_firm_s_file_with_macros_is_refused_whatever_it_calls_itself_and_its_words_are_kept(
    name, item, who, publish, sign_in
):
    publish("vendor-proposal")
    published(freeze(), who)
    guest = sign_in(None)
    begun = guest.post("/apply/vendor-proposal/", {"item": "1"})["Location"]
    with io.BytesIO() as packed:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
        sent = SimpleUploadedFile(name, packed.getvalue())
    typed = {"item": "1", "sort": "proposal", "subject": "帳票", "words": "月末の帳票を減らせます。", "files": sent}
    back = guest.post(begun, typed)["Location"]
    assert back.endswith("?wrong")
    page = guest.get(back).content.decode()
    assert "月末の帳票を減らせます。" in page
    assert "PDF" in page
    assert not Attachment.objects.exists()


def test_a_resident_points_something_out_without_a_name(item, who, keeper, publish, sign_in):
    publish("plan-remark")
    published(freeze(), who)
    guest = sign_in(None)
    fill_in(guest, "plan-remark", [{"words": "字が小さいです。"}])
    assert guest.get("/plan/mihon/items/1/").status_code == 200


SHEETS = """## 出張受付
- 区分: 国
- 章: マイナンバーカードの普及・利用の促進
- 担当: 市民課

### 概要
公民館をまわります。

### スケジュール
| 令和8年度 | R9 |
|---|---|
| まわる | 〃 |

## 担当のない取組
- 区分: 市
- 章: 4

### 概要
あ
"""


def test_sheets_are_shown_with_their_faults_before_they_are_taken_in(keeper, cast, who):
    shown = keeper.post(ROOM + "import/", {"text": SHEETS})
    page = shown.content.decode()
    assert "担当の課が分かりません" in page
    assert not Item.objects.exists()
    assert keeper.post(ROOM + "import/", {"text": SHEETS, "really": "1"}).status_code == 422
    whole = SHEETS.replace("- 章: 4", "- 章: 4\n- 担当: 環境課")
    assert keeper.post(ROOM + "import/", {"text": whole, "really": "1"}).status_code == 302
    assert [one.title for one in Item.objects.of_plan("mihon")] == ["出張受付", "担当のない取組"]
    stage = Item.objects.get(number=1).stages.get()
    assert (stage.year, stage.until_year, stage.words) == (2026, 2027, "まわる")
    assert "もうあります" in keeper.post(ROOM + "import/", {"text": whole}).content.decode()


def test_a_workbook_of_sheets_is_read_one_item_a_sheet(keeper, cast):
    book = Workbook()
    for number, title in enumerate(("出張受付", "地図")):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for row in (
            ["区分", "市"],
            ["章", "6"],
            ["担当", "環境課"],
            ["概要", "公民館をまわります。"],
            ["スケジュール", "令和8年度", "令和9年度"],
            ["", "まわる", "〃"],
        ):
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    shown = keeper.post(ROOM + "import/", {"file": SimpleUploadedFile("plan.xlsx", content.getvalue())})
    text = "".join(inputs(shown.content.decode()).sent["text"][0])
    assert keeper.post(ROOM + "import/", {"text": text, "really": "1"}).status_code == 302
    assert [(one.title, one.stages.get().until_year) for one in Item.objects.of_plan("mihon")] == [
        ("出張受付", 2027),
        ("地図", 2027),
    ]


@pytest.mark.parametrize("name", ["plan.xlsm", "plan.xlsx", "plan.bin"])
def test_a_file_with_macros_or_of_no_kind_is_refused_in_words(keeper, name):

    contents = {"plan.xlsm": b"PK\x03\x04vbaProject", "plan.xlsx": b"PK\x03\x04broken", "plan.bin": b"\xff\xfe\x81"}
    content = contents[name]
    answer = keeper.post(ROOM + "import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422


ODD = ["", "\0", "9" * 5000, "９", "-1", "😀" * 70, "<script>alert(1)</script>", "' OR 1=1 --", "a" * 70_000, "=cmd()"]


@pytest.mark.once("postgresql")
def test_whatever_is_sent_to_the_plan_it_answers(item, keeper, who, cast):
    """Every act with everything odd in each of its boxes: an answer in words, never a failure."""
    keeper.raise_request_exception = False
    edition = freeze()
    pages = {
        f"items/{item.pk}/move/": ("state", "seen", "why", "next_on", "condition"),
        f"items/{item.pk}/promise/": ("year", "why"),
        f"items/{item.pk}/withhold/": ("field", "reason", "public"),
        f"items/{item.pk}/hand_over/": ("section",),
        f"items/{item.pk}/ask_for_help/": ("words",),
        f"items/{item.pk}/revise/": ("title", "tier", "chapter", "seen", "words-0", "year-0", "quarter-0", "systems"),
        "items/register/": ("title", "section", "national"),
        "import/": ("text",),
        "contacts/": ("firm", "on", "words", "about"),
        f"editions/{edition.pk}/release/": ("finding", "why"),
        f"editions/{edition.pk}/give_up/": ("why",),
        f"editions/{edition.pk}/correct/": ("wrong", "right", "why", "key"),
    }
    for page, boxes in pages.items():
        for odd in ODD:
            answer = keeper.post(ROOM + page, dict.fromkeys(boxes, odd))
            assert answer.status_code in (302, 404, 422, 413, 400), (page, odd[:20], answer.status_code)
    for address in ("/plan/?state=x&tier=%00&chapter=%F0&q=%E3%81", "/plan/mihon/items/999999999/", "/plan/nothing/"):
        assert keeper.get(address).status_code in (200, 400, 404), address


def test_the_pages_stay_within_their_queries(item, who, keeper, cast, sign_in, django_assert_max_num_queries):
    for number in range(20):
        item_of(cast.environment, title=f"取組{number}")
    published(freeze(), who)
    published(freeze(), who)
    guest = sign_in(None)
    for address, most in (("/plan/", 10), ("/plan/mihon/items/1/", 12), ("/plan/mihon/editions/2/changes/", 8)):
        with django_assert_max_num_queries(most):
            assert guest.get(address).status_code == 200
    for address, most in (("", 19), (f"items/{item.pk}/", 22), ("reviews/", 14), ("editions/", 14)):
        with django_assert_max_num_queries(most):
            assert keeper.get(ROOM + address).status_code == 200


def test_no_page_of_the_plan_counts_or_orders_by_section(item, who, keeper, sign_in):
    """課の遅れは数えない: no query of any page groups or orders items by their owner."""
    published(freeze(), who)
    with CaptureQueriesContext(connection) as asked:
        for address in ("", "reviews/", "calls/", "editions/", "voices/"):
            keeper.get(ROOM + address)
        sign_in(None).get("/plan/")
    about_items = [one["sql"] for one in asked.captured_queries if "programme_" in one["sql"]]
    assert about_items
    assert [sql for sql in about_items if ranks_sections(sql)] == []


def ranks_sections(sql):
    told = sql.upper()
    return any("SECTION_ID" in told.split(word)[-1] for word in ("GROUP BY", "ORDER BY") if word in told)


def test_planted_a_ranking_of_sections_is_noticed():
    assert ranks_sections('SELECT COUNT(*) FROM "programme_item" GROUP BY "programme_item"."section_id"')
    assert not ranks_sections('SELECT "section_id" FROM "programme_item" ORDER BY "number"')


def test_a_correction_stands_beside_the_edition(item, who, keeper, sign_in):
    edition = published(freeze(), who)
    said = {"wrong": "令和8年度", "right": "令和9年度", "why": "写しまちがい。", "key": "1"}
    assert keeper.post(f"{ROOM}editions/{edition.pk}/correct/", said).status_code == 302
    for address in ("/plan/", "/plan/mihon/items/1/"):
        assert "写しまちがい。" in sign_in(None).get(address).content.decode()


def test_routes_are_there_for_every_kind_of_publication(cast, who):
    assert open_tables(["publication"], by=KEEPER) == []  # keepers() has opened it
