"""Calling, papers, opening, turning pages, deciding, tasks, prints avoided."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yakuba.ledger.models import Line as LedgerLine
from yakuba.meetings import bundling, calling, prints, sitting, tasks
from yakuba.meetings.models import Body, Meeting, Note, PaperVersion, Seat, Task
from yakuba.meetings.running import Stale
from yakuba.meetings.tests.samples import text
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.tests.together import together


def test_only_the_programmes_section_sets_up_a_body(board):
    other = calling.Constitution("wg", "窓口WG", "working_group")
    with pytest.raises(Refused):
        calling.set_up(other, clock.today(), by=board.chair)
    assert calling.set_up(other, clock.today(), by=board.keeper).kind_word == "ワーキンググループ（WG）"


def test_the_chair_and_the_secretary_run_it_a_member_does_not(board):
    assert board.call().number == 1
    assert calling.call(board.body, clock.now(), "オンライン", by=board.chair).number == 2
    for somebody in (board.member, board.stranger):
        with pytest.raises(Refused):
            calling.call(board.body, clock.now(), "オンライン", by=somebody)


def test_what_is_not_theirs_they_do_not_find(board):
    meeting = board.call()
    for sees in (board.keeper, board.chair, board.member):
        assert Meeting.objects.visible_to(sees).get() == meeting
    assert not Meeting.objects.visible_to(board.stranger).exists()
    assert not Body.objects.visible_to(board.stranger).exists()
    calling.add_item(meeting, "ごみの収集", "report", board.cast.environment, by=board.keeper)
    assert Meeting.objects.visible_to(board.stranger).get() == meeting


def test_a_seat_that_has_ended_opens_nothing(board):
    board.call()
    Seat.objects.filter(post__isnull=False).update(valid_until=clock.today())
    assert not Meeting.objects.visible_to(board.member).exists()
    assert not board.body.may_run(board.chair)


def test_a_seat_is_of_a_post_or_of_a_person(board):
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(body=board.body, valid_from=clock.today())


def test_two_agendas_where_a_body_is_two(board):
    meeting = board.call()
    assert calling.add_item(meeting, "点検の結果", "report", is_other=True, by=board.keeper).is_other
    wg = calling.set_up(calling.Constitution("wg", "WG", "working_group"), clock.today(), by=board.keeper)
    alone = calling.call(wg, clock.now(), "会議室", by=board.keeper)
    with pytest.raises(Refused):
        calling.add_item(alone, "点検の結果", "report", is_other=True, by=board.keeper)


def test_a_replaced_paper_stays_readable_and_late_ones_are_marked(board):
    meeting = board.call()
    paper = board.paper(board.item(meeting))
    bundling.replace_paper(paper, text("2枚目"), seen=1, by=board.keeper)
    sitting.open_meeting(meeting, by=board.chair)
    late = bundling.replace_paper(paper, text("3枚目"), seen=2, by=board.keeper)
    kept = [(one.number, bytes(one.content).decode(), one.is_late) for one in paper.versions.all()]
    assert kept == [(3, "3枚目", True), (2, "2枚目", False), (1, "1枚目", False)]
    assert sitting.newest(meeting) == [late]
    opened = LedgerLine.objects.get(verb="opened_meeting")
    assert opened.facts["bundle"] == {"1/2": paper.versions.get(number=2).sha256}
    sitting.close(meeting, by=board.chair)
    with pytest.raises(Refused):
        bundling.replace_paper(paper, text("4枚目"), seen=3, by=board.keeper)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04word/vbaProject.bin", "a.docm"),
        (b"PK\x03\x04xl/vbaProject.bin", "a.xlsm"),
        (b"<!doctype html><script>1</script>", "a.html"),
        (b"MZ\x90\x00", "a.exe"),
        (b"#!/bin/sh\nrm", "a.sh"),
        (b"a\x00b", "a.txt"),
        (b"\xff\xfe", "a.md"),
        (b"", "a.txt"),
        (b"%PDF-1.4 nothing", "a.pdf"),
        (b"\xff\xd8\xff\xe0", "a.jpg"),
    ],
)
def test_what_is_no_paper_is_refused_in_words(content, name):
    with pytest.raises(Refused) as refused:
        bundling.look_into(content, name)
    assert str(refused.value).endswith("。")


def test_pages_are_turned_only_by_who_leads_and_only_to_pages_there_are(board):
    meeting = board.call()
    version = board.paper(board.item(meeting), "行\n" * 90).versions.get()
    assert version.page_count == 3
    with pytest.raises(Refused):
        sitting.turn_page(meeting, version, 2, by=board.chair)
    sitting.open_meeting(meeting, by=board.chair)
    turned = sitting.turn_page(meeting, version, 2, by=board.chair)
    assert (turned.shown, turned.shown_page, turned.turn) == (version, 2, 1)
    for page, by in ((4, board.chair), (0, board.chair), (1, board.member)):
        with pytest.raises(Refused):
            sitting.turn_page(meeting, version, page, by=by)


def notes_leak(board, paper) -> bool:
    sitting.note(paper, 1, "ここは聞く", by=board.member)
    return any(Note.objects.of(other).exists() for other in (board.keeper, board.chair, board.stranger))


def test_a_note_is_its_authors_alone_and_the_ledger_is_silent(board, monkeypatch):
    paper = board.paper(board.item(board.call()))
    before = LedgerLine.objects.count()
    assert not notes_leak(board, paper)
    assert Note.objects.of(board.member).get().text == "ここは聞く"
    assert LedgerLine.objects.count() == before
    monkeypatch.setattr(type(Note.objects.all()), "of", lambda self, author: self.all())
    monkeypatch.setattr(type(Note.objects), "of", lambda self, author: self.all())
    assert notes_leak(board, paper), "planted: everybody's notes"


def test_a_decision_becomes_a_task_answered_and_proposed_to_the_next_agenda(board):
    _meeting, item = board.opened()
    made = sitting.decide(item, "全窓口で行う。", by=board.chair)
    due = clock.today() + timedelta(days=14)
    task = tasks.give_task(made, "費用を見積もる", board.post_of(board.cast.ken), due, by=board.chair)
    assert not task.is_overdue
    with pytest.raises(Refused):
        tasks.answer_task(task, "済み", by=board.stranger)
    tasks.answer_task(task, "300万円です。", by=board.cast.ken)
    with pytest.raises(Refused):
        tasks.answer_task(task, "もう一度", by=board.cast.ken)
    assert made.is_answered
    assert calling.to_report(board.body) == [task]
    following = board.call()
    assert calling.take_up(following, task, by=board.keeper).section == board.cast.residents
    assert calling.to_report(board.body) == []
    with pytest.raises(Refused):
        calling.take_up(following, task, by=board.keeper)


def test_overdue_is_a_state_of_the_task(board):
    _meeting, item = board.opened()
    made = sitting.decide(item, "決めた。", by=board.chair)
    task = tasks.give_task(made, "調べる", board.post_of(board.cast.ken), clock.today(), by=board.chair)
    with clock.at(clock.now() + timedelta(days=1)):
        assert Task.objects.get(pk=task.pk).is_overdue
    assert list(Task.objects.of(board.cast.ken)) == list(Task.objects.of_sections(board.chair)) == [task]
    assert not Task.objects.of(board.chair).exists()


def test_what_the_follow_up_board_says_is_a_finding(board):
    outside = calling.set_up(calling.Constitution("fu", "会議", "follow_up"), clock.today(), by=board.keeper)
    meeting = calling.call(outside, clock.now(), "会議室", by=board.keeper)
    item = board.item(meeting)
    sitting.open_meeting(meeting, by=board.keeper)
    assert sitting.decide(item, "指標に母数がない。", by=board.keeper).is_finding


def test_prints_avoided_are_pages_times_those_who_had_them_on_screen(board):
    meeting = board.call()
    item = board.item(meeting)
    board.paper(item, "行\n" * 90)
    board.paper(item, "一枚")
    sitting.open_meeting(meeting, by=board.chair)
    seats = list(board.body.seats.all())
    sitting.attend(meeting, {seats[0].pk: True, seats[1].pk: True, seats[2].pk: False}, by=board.chair)
    found = prints.of_meeting(meeting)
    assert (found.pages, found.on_screen, found.present, found.avoided) == (4, 2, 3, 8)
    with pytest.raises(Refused):
        sitting.attend(meeting, {0: True}, by=board.chair)


def test_a_body_closes_once_its_meetings_are_over(board):
    meeting, _item = board.opened()
    with pytest.raises(Refused):
        calling.close_body(board.body, clock.today(), by=board.keeper)
    sitting.close(meeting, by=board.chair)
    calling.close_body(board.body, clock.today(), by=board.keeper)
    with pytest.raises(Refused):
        board.call()


@pytest.mark.django_db(transaction=True)
def test_replaced_by_eight_at_once_one_version_follows(board):
    paper = board.paper(board.item(board.call()))

    def press(number):
        try:
            return bundling.replace_paper(paper, text(f"{number}番"), seen=1, by=board.keeper).number
        except Stale:
            return None

    won = [one for one in together(8, press) if one]
    assert won == [2]
    assert PaperVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_planted_without_the_question_a_replacement_lands_on_what_nobody_has_seen(board, monkeypatch):
    paper = board.paper(board.item(board.call()))
    bundling.replace_paper(paper, text("先の人"), seen=1, by=board.keeper)
    with pytest.raises(Stale):
        bundling.replace_paper(paper, text("後の人"), seen=1, by=board.keeper)
    # And the database itself keeps two versions from having one number.
    with pytest.raises(IntegrityError), transaction.atomic():
        bundling._keep(paper, text("後の人"), 2, is_late=False, by=board.keeper)


def test_full_width_blanks_are_ordinary_and_what_no_database_keeps_is_refused(board):
    assert bundling.look_into("　一字下げ".encode(), "a.txt").page_count == 1
    meeting = board.call()
    assert board.item(meeting, "計画の　進み方").title == "計画の　進み方"
    with pytest.raises(Refused):
        board.item(meeting, "計画\x00")
