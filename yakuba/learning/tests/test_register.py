"""What is held on people: promises that are theirs alone, leaders one at a time, skills that they mend themselves."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import Q

from yakuba.collecting import asking
from yakuba.collecting.models import Round, Target
from yakuba.learning import completing, following_up, leading, skills
from yakuba.learning.declared import talent
from yakuba.learning.finding import who_may_know
from yakuba.learning.models import Commitment, Leader, Skill
from yakuba.learning.skills import Evidence
from yakuba.learning.tests.samples import HOST, announced
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.people.models import Section, User
from yakuba.programme.items import Wrong
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

SPRING = date(2026, 4, 1)


def shown(text="窓口の順番を入れ替えて、一か月試しました。", **more):
    return Evidence(**{"profile": "challenges", "kind": "trial", "text": text, "on": clock.today(), **more})


def test_a_promise_is_asked_about_after_three_months_once(lecture, cast):
    made = following_up.commit(lecture, "押印を三つなくします。", by=cast.ken)
    assert made.due_on == dates.add_months(clock.today(), 3)
    assert following_up.remind_due(by=HOST) == 0
    with clock.at(clock.now() + timedelta(days=93)):
        assert (following_up.remind_due(by=HOST), following_up.remind_due(by=HOST)) == (1, 0)
        following_up.answer(made, "stopped", "規程が先でした。", by=cast.ken)
    letter = Letter.objects.get(kind="commitment_due")
    assert letter.to == cast.ken.email
    assert "押印" not in letter.body


def test_a_promise_is_nobody_elses(lecture, cast):
    made = following_up.commit(lecture, "押印を三つなくします。", by=cast.ken)
    with pytest.raises(Refused, match="ほかの人"):
        following_up.answer(made, "done", "", by=cast.rie)
    with pytest.raises(Wrong, match="選んで"):
        following_up.answer(made, "great", "", by=cast.ken)
    told = str([line.facts for line in Line.objects.about(made.ledger_key)])
    assert "押印" not in told


def test_too_few_promises_are_not_even_counted(lecture, cast):
    made = [following_up.commit(lecture, "試します。", by=one) for one in (cast.ken, cast.rie, cast.taro, cast.mio)]
    assert following_up.counts(lecture) is None
    following_up.commit(lecture, "試します。", by=cast.nao)
    following_up.answer(made[0], "done", "", by=cast.ken)
    assert following_up.counts(lecture) == {"waiting": 4, "done": 1}


def test_the_database_keeps_a_promise_whole(lecture, cast):
    made = following_up.commit(lecture, "試します。", by=cast.ken)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(outcome="done")


def test_a_correction_is_a_new_row_and_what_was_withdrawn_is_gone_from_sight(cast):
    first = skills.record_skill(shown(), by=cast.ken)
    second = skills.correct_skill(first, shown("二か月試しました。"), by=cast.ken)
    assert list(Skill.objects.current()) == [second]
    with pytest.raises(Refused, match="もう直され"):
        skills.correct_skill(first, shown("三か月。"), by=cast.ken)
    skills.withdraw_skill(second, by=cast.ken)
    assert list(Skill.objects.current()) == []
    assert Skill.objects.count() == 3


def test_nobody_writes_about_somebody_else(cast):
    made = skills.record_skill(shown(), by=cast.ken)
    for act in (
        lambda: skills.withdraw_skill(made, by=cast.rie),
        lambda: skills.correct_skill(made, shown(), by=cast.rie),
    ):
        with pytest.raises(Refused, match="ほかの人"):
            act()


def test_each_box_of_a_skill_has_its_sentence(cast):
    with pytest.raises(Wrong) as wrong:
        skills.record_skill(Evidence("wizard", "rumour", " ", clock.today() + timedelta(days=1)), by=cast.ken)
    assert set(wrong.value.boxes) == {"profile", "kind", "text", "on"}


def test_a_section_has_one_leader_at_a_time(cast):
    first = leading.appoint_leader(cast.residents, cast.ken, SPRING, until=None, by=HOST)
    with pytest.raises(Refused, match="もうリーダー"):
        leading.appoint_leader(cast.residents, cast.rie, date(2027, 4, 1), until=None, by=HOST)
    leading.end_term(first, date(2027, 4, 1), by=HOST)
    leading.appoint_leader(cast.residents, cast.rie, date(2027, 4, 1), until=date(2028, 4, 1), by=HOST)
    assert [one.user for one in Leader.objects.valid_on(date(2027, 3, 31))] == [cast.ken]
    assert [one.user for one in Leader.objects.valid_on(date(2027, 4, 1))] == [cast.rie]
    with pytest.raises(Refused, match="その課の職員"):
        leading.appoint_leader(cast.environment, cast.ken, SPRING, until=None, by=HOST)


def appointed_at_once(cast):
    gate, heard = threading.Barrier(2), []

    def appoint(who, until):
        try:
            gate.wait()
            section, user = Section.objects.get(pk=cast.residents.pk), User.objects.get(pk=who.pk)
            leading.appoint_leader(section, user, SPRING, until=until, by=HOST)
        except Exception as refusal:
            heard.append(type(refusal).__name__)
        finally:
            connections.close_all()

    terms = ((cast.ken, None), (cast.rie, date(2028, 4, 1)))
    threads = [threading.Thread(target=appoint, args=one) for one in terms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Leader.objects.count(), heard


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_appointed(cast):
    assert appointed_at_once(cast) == (1, ["Refused"])


@pytest.mark.django_db(transaction=True)
def test_an_appointment_that_does_not_look_is_noticed(cast, monkeypatch):
    """The planted bug; two terms from one day still do not pass the database."""
    monkeypatch.setattr(leading, "overlapping", lambda begin, end: Q(pk=None))
    assert appointed_at_once(cast) == (1, ["IntegrityError"])


def asked_of(event):
    return Target.objects.filter(round=completing.round_of(event))


def test_training_for_all_is_asked_once_done_by_oneself_and_told_as_a_share(cast):
    event = announced(cast.residents, kind="security", title="情報セキュリティ研修")
    due = clock.today() + timedelta(days=10)
    assert (completing.require(event, due, by=HOST), completing.require(event, due, by=HOST)) == (5, 0)
    mine = asked_of(event).get(user=cast.ken)
    with pytest.raises(Refused, match="ほかの人"):
        completing.complete(mine, by=cast.rie)
    completing.complete(mine, by=cast.ken)
    assert completing.completed(event).text() == "20.0%"
    assert asking.remind(Round.objects.get(about=event.ledger_key), by=HOST) == 0  # they were written to today
    with clock.at(clock.now() + timedelta(days=11)):
        assert asking.remind(Round.objects.get(about=event.ledger_key), by=HOST) == 4
        assert cast.ken not in {one.user for one in asked_of(event).late()}
        assert asked_of(event).late().count() == 4


def test_who_may_know_names_the_evidence(cast):
    skills.record_skill(shown("防災の地図を字でも読めるようにしました。"), by=cast.taro)
    leading.appoint_leader(cast.residents, cast.ken, SPRING, until=None, by=HOST)
    assert [(one.who, one.section) for one in who_may_know("地図のことを知りたい")] == [
        (cast.taro.name, cast.environment)
    ]
    assert "地図" in who_may_know("地図")[0].evidence
    assert [one.who for one in who_may_know("市民課の窓口")] == [cast.ken.name]
    assert who_may_know("の") == who_may_know("") == []


def test_what_was_withdrawn_is_not_found(cast):
    skills.withdraw_skill(skills.record_skill(shown("防災の地図"), by=cast.taro), by=cast.taro)
    assert who_may_know("地図") == []


def test_the_tables_of_the_documents_are_whole():
    declared = talent()
    assert [(len(one.abilities), len(one.roles)) for one in declared.classes] == [(2, 2)] * 3
    assert (len(declared.profiles), len(declared.parts)) == (4, 4)
    assert "杵築市" in declared.classes_source
    assert "鯖江市" in declared.profiles_source
