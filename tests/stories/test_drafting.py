"""起案 through the pages: drafted, lengthened, agreed to, sent down with advice, decided, put into force."""

from datetime import timedelta

import pytest

from tests.stories.walking import inputs
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.people.models import Holding
from yakuba.procedures.models import Version
from yakuba.toolbox import clock


@pytest.fixture
def town(cast):
    declare("", slug="spending", head=HEAD)
    return Town(cast)


def page(browser, case):
    answer = browser.get(f"/office/cases/{case.receipt}/")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def act(browser, case, word, **typed):
    return browser.post(f"/office/cases/{case.receipt}/{word}/", typed)


def test_a_resident_finds_and_begins_no_draft_of_staff(town, sign_in):
    hana = sign_in(town.cast.hana)
    assert "支出の起案" not in hana.get("/procedures/?q=支出").content.decode()
    for address in ("/procedures/spending/", "/office/drafting/"):
        assert hana.get(address).status_code == 404
    for address in ("/apply/spending/", "/office/drafting/spending/"):
        assert hana.post(address).status_code == 404


def drafted(town, ken):
    """Ken drafts it through the pages, and adds the vice-mayor to its route."""
    assert "支出の起案" in ken.get("/office/drafting/").content.decode()
    begun = ken.post("/office/drafting/spending/")["Location"]
    confirm = ken.post(begun, {"subject": "机", "yen": "50", **{f"from_day.{p}": "" for p in "ymd"}})["Location"]
    shown = ken.get(confirm).content.decode()
    assert shown.index("lead" if "市民課 lead" in shown else "係長") < shown.index("課長")
    vice = Holding.objects.get(user=town.vice).post
    filed = ken.post(confirm.replace("confirm", "file"), {"circulate": vice.pk, "concur": "なし"})
    case = Case.objects.get()
    assert filed["Location"] == f"/office/cases/{case.receipt}/"
    assert [(stop.act, stop.is_added) for stop in case.stops.all()] == [
        ("circulate", False),
        ("circulate", True),
        ("decide", False),
    ]
    return case


def test_from_the_draft_to_its_number(town, sign_in):
    cast = town.cast
    ken, lead, rie = (sign_in(one) for one in (cast.ken, town.lead, cast.rie))
    case = drafted(town, ken)
    # The drafter sees where it is and can do nothing about it; another section sees nothing of it.
    mine = page(ken, case)
    assert "起案者が追加" in mine
    assert "同意して次へ回す" not in mine
    assert sign_in(cast.mio).get(f"/office/cases/{case.receipt}/").status_code == 404
    assert act(ken, case, "agree").status_code == 409

    assert act(lead, case, "agree", advice="見積りを一つ足してください。").status_code == 302
    assert "見積りを一つ足してください。" in page(rie, case)
    # Who stands further on may pull it up; without a reason the page asks for one.
    assert act(rie, case, "pull_up").status_code == 422
    assert act(rie, case, "pull_up", reason="急ぎのため").status_code == 302
    assert act(rie, case, "send_down").status_code == 422
    assert act(rie, case, "send_down", advice="金額を直してください。").status_code == 302
    correct = ken.get(f"/cases/{case.receipt}/correct/")
    assert "金額を直してください。" in correct.content.decode()
    assert "直して出し直す" in ken.get("/office/drafting/").content.decode()
    sent = inputs(correct.content.decode()).sent | {"yen": "60"}
    assert ken.post(f"/cases/{case.receipt}/correct/", sent).status_code == 302
    vice_browser = sign_in(town.vice)
    for browser in (lead, vice_browser):
        assert act(browser, case, "agree").status_code == 302

    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert act(rie, case, "decide", effective_on="きのう").status_code == 409
    again = act(rie, case, "decide", effective_on=yesterday)
    assert again.status_code == 422
    assert yesterday in again.content.decode()
    assert act(rie, case, "decide", effective_on=yesterday, why="口頭で指示したため").status_code == 302
    assert act(ken, case, "enforce").status_code == 302
    assert act(ken, case, "append").status_code == 422
    assert act(ken, case, "append", text="納品は12月です。").status_code == 302
    whole = page(ken, case)
    for words in ("口頭で指示したため", "見第", "廃棄予定", "決裁のあと変わっていません", "納品は12月です。"):
        assert words in whole, words
    # Changed behind everybody's back: the digest says so.
    Case.objects.filter(pk=case.pk).update(answers={**case.answers, "yen": 9_000_000})
    assert "決裁のあとに変わっています" in page(ken, case)


def test_a_case_page_reads_the_hall_once_however_long_its_route(town, sign_in, django_assert_max_num_queries):
    case = town.drafts(Version.objects.get(), yen=500)
    lead = sign_in(town.lead)
    lead.get("/office/")
    # 19 of every case page; the hall in six, its route, who drafted it, its decision and addenda.
    with django_assert_max_num_queries(32):
        assert lead.get(f"/office/cases/{case.receipt}/").status_code == 200
