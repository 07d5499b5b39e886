"""What an operator asks of the command: who works here, and whether all is well."""

import json
from datetime import date

import pytest
from django.test import Client

from yakuba.cli import Stop, call, doctor, parser
from yakuba.ledger.models import Line
from yakuba.people.models import Holding, User
from yakuba.people.standing_in import Hall

pytestmark = pytest.mark.django_db


def run(*words):
    return call(parser().parse_args(words))


def test_somebody_is_registered_appointed_listed_and_released(cast, capsys):
    assert run("staff", "register", "sora@mihon.example", "仮名 そら") == 0
    assert run("staff", "appoint", "sora@mihon.example", "residents", "係員", "--on", "2026-04-01") == 0
    assert run("staff", "list") == 0
    assert "仮名 そら" in capsys.readouterr().out
    assert run("staff", "release", "sora@mihon.example", "residents", "係員", "--on", "2026-10-01") == 0
    assert str(Holding.objects.get(user__email="sora@mihon.example").valid_until) == "2026-10-01"
    assert set(Line.objects.values_list("verb", flat=True)) == {"registered_staff", "appointed", "ended_holding"}


def test_somebody_is_away_and_their_deputy_acts(cast, capsys):
    head = cast.rie.holdings.get().post
    assert run("staff", "deputy", "residents", "課長", "residents", "係員", "--on", "2026-04-01") == 0
    assert run("staff", "away", "rie@mihon.example", "2026-11-24", "2026-11-27") == 0
    assert "代決します" in capsys.readouterr().out
    days = [date(2026, 11, day) for day in (23, 24, 26, 27)]
    assert [Hall(day).who_may_act(head)[0].user for day in days] == [cast.rie, cast.ken, cast.ken, cast.rie]
    # Not round in a circle, over however many posts.
    run("staff", "deputy", "residents", "係員", "environment", "係員", "--on", "2026-04-01")
    with pytest.raises(Stop, match="ひと回り"):
        run("staff", "deputy", "environment", "係員", "residents", "課長")
    with pytest.raises(Stop, match="後の日"):
        run("staff", "away", "rie@mihon.example", "2026-11-24", "2026-11-24")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["register", "ken@mihon.example", "見本 けん"], "もうあります"),
        (["appoint", "nobody@mihon.example", "residents", "係員"], "アカウントがありません"),
        (["appoint", "ken@mihon.example", "residents", "部長"], "ある職：係員、課長"),
        (["appoint", "ken@mihon.example", "residents", "係員", "--on", "4月1日"], "日付ではありません"),
        (["release", "ken@mihon.example", "residents", "課長"], "就いていません"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(cast, words, said):
    with pytest.raises(Stop, match=said):
        run("staff", *words)
    assert User.objects.filter(email="ken@mihon.example").count() == 1


def test_the_doctor_says_what_is_wrong_and_what_to_do(settings, tmp_path, capsys):
    settings.SMTP_URL, settings.BACKUPS = "smtp://127.0.0.1:9", str(tmp_path)
    settings.SIGNING_KEY = str(tmp_path / "none.p12")
    assert run("doctor", "--json") == 1
    found = {one["what"]: one for one in json.loads(capsys.readouterr().out)}
    assert {found[what]["grade"] for what in ("メール", "バックアップ", "署名の鍵")} == {"不良"}
    assert all(one["remedy"] for one in found.values() if one["grade"] != "良")
    (tmp_path / "hall.zip").touch()
    assert {one.what: one.grade for one in doctor.examine()}["バックアップ"] == "良"
    assert {"書き込み", "時計", "紙の字", "台帳の封印"} <= found.keys()


def test_a_key_is_made_told_once_listed_and_revoked(capsys, cast):
    assert run("token", "make", "Ken@Mihon.example", "窓口", "--may", "inbox", "--procedure", "dog-registration") == 0
    secret, _told = capsys.readouterr().out.splitlines()
    assert Client().get("/api/v1/inbox/", headers={"Authorization": f"Bearer {secret}"}).json()["count"] == 0
    assert run("token", "list") == 0
    listed = capsys.readouterr().out
    assert "ken@mihon.example\tinbox\tdog-registration" in listed
    assert secret not in listed
    key = listed.partition("\t")[0]
    assert run("token", "revoke", key) == 0
    assert Client().get("/api/v1/inbox/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    for wrong in (["revoke", key], ["revoke", "99"], ["make", "nobody@mihon.example", "x"]):
        with pytest.raises(Stop):
            run("token", *wrong)
    with pytest.raises(Stop, match="選んで"):
        run("token", "make", "ken@mihon.example", "x", "--may", "everything")
