"""Finding a procedure as people look for it, and reading beforehand what it takes."""

import re

import pytest

from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

ALL = (
    "residence-certificate",
    "child-allowance",
    "dog-registration",
    "bulky-waste",
    "city-course",
    "disaster-certificate",
    "pregnancy-notice",
    "childcare-place",
)


@pytest.fixture
def guest(cast, publish, sign_in):
    for slug in ALL:
        publish(slug)
    return sign_in(None)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("じゅうみんひょう", "residence-certificate"),
        ("ジュウミンヒョウ", "residence-certificate"),
        ("ｼﾞｭｳﾐﾝﾋｮｳ", "residence-certificate"),
        ("じゅみんひょう", "residence-certificate"),
        ("住民票", "residence-certificate"),
        ("児童手当", "child-allowance"),
        ("犬", "dog-registration"),
        ("罹災", "disaster-certificate"),
        ("保育", "childcare-place"),
        ("妊娠", "pregnancy-notice"),
        ("転入", "child-allowance"),
    ],
)
def test_what_people_type_finds_what_they_mean(guest, typed, found):
    page = guest.get("/procedures/", {"q": typed}).content.decode()
    assert f'href="/procedures/{found}/"' in page


def test_nothing_found_says_so_and_shows_other_ways(guest):
    page = guest.get("/procedures/", {"q": "宇宙旅行"}).content.decode()
    assert not any(f'href="/procedures/{slug}/"' in page for slug in ALL)
    assert "/procedures/?event=" in page


def test_by_life_event_and_by_section(guest):
    birth = guest.get("/procedures/?event=birth").content.decode()
    assert "/procedures/child-allowance/" in birth
    assert "/procedures/dog-registration/" not in birth
    environment = guest.get("/procedures/?section=environment").content.decode()
    assert "/procedures/dog-registration/" in environment
    assert "/procedures/child-allowance/" not in environment


def test_the_guide_says_who_what_law_fee_and_how_long(guest):
    page = guest.get("/procedures/child-allowance/").content.decode()
    for told in (
        "児童手当法 第7条第1項",
        "所得の制限はありません",
        "通帳かキャッシュカード",
        "30日以内",
        "10",
        "子育て支援課",
    ):
        assert told in page, told
    assert 'action="/apply/child-allowance/"' in page


def test_where_signing_in_is_needed_the_guide_says_so_and_comes_back(guest):
    page = guest.get("/procedures/residence-certificate/").content.decode()
    assert "ログイン" in page
    answer = guest.post("/apply/residence-certificate/")
    assert answer.status_code == 302
    assert answer.url == "/account/login/?next=/procedures/residence-certificate/"


def test_the_guide_leads_on_to_what_was_begun(guest, cast, sign_in):
    hana = sign_in(cast.hana)
    begun = hana.post("/apply/dog-registration/").url
    assert begun in hana.get("/procedures/dog-registration/").content.decode()
    assert begun in hana.get("/cases/").content.decode()
    assert begun not in sign_in(cast.jiro).get("/procedures/dog-registration/").content.decode()


def test_a_withdrawn_procedure_is_not_found_and_its_guide_cannot_be_begun(guest):
    Procedure.objects.filter(slug="dog-registration").update(withdrawn_at=clock.now())
    assert "/procedures/dog-registration/" not in guest.get("/procedures/?q=犬").content.decode()
    page = guest.get("/procedures/dog-registration/").content.decode()
    assert "いま受け付けていません" in page
    assert 'action="/apply/dog-registration/"' not in page


def test_an_event_that_no_procedure_goes_with_leads_nowhere(cast, publish, sign_in):
    publish("dog-registration")
    guest = sign_in(None)
    for address in ("/", "/procedures/"):
        page = guest.get(address).content.decode()
        events = set(re.findall(r"/procedures/\?event=([\w-]+)", page))
        assert events, address
        for event in events:
            assert "犬の登録" in guest.get(f"/procedures/?event={event}").content.decode(), event
    nothing = guest.get("/procedures/?event=birth").content.decode()
    assert "いま、ここに手続きはありません" in nothing
    assert "短い言葉にするか" not in nothing
