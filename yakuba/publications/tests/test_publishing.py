"""What was frozen is looked over, decided by the CIO, published to the byte, and compared with the one before."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from yakuba.cases import deciding, routing
from yakuba.cases.models import Case
from yakuba.ledger.models import Line
from yakuba.publications import differing, publishing
from yakuba.publications.models import Edition, Leaf, Pressing
from yakuba.publications.publishing import Manuscript, Page
from yakuba.toolbox.append_only import lifted
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together

ONE = Page("1", "書かない窓口", [("状態", "未決定"), ("取組内容", "届をまとめて作る。")], {"state": "undecided"})
TWO = Page("2", "公開型の地図", [("状態", "構想")])
STOP = {"key": "1/phone", "weight": "stop", "where": "1 取組内容", "quote": "090-0000-0000", "say": "電話番号"}
LOOK = {"key": "1/year", "weight": "look", "where": "1 現状", "quote": "今年度", "say": "古くなることば"}


def manuscript(*pages, findings=()):
    return Manuscript("plan", "mihon", "みほん市DX実施計画", pages or (ONE, TWO), {"year": 2025}, findings)


def press(edition):
    return {"json": edition.digest.encode(), "csv": b"a,b"}


@pytest.fixture
def frozen(cast, cio):
    return publishing.freeze(manuscript(), by=cast.ken)


def decided(edition, cast, cio):
    case = publishing.submit(edition, by=cast.ken)
    routing.agree(case, by=cast.rie)
    deciding.decide(Case.objects.get(pk=case.pk), by=cio)
    edition.refresh_from_db()
    return edition


def published(edition, cast, cio):
    return publishing.publish(decided(edition, cast, cio), press, by=cast.ken)


def test_from_freezing_to_the_public(frozen, cast, cio):
    edition = published(frozen, cast, cio)
    assert (edition.state, edition.number, edition.before) == ("published", 1, None)
    assert {one.format for one in edition.pressings.all()} == {"json", "csv"}
    assert [line.verb for line in Line.objects.about(edition.ledger_key)] == [
        "froze_edition",
        "submitted_edition",
        "published_edition",
    ]
    assert edition.case.answers["digest"] == edition.digest


def test_nothing_is_published_before_it_is_decided(frozen, cast, cio):
    with pytest.raises(Refused, match="決裁が済んで"):
        publishing.publish(frozen, press, by=cast.ken)
    case = publishing.submit(frozen, by=cast.ken)
    frozen.refresh_from_db()
    routing.agree(case, by=cast.rie)
    with pytest.raises(Refused, match="決裁が済んで"):
        publishing.publish(frozen, press, by=cast.ken)
    assert not Pressing.objects.exists()


def test_the_database_publishes_nothing_without_a_decision(frozen):
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(state="published")


def test_what_the_gate_stops_is_let_through_only_with_a_reason_which_the_decider_reads(cast, cio):
    edition = publishing.freeze(manuscript(findings=[STOP, LOOK]), by=cast.ken)
    with pytest.raises(Refused, match="1件"):
        publishing.submit(edition, by=cast.ken)
    with pytest.raises(Refused, match="理由"):
        publishing.release(edition, STOP["key"], "  ", by=cast.ken)
    with pytest.raises(Refused, match="ありません"):
        publishing.release(edition, "9/none", "よい。", by=cast.ken)
    publishing.release(edition, STOP["key"], "市の代表電話です。", by=cast.ken)
    case = publishing.submit(edition, by=cast.ken)
    assert "市の代表電話です。" in case.answers["released"]


def test_one_edition_at_a_time(frozen, cast):
    with pytest.raises(Refused, match="もう一つ"):
        publishing.freeze(manuscript(), by=cast.ken)
    publishing.give_up(frozen, "取組3を直すため。", by=cast.ken)
    assert publishing.freeze(manuscript(), by=cast.ken).number == 2  # the number of the one given up is not used again


def test_what_is_decided_is_what_was_frozen_or_it_is_not_published(frozen, cast, cio):
    edition = decided(frozen, cast, cio)
    with lifted(connection):
        Leaf.objects.filter(key="1").update(content={"title": "別", "facts": [], "values": {}})
    with pytest.raises(Refused, match="ちがいます"):
        publishing.publish(edition, press, by=cast.ken)


def test_planted_without_the_comparison_another_text_than_the_decided_is_published(frozen, cast, cio, monkeypatch):
    edition = decided(frozen, cast, cio)
    with lifted(connection):
        Leaf.objects.filter(key="1").update(content={"title": "別", "facts": [], "values": {}})
    monkeypatch.setattr(publishing, "is_sound", lambda _edition: True)
    assert publishing.publish(edition, press, by=cast.ken).leaves.all()[0].title == "別"


def test_a_declined_edition_is_not_published_and_gives_way(frozen, cast, cio):
    case = publishing.submit(frozen, by=cast.ken)
    with pytest.raises(Refused, match="決裁の途中"):
        publishing.give_up(frozen, "やめる。", by=cast.ken)
    routing.scrap(Case.objects.get(pk=case.pk), by=cast.ken, reason="直すため。")
    frozen.refresh_from_db()
    with pytest.raises(Refused, match="決裁が済んで"):
        publishing.publish(frozen, press, by=cast.ken)
    publishing.give_up(frozen, "直すため。", by=cast.ken)


def test_what_is_published_is_never_changed_and_what_is_wrong_stands_beside_it(frozen, cast, cio):
    edition = published(frozen, cast, cio)
    for forbidden in (Leaf.objects.all().delete, lambda: Pressing.objects.update(sha256="")):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()
    with pytest.raises(Refused):
        publishing.give_up(edition, "取り消す。", by=cast.ken)
    with pytest.raises(Refused, match="なぜ"):
        publishing.correct(edition, wrong="72.9%", right="71.9%", why="", by=cast.ken)
    with pytest.raises(Refused, match="その項目"):
        publishing.correct(edition, wrong="a", right="b", why="c", key="9", by=cast.ken)
    publishing.correct(edition, wrong="72.9%", right="71.9%", why="分母を取り違えたため。", key="1", by=cast.ken)
    assert [one.right for one in edition.errata.all()] == ["71.9%"]
    assert publishing.is_sound(edition)


def test_the_difference_is_told_in_words(frozen, cast, cio):
    published(frozen, cast, cio)
    changed = replace(ONE, facts=[("状態", "決定"), ("取組内容", "長" * 80), ("時期", "令和9年度")])
    second = publishing.freeze(manuscript(changed, Page("3", "新しい取組", [("状態", "構想")])), by=cast.ken)
    case = publishing.submit(second, by=cast.ken)
    said = {one.title: one.in_words() for one in differing.differences(second)}
    assert said == {
        "書かない窓口": [
            "状態が「未決定」から「決定」になりました。",
            "取組内容の文を直しました。",
            "時期が加わりました：令和9年度",
        ],
        "新しい取組": ["新しく載せました。"],
        "公開型の地図": ["この版には載っていません。"],
    }
    assert "状態が「未決定」から「決定」になりました。" in case.answers["changes"]


@pytest.mark.django_db(transaction=True)
def test_published_by_eight_at_once_it_is_pressed_once(cast, cio):
    edition = decided(publishing.freeze(manuscript(), by=cast.ken), cast, cio)

    def push(_number):
        try:
            return publishing.publish(Edition.objects.get(pk=edition.pk), press, by=cast.ken).number
        except Refused:
            return None

    assert len([one for one in together(8, push) if one]) == 1
    assert Pressing.objects.count() == 2
    assert Line.objects.about(edition.ledger_key).filter(verb="published_edition").count() == 1


@pytest.mark.django_db(transaction=True)
def test_frozen_by_eight_at_once_there_is_one_edition_under_way(cast, cio):
    def push(_number):
        try:
            return publishing.freeze(manuscript(), by=cast.ken).number
        except Refused:
            return None

    assert len([one for one in together(8, push) if one]) == Edition.objects.under_way().count() == 1
