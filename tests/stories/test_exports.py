"""書き出し at the desk: asked for with a reason, released by the head, fetched by whoever asked and nobody else."""

import pytest

from tests.stories.walking import wrongs
from yakuba.cases import filing, making
from yakuba.cases.exports import ExportQuerySet
from yakuba.cases.models import Export
from yakuba.toolbox import tables

SLUG = "residence-certificate"
ASKED = {"of": f"residents/{SLUG}", "form": "csv", "since": "", "until": "", "outcome": "", "reason": "月次の集計"}


@pytest.fixture
def desks(cast, publish, sign_in, settings):
    """The desks of Ken, of Rie, his chief, and of Taro, whose section it is not; Hana has filed."""
    settings.DEMO = True
    who = {"family": "見本", "given": "はな", "family_kana": "ミホン", "given_kana": "ハナ", "birth_date": "1990-04-02"}
    filing.file(filing.Application(publish(SLUG), {"applicant": who}, "hanas", cast.hana), by=cast.hana)
    return [sign_in(user) for user in (cast.ken, cast.rie, cast.taro)]


def made():
    maker = making.Maker()
    while maker.work():
        pass


def test_a_file_is_asked_for_watched_and_fetched(desks, cast):
    ken, rie, taro = desks
    assert "住民票の写し" in ken.get("/office/exports/").content.decode()
    there = ken.post("/office/exports/ask/", ASKED).url
    assert "順番を待っています" in ken.get(there).content.decode()
    assert ken.get(f"{there}fetch/").status_code == 409
    maker = making.Maker()
    maker.work()
    watched = ken.get(there).content.decode()
    assert '<progress id="progress" max="1" value="0">' in watched
    assert '<noscript><meta http-equiv="refresh"' in watched
    while maker.work():
        pass
    assert f"{there}fetch/" in ken.get("/office/exports/").content.decode()
    for browser in (rie, taro):
        assert [browser.get(page).status_code for page in (there, f"{there}fetch/")] == [404, 404]
    answer = ken.get(f"{there}fetch/")
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    assert [row["applicant.given"] for row in tables.read(content, "a.csv")] == ["はな"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"]


WRONG: list[tuple[dict[str, str], str]] = [
    ({"of": "residents/nothing"}, "手続きを選んで"),
    ({"form": "exe"}, "ファイルの形を選んで"),
    ({"outcome": "x"}, "状態を選んで"),
    ({"since": "きのう"}, "2026-04-01のように"),
    ({"since": "2026-05-01", "until": "2026-04-01"}, "前の日"),
    ({"until": "1999-01-01"}, "条件にあう申請はありません"),
    ({"reason": "  "}, "何のために"),
    ({"reason": "長" * 501}, "500文字まで"),
]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(desks):
    for wrong, sentence in WRONG:
        answer = desks[0].post("/office/exports/ask/", ASKED | {"reason": "わけ"} | wrong)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert any(sentence in each for each in wrongs(html)), wrongs(html)
        assert "わけ" in html or "reason" in wrong
    assert not Export.objects.exists()


def test_many_are_released_by_the_head_who_did_not_ask(desks, settings):
    settings.EXPORT_RELEASE_ABOVE = 0
    ken, rie, taro = desks
    there = ken.post("/office/exports/ask/", ASKED).url
    assert "課長が認めるのを待っています" in ken.get(there).content.decode()
    assert "書き出しを認める" not in ken.get("/office/exports/").content.decode()
    shown = rie.get("/office/exports/").content.decode()
    assert "月次の集計" in shown
    assert f'action="{there}release/"' in shown
    assert [browser.post(f"{there}release/").status_code for browser in (ken, taro, rie, rie)] == [404, 404, 302, 409]
    made()
    assert ken.get(f"{there}fetch/").status_code == 200
    assert rie.get(f"{there}fetch/").status_code == 404


def test_planted_a_list_that_does_not_ask_whose_it_is_is_noticed(desks, monkeypatch):
    ken, _rie, taro = desks
    there = ken.post("/office/exports/ask/", ASKED).url
    monkeypatch.setattr(ExportQuerySet, "of", lambda exports, user: exports.all())
    assert taro.get(there).status_code == 200
