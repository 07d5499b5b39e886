"""The hall kept on screen: posts, people, transfers, routes; every change shows first what it does to running cases."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.stories.walking import inputs
from yakuba.cases import deciding, routing
from yakuba.cases.models import Case, RouteLine
from yakuba.cases.tests.samples import WHOLE, declare, file_form
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.ledger.models import Line
from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User
from yakuba.people.transfers import COLUMNS
from yakuba.procedures.models import Version
from yakuba.toolbox import clock

SPRING = date(2027, 4, 1)
ROOM = "/office/organisation/"


@pytest.fixture
def town(cast):
    declare("", slug="spending", head=HEAD)
    return Town(cast)


@pytest.fixture
def keeper(town, sign_in):
    """The head of 総務課, which keeps the hall."""
    return sign_in(town.rules)


def on(day):
    return clock.at(datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Tokyo")) + timedelta(hours=9))


def post_of(user):
    return Holding.objects.get(user=user).post


def whose(case):
    return [one.user.name for turn in Case.objects.get(pk=case.pk).turns for one in turn.standings]


def asked_and_done(browser, address, **typed):
    """What the first answer shows; nothing has changed until its button is pressed."""
    lines = Line.objects.count()
    shown = browser.post(ROOM + address, typed)
    assert shown.status_code == 200, shown.content.decode()
    assert Line.objects.count() == lines
    sent = inputs(shown.content.decode()).sent
    assert browser.post(ROOM + address, {**sent, "really": "1"}).status_code == 302
    return shown.content.decode()


ODD = ["", "\0", "9" * 5000, "９", "-1", "1e9", "２０２７-04-01", "😀" * 70, "<script>", "' OR 1=1 --", "a" * 70_000]
DRAWN = 2  # of the boxes of a form, for each odd word


@pytest.mark.once("postgresql")
def test_whatever_is_sent_to_the_organisation_it_answers(town, keeper):
    """Every act with everything odd, in all boxes at once and in some of them: an answer in words, never a failure."""
    keeper.raise_request_exception = False
    luck, key, held = Random(1126), post_of(town.money).pk, Holding.objects.get(user=town.money).pk
    good = {
        "name": "名前", "code": "new", "on": SPRING.isoformat(), "parent": town.department.pk, "title": "主査",
        "rank": "clerk", "successor": town.general.pk, "email": town.lead.email, "deputy": post_of(town.lead).pk,
        "post": key, "begin": SPRING.isoformat(), "last": SPRING.isoformat(), "text": "メール,氏名",
    }  # fmt: skip
    line = dict.fromkeys(("section-0", "kind-0", "amount_from-0", "amount_below-0", "pk-0"), "")
    line |= {"on": SPRING.isoformat(), "rows": "1", "order-0": "1", "act-0": "decide", "rank-0": "head"}
    pages = [f"sections/{town.finance.pk}/{act}" for act in ("abolish", "move", "open_post")]
    pages += [f"posts/{key}/{act}" for act in ("appoint", "end", "name_deputy")] + ["sections/open", "people/register"]
    pages += [f"people/{town.lead.pk}/{act}" for act in ("rename", "report_absence")] + [f"holdings/{held}/release"]
    for page, form in [*((page, good) for page in [*pages, "transfers"]), *[("tables/expenditure", line)] * 4]:
        for odd in ODD:
            drawn = luck.sample(sorted(form), DRAWN)
            for typed in (dict.fromkeys(form, odd), *(form | {name: odd} for name in drawn)):
                answer = keeper.post(f"{ROOM}{page}/", typed)
                assert answer.status_code < 500, (page, typed)
    for odd in ODD:
        for page, asked in (("", {"on": odd}), ("tables/expenditure/replay/", {"line": odd})):
            assert keeper.get(ROOM + page, asked).status_code < 500, (page, odd)


def test_only_the_section_that_keeps_the_hall_finds_its_pages(town, sign_in, keeper):
    assert "組織と人事" in keeper.get("/office/").content.decode()
    for user in (town.cast.ken, town.director, town.cast.hana):
        assert "組織と人事" not in sign_in(user).get("/office/").content.decode()
        for address in (
            "",
            "people/",
            "transfers/",
            "transfers/example/",
            "tables/",
            f"posts/{post_of(town.lead).pk}/",
        ):
            assert sign_in(user).get(ROOM + address).status_code == 404
        assert sign_in(user).post(f"{ROOM}posts/{post_of(town.lead).pk}/end/", {}).status_code == 404


def test_the_hall_is_seen_on_any_day(town, keeper):
    Holding.objects.filter(user=town.money).update(valid_until=SPRING)
    Absence.objects.create(user=town.lead, valid_from=SPRING, valid_until=SPRING + timedelta(days=1))
    today, spring = (keeper.get(ROOM + asked).content.decode() for asked in ("", "?on=2027-04-01"))
    assert ("money" in today, "money" in spring) == (True, False)
    assert ("空席" in today, "空席" in spring) == (False, True)
    assert ("不在" in today, "不在" in spring) == (False, True)
    assert keeper.get(f"{ROOM}?on=tomorrow").status_code == 200


def test_somebody_new_is_registered_appointed_and_has_their_turn(town, keeper):
    case = town.drafts(Version.objects.get(procedure__slug="spending"), 50)
    lead, today = post_of(town.lead), clock.today().isoformat()
    shown = asked_and_done(
        keeper, "people/register/", name="新顔 一", email="New@Mihon.example", post=lead.pk, on=today
    )
    assert case.receipt in shown
    assert "新顔 一" in shown
    assert whose(case) == ["lead", "新顔 一"]
    held = Holding.objects.get(user=town.lead)
    assert case.receipt in asked_and_done(keeper, f"holdings/{held.pk}/release/", on=today)
    assert whose(case) == ["新顔 一"]
    page = keeper.get(f"{ROOM}posts/{lead.pk}/").content.decode()
    assert page.index("新顔 一") < page.index("終わり")


def test_a_person_is_called_otherwise_from_now_on(town, keeper):
    address = f"{ROOM}people/{town.lead.pk}/rename/"
    assert keeper.post(address, {"name": "見本 いつき"}).status_code == 302
    Holding.objects.create(user=town.lead, post=post_of(town.money), valid_from=SPRING)
    assert "見本 いつき" in keeper.get(f"{ROOM}people/").content.decode()
    assert "これから" in keeper.get(f"{ROOM}people/{town.lead.pk}/").content.decode()
    line = Line.objects.get(verb="renamed")
    assert (line.facts, line.said("before"), line.said("after")) == ({}, "lead", "見本 いつき")
    for wrong in ("", "見本 いつき", "あ" * 101, "改\n行"):
        assert keeper.post(address, {"name": wrong}).status_code == 422
    for act in ("rename", "report_absence"):
        assert keeper.post(f"{ROOM}people/{town.cast.hana.pk}/{act}/", {"name": "だれか"}).status_code == 404


def test_deputies_and_absences(town, keeper):
    case = routing.agree(town.drafts(Version.objects.get(procedure__slug="spending"), 50), by=town.lead)
    rie, today = town.cast.rie, clock.today()
    asked_and_done(keeper, f"posts/{post_of(rie).pk}/name_deputy/", deputy=post_of(town.money).pk, on=today.isoformat())
    shown = asked_and_done(keeper, f"people/{rie.pk}/report_absence/", begin=today.isoformat(), last=today.isoformat())
    assert case.receipt in shown
    assert whose(case) == ["money"]
    # A circle is refused and what was chosen stays.
    circle = keeper.post(
        f"{ROOM}posts/{post_of(town.money).pk}/name_deputy/", {"deputy": post_of(rie).pk, "on": today.isoformat()}
    )
    assert circle.status_code == 422
    assert "ひと回り" in circle.content.decode()
    assert f'value="{post_of(rie).pk}" selected' in circle.content.decode()
    asked_and_done(keeper, f"absences/{Absence.objects.get().pk}/end/", on=today.isoformat())
    assert whose(case) == [rie.name]
    later = (today + timedelta(days=1)).isoformat()
    asked_and_done(keeper, f"deputies/{Deputy.objects.get().pk}/end/", on=later)
    assert Deputy.objects.get().valid_until == today + timedelta(days=1)


def test_a_section_is_opened_and_another_goes_into_it(town, keeper):
    case = file_form(declare(WHOLE, slug="permit"), user=town.cast.hana)
    new = {"name": "市民窓口課", "code": "counter", "parent": town.department.pk, "on": SPRING.isoformat()}
    keeper.post(f"{ROOM}sections/open/", new)
    counter, residents = Section.objects.get(code="counter"), town.cast.residents
    address = f"sections/{residents.pk}/abolish/"
    # Nobody works in the new section yet: the case would lie there for ever, so it is named and nothing happens.
    refused = keeper.post(ROOM + address, {"successor": counter.pk, "on": SPRING.isoformat()})
    assert refused.status_code == 422
    assert case.receipt in refused.content.decode()
    residents.refresh_from_db()
    assert residents.valid_until is None
    keeper.post(f"{ROOM}sections/{counter.pk}/open_post/", {"title": "係員", "rank": "clerk", "on": SPRING.isoformat()})
    clerk = Post.objects.get(section=counter)
    asked_and_done(keeper, f"posts/{clerk.pk}/appoint/", email=town.cast.ken.email, on=SPRING.isoformat())
    asked_and_done(keeper, address, successor=counter.pk, on=SPRING.isoformat())
    with on(SPRING):
        assert case.is_in_hands_of(User.objects.get(pk=town.cast.ken.pk))
        assert not case.is_in_hands_of(User.objects.get(pk=town.cast.rie.pk))


def table(*rows):
    return SimpleUploadedFile("transfers.csv", "\r\n".join([",".join(COLUMNS), *rows]).encode("cp932"))


def test_the_transfers_of_april_are_shown_with_the_cases_they_move_then_carried_out(town, keeper):
    case = town.drafts(Version.objects.get(procedure__slug="spending"), 50)
    taken = file_form(declare(WHOLE, slug="permit"), user=town.cast.hana)
    Case.objects.filter(pk=taken.pk).update(assignee=town.cast.ken)
    rows = (
        "lead@mihon.example,lead,市民課,係長,財政課,課長",
        "money@mihon.example,money,財政課,課長,市民課,係長",
        "ken@mihon.example,見本けん,市民課,係員,,",
        "anew@mihon.example,新人 花,,,residents,係員",
    )
    form = {"on": SPRING.isoformat(), "table": table(*rows)}
    shown = keeper.post(f"{ROOM}transfers/", form)
    text = shown.content.decode()
    assert shown.status_code == 200, text
    assert case.receipt in text
    assert "担当していた1件" in text
    assert not User.objects.filter(email="anew@mihon.example").exists()
    sent = inputs(text).sent | {"really": "1"}
    assert keeper.post(f"{ROOM}transfers/", sent).status_code == 302
    assert whose(case) == ["lead"]
    with on(SPRING):
        assert whose(case) == ["money"]
        anew, ken = User.objects.get(email="anew@mihon.example"), User.objects.get(pk=town.cast.ken.pk)
        assert (taken.is_in_hands_of(anew), taken.is_in_hands_of(ken)) == (True, False)
    assert Line.objects.get(verb="loaded_transfers").facts == {"lines": 4}
    # Once more: nothing of it is there to be done again.
    again = keeper.post(f"{ROOM}transfers/", form | {"table": table(*rows)})
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nobody@mihon.example,だれか,市民課,係長,財政課,課長", "就いていません"),
        ("lead@mihon.example,lead,市民課,係長,市民課,係長", "異動する人がいません"),
        ("lead@mihon.example,lead,市民課,係長,市民課,王様", "一つに決まりません"),
        ("lead@mihon.example,lead,市民課,,財政課,課長", "両方"),
        ("lead@mihon.example,別人,市民課,係長,財政課,課長", "氏名は「lead」です"),
        ("new@mihon.example,,,,財政課,課長", "新しく入る人の氏名"),
        ("lead,lead,市民課,係長,財政課,課長", "メール"),
        ("rules@mihon.example,rules,総務課,課長,財政課,課長", "組織担当の課に、だれもいなくなります"),
        ("", "1行から5000行まで"),
    ],
)
def test_a_wrong_table_is_told_line_by_line(town, keeper, row, why):
    answer = keeper.post(f"{ROOM}transfers/", {"on": SPRING.isoformat(), "table": table(row)})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Holding.objects.filter(valid_until__isnull=False).count() == 0


def test_transfers_that_leave_a_case_alone_are_refused_with_its_number(town, keeper):
    case = file_form(declare(WHOLE, slug="permit"), user=town.cast.hana)
    rows = [
        f"{who}@mihon.example,,市民課,{title},," for who, title in (("ken", "係員"), ("rie", "課長"), ("lead", "係長"))
    ]
    answer = keeper.post(f"{ROOM}transfers/", {"on": SPRING.isoformat(), "table": table(*rows)})
    assert answer.status_code == 422
    assert case.receipt in answer.content.decode()
    assert Holding.objects.filter(valid_until__isnull=False).count() == 0


def test_the_example_table_comes_back_as_nobody_moves(town, keeper):
    content = keeper.get(f"{ROOM}transfers/example/").content
    sent = SimpleUploadedFile("a.csv", content)
    answer = keeper.post(f"{ROOM}transfers/", {"on": SPRING.isoformat(), "table": sent})
    assert "異動する人がいません" in answer.content.decode()


def test_a_route_table_is_changed_from_a_day_on(town, keeper):
    address = f"{ROOM}tables/expenditure/"
    sent = {name: value[0] for name, value in inputs(keeper.get(address).content.decode()).sent.items()}
    # The director is no longer asked: from spring on the head decides, whatever the amount.
    rows = {value: name.partition("-")[2] for name, value in sent.items() if name.startswith("pk-")}
    at = {key: rows[str(RouteLine.objects.get(**asked).pk)] for key, asked in (
        ("director", {"rank": "director"}), ("head", {"rank": "head", "amount_below": 100}),
        ("circulated", {"rank": "head", "act": "circulate"}),
    )}  # fmt: skip
    broken = sent | {"on": SPRING.isoformat(), f"drop-{at['director']}": "1"}
    answer = keeper.post(address, broken)
    assert answer.status_code == 422
    assert "2027-04-01から、種類「（種類なし）」の100円以上を決裁する職がありません" in answer.content.decode()
    assert RouteLine.objects.filter(valid_until__isnull=False).count() == 0
    wanted = broken | {
        f"drop-{at['circulated']}": "1",
        f"amount_below-{at['head']}": "",
        f"order-{at['head']}": "6",
    }
    shown = keeper.post(address, wanted)
    assert shown.status_code == 200, shown.content.decode()
    assert "－ 100円から 6 決裁 起案課 部長" in shown.content.decode()
    assert RouteLine.objects.filter(valid_until__isnull=False).count() == 0
    assert keeper.post(address, inputs(shown.content.decode()).sent | {"really": "1"}).status_code == 302
    assert Line.objects.get(verb="route_changed").facts["on"] == "2027-04-01"
    version = Version.objects.get(procedure__slug="spending")
    decides = lambda case: case.stops.get(act="decide").post.rank  # noqa: E731
    assert decides(town.drafts(version, 500)) == "director"
    with on(SPRING):
        assert decides(town.drafts(version, 501)) == "head"


def test_a_running_case_without_a_route_is_named_when_the_table_is_to_be_kept(town, keeper):
    steps = "automatic: false\nsteps: [{review: {by: clerk}}, {decide: {route: expenditure, amount: fee_yen}}]\n"
    waiting = file_form(declare(steps, slug="permit"), user=town.cast.hana)
    Holding.objects.filter(post__rank__in=["mayor", "vice-mayor"]).delete()
    Post.objects.filter(rank__in=["mayor", "vice-mayor"]).update(valid_until=SPRING)
    address = f"{ROOM}tables/expenditure/"
    sent = {name: value[0] for name, value in inputs(keeper.get(address).content.decode()).sent.items()}
    sent["on"] = SPRING.isoformat()
    for name, value in list(sent.items()):
        if name.startswith("act-") and value == "decide":
            sent[name.replace("act", "rank")] = "mayor"
    answer = keeper.post(address, sent)
    assert answer.status_code == 422
    assert waiting.receipt in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "typed", "why"),
    [
        ("sections/open/", {"name": "", "code": "a", "on": "2027-04-01"}, "名前を入力"),
        ("sections/open/", {"name": "課", "code": "課", "on": "2027-04-01"}, "半角"),
        ("sections/open/", {"name": "課", "code": "finance", "on": "2027-04-01"}, "もうあります"),
        ("sections/open/", {"name": "課", "code": "new", "on": "きのう"}, "日付を選んで"),
        (
            "people/register/",
            {"name": "人", "email": "rie@mihon.example", "post": "P", "on": "2027-04-01"},
            "もうあります",
        ),
        ("people/register/", {"name": "人", "email": "いや", "post": "P", "on": "2027-04-01"}, "の形で"),
        ("people/register/", {"name": "人", "email": "a@b.example", "post": "", "on": "2027-04-01"}, "職を選んで"),
        ("posts/P/appoint/", {"email": "who@mihon.example", "on": "2027-04-01"}, "この人がいません"),
        ("posts/P/appoint/", {"email": "rie@mihon.example", "on": "9999-04-01"}, "5年"),
        ("posts/P/end/", {"successor": "P", "on": "2027-04-01"}, "ほかの職"),
        ("posts/P/end/", {"successor": "99999", "on": "2027-04-01"}, "職を選んで"),
    ],
)
def test_what_is_typed_wrong_is_told_beside_its_box_and_stays(town, keeper, address, typed, why):
    key = str(post_of(town.money).pk)
    typed = {name: value.replace("P", key) for name, value in typed.items()}
    answer = keeper.post(ROOM + address.replace("P", key), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert why.replace("この人が", "") in shown
    for name, value in typed.items():
        assert value in ("", "99999") or value in shown, name


def test_a_route_is_replayed_without_one_of_its_posts(town, keeper):
    version = Version.objects.get(procedure__slug="spending")
    case = town.drafts(version)
    for user in (town.lead, town.cast.rie, town.cast.taro, town.money, town.rules):
        routing.agree(Case.objects.get(pk=case.pk), by=user)
    deciding.decide(Case.objects.get(pk=case.pk), by=town.director)
    address = f"{ROOM}tables/expenditure/replay/"
    assert "100円から 4 合議 財政課 課長" in keeper.get(address).content.decode()
    line = RouteLine.objects.get(section=town.finance)
    shown = keeper.get(address, {"line": line.pk}).content.decode()
    assert "この職を通った 1件中" in shown
    assert "この表で決裁した 1件のうち" in shown
    for wrong in ("x", str(RouteLine.objects.get(act="decide", rank="director").pk)):
        assert keeper.get(address, {"line": wrong}).status_code == 404


def test_heads_see_how_their_sections_do_and_clerks_do_not(town, sign_in):
    town.drafts(Version.objects.get(procedure__slug="spending"))
    for user in (town.cast.rie, town.director, town.mayor):
        shown = sign_in(user).get("/office/board/")
        assert shown.status_code == 200
        assert "市民課 係長" in shown.content.decode()
        assert town.cast.ken.name not in shown.content.decode()
    assert sign_in(town.cast.ken).get("/office/board/").status_code == 404
    assert "市民課 係長" not in sign_in(town.cast.nao).get("/office/board/").content.decode()


def test_advice_that_must_be_written_is_asked_for_on_the_page(town, sign_in):
    RouteLine.objects.update(written=True)
    case = town.drafts(Version.objects.get(procedure__slug="spending"), 50)
    lead, rie = sign_in(town.lead), sign_in(town.cast.rie)
    office = f"/office/cases/{case.receipt}/"
    assert lead.post(f"{office}agree/").status_code == 422
    assert lead.post(f"{office}agree/", {"advice": "よい"}).status_code == 302
    missing = rie.post(f"{office}decide/")
    assert missing.status_code == 422
    assert "助言を入力してください" in missing.content.decode()
    assert rie.post(f"{office}decide/", {"advice": "進めてください"}).status_code == 302
    assert "進めてください" in rie.get(office).content.decode()
