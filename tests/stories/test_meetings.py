"""Meetings through the pages: called, papers read together, decided, tasks answered, minutes published."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests.floorplan.building import pages
from tests.stories.programme import keepers
from yakuba.cases import deciding
from yakuba.desks import headers
from yakuba.meetings import bundling, manuscript, minuting, sitting, tasks
from yakuba.meetings.models import Meeting, Note, Paper, Task
from yakuba.meetings.tests.samples import board_of, text
from yakuba.programme.tests.samples import item_of
from yakuba.publications import publishing
from yakuba.publications.models import Edition
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

ROOM = "/office/meetings/"


@pytest.fixture
def board(cast):
    return board_of(cast)


@pytest.fixture
def hall(board, publish):
    """Who decides what is published."""
    publish("publication")
    return keepers(board.cast)


def registered(board):
    """An item of the plan that a meeting may decide on."""
    return item_of(board.cast.residents)


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def file(words="一枚", name="案.txt"):
    return SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words)


def test_a_meeting_from_the_call_to_the_published_minutes(board, hall, sign_in):
    keeper, chair = sign_in(board.keeper), sign_in(board.chair)
    body = f"{ROOM}bodies/{board.body.pk}/"
    assert "会議を招集する" in page(keeper, body)
    starts_at = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    at = keeper.post(f"{body}call/", {"starts_at": starts_at, "place": "本庁舎"})["Location"]
    meeting = Meeting.objects.get()
    keeper.post(f"{at}add_item/", {"title": "書かない窓口の拡大", "kind": "decide"})
    item = meeting.items.get()
    keeper.post(f"{ROOM}items/{item.pk}/add_paper/", {"title": "案", "file": file()})
    assert "資料1 案" in page(keeper, at)
    chair.post(f"{at}open/")
    seats = list(board.body.seats.all())
    chair.post(f"{at}attend/", {"present": [seats[0].pk], "on_screen": [seats[1].pk]})
    assert "<b>1ページ</b>" in page(chair, at)
    plan = registered(board)
    missed = chair.post(f"{ROOM}items/{item.pk}/decide/", {"text": "全窓口で行う。", "concerns": "99"})
    assert missed.status_code == 422
    assert "計画にありません" in missed.content.decode()
    chair.post(f"{ROOM}items/{item.pk}/decide/", {"text": "全窓口で行う。", "concerns": plan.number})
    decision = meeting.decisions.get()
    assert f"/office/programme/items/{plan.pk}/" in page(chair, at)
    assert "全窓口で行う。" in page(chair, f"/office/programme/items/{plan.pk}/")
    due = clock.today() + timedelta(days=7)
    typed = {"text": "見積もる", "post": board.post_of(board.cast.ken).pk, "on": due}
    chair.post(f"{ROOM}decisions/{decision.pk}/give_task/", typed)
    ken = sign_in(board.cast.ken)
    assert "見積もる" in page(ken, f"{ROOM}tasks/")
    ken.post(f"{ROOM}tasks/{Task.objects.get().pk}/answer/", {"answer": "300万円"})
    assert "見積もる" not in page(ken, f"{ROOM}tasks/")
    chair.post(f"{at}close/")
    chair.post(
        f"{at}draft_minutes/", {"transcript": "00:01 市民課 課長：書かない窓口の拡大を承認します。\n仮名：はい。"}
    )
    publish_minutes(meeting, board, hall, sign_in)


def publish_minutes(meeting, board, hall, sign_in):
    """Checked line by line, confirmed, frozen, decided, open to all."""
    keeper, chair, at = sign_in(board.keeper), sign_in(board.chair), f"{ROOM}{meeting.pk}/"
    minutes = meeting.minutes.get()
    assert "0.0%" in page(chair, f"{at}minutes/")
    for line in minutes.lines.all():
        minutes.refresh_from_db()
        chair.post(f"{ROOM}lines/{line.pk}/check/", {"seen": minutes.revision})
    minutes.refresh_from_db()
    assert keeper.post(f"{ROOM}minutes/{minutes.pk}/freeze/").status_code == 422  # not confirmed yet
    chair.post(f"{ROOM}minutes/{minutes.pk}/confirm/", {"seen": minutes.revision})
    assert chair.post(f"{ROOM}minutes/{minutes.pk}/freeze/").status_code == 404  # not of the section that publishes
    edition_at = keeper.post(f"{ROOM}minutes/{minutes.pk}/freeze/")["Location"]
    address = f"/publications/minutes/meeting-{meeting.pk}/"
    page(sign_in(None), address, 404)
    edition = Edition.objects.get()
    for one in edition.open_findings:
        publishing.release(edition, one["key"], "見本の文のため。", by=board.keeper)
    case = publishing.submit(edition, by=board.keeper)
    deciding.decide(case, by=hall.akira)  # minutes are for the head of the section to decide
    assert keeper.post(f"{edition_at}publish/").status_code == 302
    shown = page(sign_in(None), address)
    assert "市民課 課長：書かない窓口" in shown
    assert "はい。" in shown
    assert "仮名" not in shown, "names of posts, not of persons"
    assert f"meeting-{meeting.pk}" in page(sign_in(None), "/publications/")


def test_minutes_are_published_by_name_only_where_the_city_says_so_and_of_public_bodies_alone(board):
    meeting, _item = board.ended()
    minutes = minuting.draft_minutes(meeting, "仮名：はい。", by=board.chair)
    line = minutes.lines.get()
    minuting.check_line(line, seen=minutes.revision, by=board.chair)
    minutes.refresh_from_db()
    minutes = minuting.confirm_minutes(minutes, seen=minutes.revision, by=board.chair)
    assert "仮名" not in str(manuscript.manuscript(minutes))
    minutes.meeting.body.names_persons = True
    assert "仮名" in str(manuscript.manuscript(minutes))
    minutes.meeting.body.is_public = False
    with pytest.raises(Refused):
        manuscript.manuscript(minutes)


def test_what_is_not_theirs_is_not_there(board, sign_in):
    meeting, item = board.opened()
    paper = bundling.add_paper(item, "案", text("内密"), by=board.keeper)
    minutes_at = f"{ROOM}{meeting.pk}/minutes/"
    stranger, version = sign_in(board.stranger), paper.versions.get()
    for address in (
        f"{ROOM}{meeting.pk}/",
        f"{ROOM}{meeting.pk}/where/",
        f"{ROOM}{meeting.pk}/now/",
        f"{ROOM}papers/{paper.pk}/",
        f"{ROOM}versions/{version.pk}/file/",
        f"{ROOM}bodies/{board.body.pk}/",
        minutes_at,
    ):
        page(stranger, address, 404)
    for act in (f"{meeting.pk}/close/", f"papers/{paper.pk}/note/", f"items/{item.pk}/decide/"):
        assert stranger.post(f"{ROOM}{act}", {"text": "x", "page": 1}).status_code == 404
    assert "DX推進本部" not in page(stranger, ROOM)


def test_every_address_that_names_a_thing_is_not_there_for_a_stranger(board, sign_in):
    meeting, item = board.opened()
    paper = bundling.add_paper(item, "案", text("内密"), by=board.keeper)
    decision = sitting.decide(item, "決めた。", by=board.chair)
    task = tasks.give_task(decision, "調べる", board.post_of(board.cast.ken), clock.today(), by=board.chair)
    sitting.close(meeting, by=board.chair)
    minutes = minuting.draft_minutes(meeting, by=board.keeper)
    keys = {
        "bodies": board.body.pk,
        "items": item.pk,
        "papers": paper.pk,
        "versions": paper.versions.get().pk,
        "decisions": decision.pk,
        "tasks": task.pk,
        "minutes": minutes.pk,
        "lines": minutes.lines.all()[0].pk,
    }
    stranger, tried = sign_in(board.stranger), 0
    for page in pages(get_resolver().url_patterns):
        if page.route.startswith(ROOM[1:]) and "<int:pk>" in page.route:
            key = keys.get(page.route.removeprefix(ROOM[1:]).split("/")[0], meeting.pk)
            address = "/" + page.route.replace("<int:pk>", str(key))
            codes = {stranger.get(address).status_code, stranger.post(address).status_code}
            assert codes <= {404, 405}, address
            assert 404 in codes, address
            assert 404 not in {sign_in(board.keeper).get(address).status_code}, address
            tried += 1
    assert tried > 20


def test_a_member_reads_and_is_refused_in_words(board, sign_in):
    meeting, _item = board.opened()
    answer = sign_in(board.member).post(f"{ROOM}{meeting.pk}/close/")
    assert answer.status_code == 422
    assert "会議の長か事務局だけができます。" in answer.content.decode()


def test_pages_are_followed_by_polling(board, sign_in):
    meeting, item = board.opened()
    paper = bundling.add_paper(item, "案", text("行\n" * 90), by=board.keeper)
    version, member = paper.versions.get(), sign_in(board.member)
    where = f"{ROOM}{meeting.pk}/where/"
    assert member.get(where).json()["url"] == ""
    sign_in(board.chair).post(f"{ROOM}versions/{version.pk}/turn_page/", {"page": 2})
    answer = member.get(where)
    assert answer.json() == {"turn": 1, "page": 2, "url": f"{ROOM}papers/{paper.pk}/?version=1&page=2"}
    assert member.get(where, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert member.get(f"{ROOM}{meeting.pk}/now/")["Location"] == answer.json()["url"]
    assert "2 / 3ページ" in page(member, answer.json()["url"])


def test_a_poll_asks_two_questions_beyond_who_is_asking(board, sign_in):
    meeting, _item = board.opened()
    member = sign_in(board.member)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        member.get(f"{ROOM}{meeting.pk}/where/")
    tables = [found[1] for one in asked if (found := re.search(r'FROM "(\w+)"', one["sql"]))]
    who = ("django_session", "people_user", "people_holding", "mfa_authenticator")
    assert len([one for one in tables if one not in who]) <= 2, tables
    assert len(tables) <= 6, tables


def test_a_note_is_on_no_page_but_its_authors(board, sign_in):
    meeting, item = board.opened()
    paper = bundling.add_paper(item, "案", text("一枚"), by=board.keeper)
    at = f"{ROOM}papers/{paper.pk}/"
    sign_in(board.member).post(f"{at}note/", {"page": 1, "text": "ZQX7 ここは聞く"})
    assert Note.objects.get().author == board.member
    assert "ZQX7" in page(sign_in(board.member), at)
    for other in (board.keeper, board.chair):
        for address in (at, f"{ROOM}{meeting.pk}/", f"{ROOM}versions/{paper.versions.get().pk}/file/"):
            assert "ZQX7" not in page(sign_in(other), address)


def test_files_are_served_privately_and_run_nothing(board, sign_in):
    _meeting, item = board.opened()
    version = bundling.add_paper(item, "案", text("<script>1</script>"), by=board.keeper).versions.get()
    answer = sign_in(board.member).get(f"{ROOM}versions/{version.pk}/file/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Security-Policy"] != headers.CONTENT_SECURITY_POLICY
    assert "<script>1" not in page(sign_in(board.member), f"{ROOM}papers/{version.paper_id}/")


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm", "a.html", "a.exe"])
def test_a_refused_file_keeps_the_title(board, sign_in, name):
    item = board.item(board.call())
    typed = {"title": "窓口の案", "file": file(b"PK\x03\x04word/ macro", name)}
    answer = sign_in(board.keeper).post(f"{ROOM}items/{item.pk}/add_paper/", typed)
    assert answer.status_code == 422
    assert 'value="窓口の案"' in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_replacement_that_comes_second_answers_409(board, sign_in):
    paper = board.paper(board.item(board.call()))
    at = f"{ROOM}papers/{paper.pk}/replace/"
    first, second = sign_in(board.keeper), sign_in(board.chair)
    assert first.post(at, {"seen": 1, "file": file("先")}).status_code == 302
    answer = second.post(at, {"seen": 1, "file": file("後")})
    assert answer.status_code == 409
    assert "先にこの資料を差し替えました" in answer.content.decode()
    assert "これは前の版です" in page(first, f"{ROOM}papers/{paper.pk}/?version=1")


def test_a_line_changed_while_the_minutes_are_confirmed_keeps_what_was_typed(board, sign_in):
    meeting, _item = board.ended()
    minutes = minuting.draft_minutes(meeting, "仮名：始めます。", by=board.keeper)
    line = minutes.lines.get()
    minuting.check_line(line, seen=1, by=board.keeper)
    minuting.confirm_minutes(minutes, seen=2, by=board.chair)
    typed = {"seen": 2, "text": "ここまで書いた長い文"}
    answer = sign_in(board.keeper).post(f"{ROOM}lines/{line.pk}/correct/", typed)
    assert answer.status_code == 409
    assert "ここまで書いた長い文" in answer.content.decode()
    assert minutes.lines.get().text == "始めます。"


@pytest.mark.parametrize("typed", [{}, {"starts_at": "きのう", "place": "x"}, {"starts_at": "9999-01-01T10:00"}])
def test_what_cannot_be_read_is_said_beside_its_box(board, sign_in, typed):
    answer = sign_in(board.keeper).post(f"{ROOM}bodies/{board.body.pk}/call/", typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_pages_ask_little(board, sign_in, django_assert_max_num_queries):
    meeting, item = board.opened()
    for number in range(6):
        bundling.add_paper(item, f"案{number}", text(f"{number}枚目"), by=board.keeper)
        made = sitting.decide(item, f"決定{number}", by=board.chair)
        due = clock.today() + timedelta(days=1)
        tasks.give_task(made, "調べる", board.post_of(board.cast.ken), due, by=board.chair)
    paper = Paper.objects.get(number=1)
    browser = sign_in(board.keeper)
    for address in (
        ROOM,
        f"{ROOM}year/",
        f"{ROOM}tasks/?whose=all",
        f"{ROOM}bodies/{board.body.pk}/",
        f"{ROOM}{meeting.pk}/",
        f"{ROOM}papers/{paper.pk}/",
    ):
        with django_assert_max_num_queries(20):
            page(browser, address)
