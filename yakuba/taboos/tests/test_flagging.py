"""A flag is one line beside a thing: said once, answered by anybody, taken back by its author, counted by no one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from yakuba import ledger
from yakuba.ledger.models import Line
from yakuba.taboos import flagging
from yakuba.taboos.models import Answer, Feedback, Flag, Weighing
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

MARCH = datetime(2027, 3, 31, 23, 50, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def flagged(note, cast, key):
    return flagging.flag(note, 8, "隣の課にもうありませんか", key=key(), by=cast.ken)


def test_a_flag_says_number_edition_line_and_who(flagged, cast):
    assert (flagged.thing, flagged.edition, flagged.number) == ("note:1", 1, 8)
    assert (flagged.by_name, flagged.by_post) == ("見本 けん", "市民課 係員")
    line = Line.objects.get(verb="flagged")
    assert line.thing == flagged.ledger_key
    assert line.facts == {"thing": "note:1", "edition": 1, "number": 8}
    assert "隣の課" not in str(line.facts)  # the words can be erased, the line cannot


def test_the_chain_of_the_thing_does_not_grow(flagged, note, cast, key):
    flagging.answer_flag(flagged, "調べます", key=key(), by=cast.rie)
    flagging.weigh(note, 1, "yes", key=key(), by=cast.rie)
    flagging.take_back_flag(flagged, by=cast.ken)
    assert not Line.objects.about("note:1").exists()
    assert ledger.verify().broken is None


@pytest.mark.parametrize(
    ("number", "line", "said"),
    [
        (19, "ひとこと", "その番号"),
        (0, "ひとこと", "その番号"),
        (8, "", "ひとことを書いて"),
        (8, " \u3000 ", "ひとことを書いて"),
        (8, "あ" * 201, "200文字まで"),
        (8, "一行目\n二行目", "一行で"),
        (8, "見えない\u202e記号", "目に見えない記号"),
        (8, "無\0", "目に見えない記号"),
    ],
)
def test_what_cannot_be_a_flag_is_refused_in_words(note, cast, key, number, line, said):
    with pytest.raises(Refused, match=said):
        flagging.flag(note, number, line, key=key(), by=cast.ken)
    assert not Flag.objects.exists()
    assert not Line.objects.filter(verb="flagged").exists()


@pytest.mark.parametrize(
    "line", ["あ" * 200, "😀👨‍👩‍👧 いいね", "𠮷野家の外字\ue000", "<script>alert(1)</script>", "=1+1"]
)
def test_whatever_can_be_written_is_kept_as_it_was_written(note, cast, key, line):
    assert Flag.objects.get(pk=flagging.flag(note, 1, line, key=key(), by=cast.ken).pk).line == line


def test_the_same_form_twice_is_one_flag(note, cast, key):
    once = key()
    first, again = (flagging.flag(note, 8, "もうありませんか", key=once, by=cast.ken) for _time in range(2))
    assert first == again
    assert Line.objects.filter(verb="flagged").count() == 1
    with pytest.raises(Refused, match="もう送られて"):
        flagging.flag(note, 9, "別のこと", key=once, by=cast.ken)


def test_anybody_answers_and_nobody_has_to(flagged, cast, key):
    flagging.answer_flag(flagged, "ありました。そちらを使います。", key=key(), by=cast.taro)
    flagging.answer_flag(flagged, "助かります", key=key(), by=cast.ken)
    flagging.flag(flagging_thing(flagged), 9, "別の一つ", key=key(), by=cast.rie)
    first, second = Flag.objects.conversation("note:1")
    assert [(one.line, one.by_post) for one in first.heard] == [
        ("ありました。そちらを使います。", "環境課 係員"),
        ("助かります", "市民課 係員"),
    ]
    assert second.heard == []


def flagging_thing(flag):
    from yakuba.taboos.things import Thing

    return Thing(flag.thing, "", "/office/")


def test_a_conversation_is_read_in_one_query(flagged, cast, key, django_assert_num_queries):
    for number in range(5):
        flagging.answer_flag(flagged, f"答え{number}", key=key(), by=cast.rie)
    with django_assert_num_queries(1):
        assert len(Flag.objects.conversation("note:1")[0].heard) == 5


def test_only_whoever_said_it_takes_it_back_and_then_it_is_gone(flagged, cast, key):
    with pytest.raises(Refused, match="付けた人だけ"):
        flagging.take_back_flag(flagged, by=cast.rie)
    flagging.take_back_flag(flagged, by=cast.ken)
    assert Flag.objects.conversation("note:1") == []
    assert Flag.objects.by_number_and_month(1) == {}
    with pytest.raises(Refused, match="取り下げました"):
        flagging.answer_flag(flagged, "遅い答え", key=key(), by=cast.rie)
    with pytest.raises(Refused, match="取り下げました"):
        flagging.take_back_flag(flagged, by=cast.ken)
    assert Line.objects.filter(verb="took_back_flag").count() == 1


def test_the_two_questions_are_answered_or_not(note, cast, key):
    flagging.weigh(note, 1, "yes", key=key(), by=cast.ken)
    flagging.weigh(note, 2, "unknown", "数えていません", key=key(), by=cast.rie)
    assert list(Weighing.objects.order_by("pk").values_list("question", "verdict", "line")) == [
        (1, "yes", ""),
        (2, "unknown", "数えていません"),
    ]
    for question, verdict in ((3, "yes"), (1, ""), (1, "perhaps")):
        with pytest.raises(Refused, match="どれかを選んで"):
            flagging.weigh(note, question, verdict, key=key(), by=cast.ken)


def test_flags_are_counted_by_number_and_month_of_the_city(note, cast, key):
    for minutes, number in ((0, 8), (5, 8), (15, 8), (15, 11)):
        with clock.at(MARCH + timedelta(minutes=minutes)):
            flagging.flag(note, number, "ひとこと", key=key(), by=cast.ken)
    # Ten minutes after 23:50 in Tokyo it is April, whatever UTC says.
    assert Flag.objects.by_number_and_month(1) == {(8, 2027, 3): 2, (8, 2027, 4): 1, (11, 2027, 4): 1}
    assert Flag.objects.by_number_and_month(2) == {}


def test_feedback_keeps_the_post_and_no_name(cast, key):
    once = key()
    for _time in range(2):
        flagging.feed_back(9, "7番と同じことを二度言っています。", key=once, by=cast.rie)
    kept = Feedback.objects.get()
    assert (kept.number, kept.by_post) == (9, "市民課 課長")
    assert "りえ" not in str(vars(kept))
    flagging.feed_back(None, "現場の人の条がほしい", key=key(), by=cast.rie)
    for number, words, said in ((19, "ある", "その番号"), (1, " ", "気づいたこと"), (1, "あ" * 1001, "1000文字")):
        with pytest.raises(Refused, match=said):
            flagging.feed_back(number, words, key=key(), by=cast.rie)


def test_the_database_keeps_what_it_can(note, flagged, cast, key):
    said = {"by": cast.ken, "by_name": "x", "by_post": "x", "said_at": clock.now()}
    for make in (
        lambda: Flag.objects.create(key=key(), thing="note:1", edition=1, number=1, line="", **said),
        lambda: Flag.objects.create(key=flagged.key, thing="note:1", edition=1, number=1, line="x", **said),
        lambda: Answer.objects.create(key=key(), flag=flagged, line="", **said),
        lambda: Weighing.objects.create(key=key(), thing="note:1", question=3, verdict="yes", **said),
        lambda: Weighing.objects.create(key=key(), thing="note:1", question=1, verdict="perhaps", **said),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
