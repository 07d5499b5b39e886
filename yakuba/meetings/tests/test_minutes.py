"""Minutes: a draft by rule, ticked and confirmed by a person, never rewritten."""

from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from yakuba.ledger import Robot
from yakuba.meetings import minuting, sitting
from yakuba.meetings.models import Meeting, Minutes
from yakuba.meetings.running import Stale
from yakuba.meetings.transcripts import statements
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together

SPOKEN = """00:00:01 市民課 課長：始めます。
[00:01:10] 仮名：研修の受講率の報告です。
00:02:00 市民課 課長：書かない窓口の拡大について、承認します。

00:03:00 仮名：次回まで、研修の数を調べます。
"""
TITLES = ["書かない窓口の拡大", "研修の受講率"]


def test_a_transcript_comes_into_the_order_of_the_agenda():
    found = [(one.item, one.speaker, one.text, one.is_decision) for one in statements(SPOKEN, TITLES)]
    assert found == [
        (None, "市民課 課長", "始めます。", False),
        (0, "市民課 課長", "書かない窓口の拡大について、承認します。", True),
        (1, "仮名", "研修の受講率の報告です。", False),
        (1, "仮名", "次回まで、研修の数を調べます。", True),
    ]


def drafted(board, spoken=SPOKEN):
    meeting, item = board.opened()
    sitting.decide(item, "全窓口で行う。", by=board.chair)
    sitting.close(meeting, by=board.chair)
    return minuting.draft_minutes(meeting, spoken, by=board.keeper)


def check_all(board, minutes):
    for line in minutes.lines.all():
        minutes.refresh_from_db()
        minuting.check_line(line, seen=minutes.revision, by=board.keeper)
    minutes.refresh_from_db()


def test_everything_is_unchecked_until_a_person_ticks_it(board):
    minutes = drafted(board)
    assert minutes.checked.text() == "0.0%"
    with pytest.raises(Refused):
        minuting.confirm_minutes(minutes, seen=1, by=board.chair)
    check_all(board, minutes)
    assert minutes.checked.text() == "100.0%"
    minuting.confirm_minutes(minutes, seen=minutes.revision, by=board.chair)
    assert Meeting.objects.get().state == "confirmed"


def test_without_a_transcript_the_agenda_and_the_decisions_stand_there(board):
    found = [(one.text, one.is_decision) for one in drafted(board, "").lines.all()]
    assert found == [("書かない窓口の拡大", False), ("全窓口で行う。", True)]


def test_a_machine_confirms_nothing(board):
    minutes = drafted(board)
    machine: Any = Robot("自動", "")
    acts: list[tuple[Any, Any]] = [(minuting.confirm_minutes, minutes), (minuting.check_line, minutes.lines.first())]
    for act, thing in acts:
        with pytest.raises(Refused):
            act(thing, seen=1, by=machine)


def test_a_corrected_line_is_unchecked_again_and_what_was_read_before_does_not_count(board):
    minutes = drafted(board, "")
    line = minutes.lines.first()
    minuting.check_line(line, seen=1, by=board.keeper)
    with pytest.raises(Stale):
        minuting.correct_line(line, "後から", seen=1, by=board.keeper)
    minuting.correct_line(line, "直した。", seen=2, by=board.keeper)
    line.refresh_from_db()
    assert (line.text, line.is_checked) == ("直した。", False)
    with pytest.raises(Stale):
        minuting.confirm_minutes(minutes, seen=2, by=board.keeper)


def test_what_is_confirmed_is_followed_by_a_version_and_never_rewritten(board):
    first = drafted(board, "")
    check_all(board, first)
    minuting.confirm_minutes(first, seen=first.revision, by=board.chair)
    with pytest.raises(Stale):
        minuting.correct_line(first.lines.get(order=1), "書き直す", seen=first.revision, by=board.keeper)
    second = minuting.correct_minutes(first.meeting, by=board.keeper)
    with pytest.raises(Refused):
        minuting.correct_minutes(first.meeting, by=board.keeper)
    minuting.correct_line(second.lines.get(order=1), "正しい題", seen=1, by=board.keeper)
    assert first.lines.first().text == "書かない窓口の拡大"
    assert [one.version for one in first.meeting.minutes.all()] == [2, 1]


def test_a_member_may_read_but_not_write_minutes(board):
    minutes = drafted(board, "")
    with pytest.raises(Refused):
        minuting.check_line(minutes.lines.first(), seen=1, by=board.member)


@pytest.mark.django_db(transaction=True)
def test_confirmed_while_a_line_changes_only_one_of_both_happens(board):
    minutes = drafted(board, "")
    check_all(board, minutes)
    seen, line = minutes.revision, minutes.lines.first()

    def press(number):
        try:
            if number % 2:
                minuting.correct_line(line, f"{number}番", seen=seen, by=board.keeper)
            else:
                minuting.confirm_minutes(minutes, seen=seen, by=board.chair)
        except Stale:
            return None
        return number

    won = [one for one in together(8, press) if one is not None]
    assert len(won) == 1
    kept = Minutes.objects.get()
    assert kept.is_confirmed == (won[0] % 2 == 0)
    assert kept.checked.count == kept.checked.of - won[0] % 2


@pytest.mark.django_db(transaction=True)
def test_planted_without_the_question_a_line_changes_in_what_was_confirmed(board, monkeypatch):
    minutes = drafted(board, "")
    check_all(board, minutes)
    minuting.confirm_minutes(minutes, seen=minutes.revision, by=board.chair)
    monkeypatch.setattr(minuting, "_hold", lambda minutes, **_given: Minutes.objects.get(pk=minutes.pk))
    minuting.correct_line(minutes.lines.get(order=1), "書き換え", seen=0, by=board.keeper)
    assert minutes.lines.first().text == "書き換え"


def test_a_transcript_with_what_no_database_keeps_is_refused(board):
    meeting, _item = board.ended()
    with pytest.raises(Refused):
        minuting.draft_minutes(meeting, "仮名：\x00", by=board.keeper)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_planted_without_the_lock_more_than_one_says_that_it_was_first(board, monkeypatch):
    minutes = drafted(board, "")
    line, met = minutes.lines.get(order=1), Barrier(4)

    def look_only(minutes, *, seen, by):
        found = Minutes.objects.select_related("meeting__body").get(pk=minutes.pk)
        met.wait(timeout=20)
        assert found.revision == seen
        return found

    monkeypatch.setattr(minuting, "_hold", look_only)
    together(4, lambda number: minuting.correct_line(line, f"{number}番", seen=1, by=board.keeper))
    assert Minutes.objects.get().revision == 2, "four said that they were first, and one is counted"
