"""Who was there, once each: by the code at the door, by the list, or by a tick that says no name."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yakuba.learning import announcing, attending, completing, signing_up
from yakuba.learning.models import Attendance, Session, Skill
from yakuba.learning.tests.samples import HOST, announced, guest, sitting
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused


def test_the_code_opens_its_own_session_and_a_new_one_shuts_the_old(today):
    first = attending.open_door(today, by=HOST)
    assert attending.behind_door(first) == today
    second = attending.open_door(today, by=HOST)
    assert (attending.behind_door(first), attending.behind_door(second)) == (None, today)
    attending.shut_door(today, by=HOST)
    assert attending.behind_door(second) is None
    assert attending.behind_door("") is None


def test_the_code_is_good_for_that_day_alone(today):
    secret = attending.open_door(today, by=HOST)
    with clock.at(clock.now() + timedelta(days=1)):
        assert attending.behind_door(secret) is None


def test_everybody_is_there_once(today, cast):
    attending.check_in(today, cast.ken, "qr", by=cast.ken)
    with pytest.raises(Refused, match="もう出席"):
        attending.check_in(today, cast.ken, "walk-in", by=HOST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=today, key=cast.ken.actor_key, how="qr", at=clock.now())


def test_the_list_and_the_code_know_the_same_person(lecture, cast):
    session = sitting(lecture, starts_at=clock.now() + timedelta(minutes=5))
    signed = signing_up.sign_up(session, cast.ken)
    assert attending.check_in(session, cast.ken, "qr", by=cast.ken).sign_up == signed
    with pytest.raises(Refused, match="もう出席"):
        attending.tick_off(signed, by=HOST)


def test_a_course_asks_nobody_who_they_are(course):
    session = sitting(course, starts_at=clock.now() + timedelta(minutes=5), audience="everyone")
    made = attending.check_in_unnamed(session, "browser", "qr")
    assert (made.user, made.sign_up, "browser" in made.key) == (None, None, False)
    with pytest.raises(Refused, match="もう出席"):
        attending.check_in_unnamed(session, "browser", "qr")
    attending.tick_off(signing_up.sign_up(session, guest(1)), by=HOST)
    assert session.attendances.count() == 2


def test_staff_say_who_they_are(today):
    with pytest.raises(Refused, match="ログイン"):
        attending.check_in_unnamed(today, "browser", "qr")


def test_what_was_before_the_system_has_its_number_alone(lecture, cast):
    session = sitting(lecture, attended_count=32)
    assert session.starts_at is None
    with pytest.raises(Refused, match="人数だけ"):
        attending.check_in(session, cast.ken, "list", by=HOST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(event=lecture, name="いつでもない回")


def test_a_closed_event_leaves_evidence_with_those_who_were_there(lecture, today, cast):
    attending.check_in(today, cast.ken, "qr", by=cast.ken)
    later = clock.now() + timedelta(hours=1)
    with clock.at(later):
        announcing.close(lecture, "30人が学びました。", by=HOST)
    kept = Skill.objects.get()
    assert (kept.user, kept.profile, kept.evidence, kept.text) == (cast.ken, "proposes", "attended", lecture.title)
    with pytest.raises(Refused, match="もう終わって"):
        announcing.close(lecture, "もう一度。", by=HOST)


def test_whoever_was_at_the_mandatory_training_has_done_it(cast):
    event = announced(cast.residents, kind="security", title="情報セキュリティ研修")
    session = sitting(event, starts_at=clock.now())
    asked = completing.require(event, clock.today() + timedelta(days=10), by=HOST)
    attending.check_in(session, cast.ken, "qr", by=cast.ken)
    assert (asked, completing.completed(event).count, completing.completed(event).of) == (5, 1, 5)
