"""A survey: asked of its audience, answered once by each, on its days; and how many were asked is known."""

from datetime import datetime, timedelta

import pytest

from yakuba import ledger
from yakuba.cases import balloting, bulk, drafting, filing, surveys
from yakuba.cases.models import Ballot, Case, Draft, Ticket
from yakuba.cases.refused import Incomplete, Refused
from yakuba.cases.tests.questionnaires import answered, filled_in, procedure_of, survey, townspeople
from yakuba.ledger import GUEST, Robot
from yakuba.ledger.models import Line
from yakuba.people.models import User
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db
CLERK = Robot("tests")


def state(version, user=None, code=""):
    return surveys.door(procedure_of(version), user, code).state


def on(day):
    return clock.at(datetime(2026, 10, day, 12, tzinfo=clock.now().tzinfo))


def test_each_of_the_audience_answers_once_and_all_numbers_are_known(cast):
    version = survey()
    assert surveys.invite(procedure_of(version), by=CLERK) == 2
    assert surveys.invite(procedure_of(version), by=CLERK) == 0
    assert state(version, cast.hana) == "open"
    assert answered(version, user=cast.hana) is None
    assert state(version, cast.hana) == "answered"
    with pytest.raises(Refused, match="もう回答しています"):
        answered(version, user=cast.hana)
    assert surveys.counts(procedure_of(version)) == surveys.Counts(invited=2, attended=None, answered=0, in_box=1)
    assert (surveys.has_answered(procedure_of(version), cast.hana), Ballot.objects.count()) == (True, 1)
    assert surveys.has_answered(procedure_of(version), cast.jiro) is False
    assert [line.facts for line in Line.objects.filter(verb="invited")] == [{"count": 2}]


def test_whoever_moves_in_while_it_runs_is_asked_too():
    version = survey()
    surveys.invite(procedure_of(version), by=CLERK)
    [newcomer] = townspeople(1)
    answered(version, user=newcomer)
    assert surveys.counts(procedure_of(version)).invited == 1


@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        ("residents", {"hana", "jiro"}),
        ("staff", {"ken", "rie", "taro", "mio", "nao"}),
        ("{sections: [residents]}", {"ken", "rie"}),
        ("{posts: [head, director]}", {"rie", "nao"}),
        ("{sections: [residents, environment], posts: [clerk]}", {"ken", "taro"}),
    ],
)
def test_an_audience_is_who_the_hall_and_the_register_say_today(cast, audience, asked):
    version = survey(audience=audience)
    everybody = {name: one for name, one in vars(cast).items() if isinstance(one, User)}
    assert {name for name, one in everybody.items() if state(version, one) == "open"} == asked
    assert surveys.invite(procedure_of(version), by=CLERK) == len(asked)
    for name in everybody.keys() - asked:
        with pytest.raises(Refused, match="対象ではありません"):
            answered(version, user=everybody[name])
    assert (Ticket.objects.filter(is_used=True).count(), Ballot.objects.count()) == (0, 0)


def test_nobody_outside_sees_a_survey_among_staff(cast):
    among, town = procedure_of(survey(audience="staff")), procedure_of(survey(slug="town"))
    assert [surveys.is_for(among, one) for one in (cast.ken, cast.hana, None)] == [True, False, False]
    assert [surveys.is_for(town, one) for one in (cast.ken, cast.hana, None)] == [True, True, True]


def test_a_survey_opened_to_the_wrong_audience_is_put_right_by_a_new_version(cast):
    wrong = survey(audience="residents")
    answered(wrong, user=cast.hana)
    right = survey(audience="staff")
    assert state(right, cast.jiro) == "not_asked"
    answered(right, user=cast.ken, note="二版")
    # What the wrong people answered stays under its own version and can be left out.
    assert (surveys.counts(wrong).in_box, surveys.counts(right).in_box) == (1, 1)


def test_a_survey_for_a_section_that_there_is_not_invites_nobody_and_says_so(cast):
    with pytest.raises(Refused, match="no-such-section"):
        surveys.invite(procedure_of(survey(audience="{sections: [residents, no-such-section]}")), by=CLERK)
    assert Ticket.objects.count() == 0


def test_everyone_may_answer_without_a_ticket_and_nobody_is_counted_as_invited():
    version = survey(audience="everyone")
    for _one in range(3):
        answered(version)
    assert surveys.counts(version) == surveys.Counts(invited=None, attended=None, answered=0, in_box=3)
    with pytest.raises(Refused, match="回答番号は要りません"):
        surveys.draw_codes(procedure_of(version), 1, by=CLERK)


def test_a_code_on_paper_answers_once_however_it_is_typed():
    version = survey()
    first, second = surveys.draw_codes(procedure_of(version), 2, by=CLERK)
    typed = f" {first[:4].lower()}-{first[4:8]} {first[8:]}"
    assert state(version, code=typed) == "open"
    answered(version, code=typed)
    assert [state(version, code=one) for one in (first, second, "XXXX", "")] == [
        "answered",
        "open",
        "not_asked",
        "not_asked",
    ]
    with pytest.raises(Refused):
        answered(version, code=first)
    assert surveys.counts(version).invited == 2
    kept = {*Ticket.objects.values_list("pk", flat=True), *map(str, Line.objects.values_list("facts", flat=True))}
    assert not any(code in one for code in (first, second) for one in kept)


def test_before_it_opens_and_after_it_closes_the_days_are_said():
    version = survey(audience="everyone", more="  opens_on: 2026-10-05\n  closes_on: 2026-10-20\n")
    with on(4):
        door = surveys.door(procedure_of(version), None)
        assert (door.state, door.sentence) == ("not_yet", "このアンケートの受付は、令和8年10月5日からです。")
        with pytest.raises(Refused):
            filled_in(version)
    with on(20):
        draft = filled_in(version)
        assert state(version) == "open"
    with on(21):
        door = surveys.door(procedure_of(version), None)
        assert (door.state, door.sentence) == ("over", "このアンケートの受付は、令和8年10月20日で終わりました。")
        with pytest.raises(Refused):
            surveys.answer(draft.pk)
    assert Ballot.objects.count() == 0


def test_an_answer_is_checked_again_and_its_ticket_is_not_lost(cast):
    version = survey()
    draft = filled_in(version, user=cast.hana, ease=9)
    with pytest.raises(Incomplete) as incomplete:
        surveys.answer(draft.pk, user=cast.hana)
    assert incomplete.value.errors == {"ease": {"": ["1から5までの数から選んでください。"]}}
    assert state(version, cast.hana) == "open"


def test_pressed_twice_it_is_one_answer_and_its_draft_keeps_nothing(cast):
    draft = filled_in(survey(), user=cast.hana)
    for _press in range(2):
        assert surveys.answer(draft.pk, user=cast.hana) is None
    draft = Draft.objects.get()
    assert (Ballot.objects.count(), draft.answers, draft.user, draft.case, draft.is_done) == (1, {}, None, None, True)
    with pytest.raises(Refused, match="もう提出されています"):
        drafting.keep(draft, 0, {"age": ["若い"]})


def test_a_survey_with_names_is_a_case_of_its_author(cast):
    version = survey(anonymous=False)
    case = answered(version, user=cast.hana)
    assert case is not None
    assert (case.user, case.outcome, surveys.counts(version).answered) == (cast.hana, "granted", 1)
    with pytest.raises(Refused):
        answered(version, user=cast.hana)


def test_no_other_door_takes_an_answer(cast):
    version = survey()
    draft = filled_in(version, user=cast.hana)
    with pytest.raises(Refused, match="アンケートのページから"):
        filing.file_draft(draft.pk, by=GUEST)
    with pytest.raises(Refused, match="アンケートのページから"):
        filing.file_with_files(draft, draft.answers, key="k", by=cast.hana)
    with pytest.raises(Refused, match="アンケートのページから"):
        filing.file(filing.Application(version, draft.answers, "k", cast.hana), by=cast.hana)
    assert Case.objects.count() == 0


def test_answers_on_paper_come_in_as_a_file():
    version = survey()
    rows = bulk.rows_in("age,ease,note\r\n若い,4,𠮷田😀\r\n若くない,9,\r\n".encode(), "paper.csv")
    done = list(bulk.file_rows(version, rows, batch="paper.csv", by=CLERK))
    assert [bool(one.receipt) for one in done] == [True, False]
    assert done[1].problems == ("ease：1から5までの数から選んでください。",)
    assert list(surveys.answers(version)) == [{"age": "若い", "ease": 4, "note": "𠮷田😀"}]


def test_a_crowd_stays_in_the_box_while_it_is_open_and_nobody_when_it_has_closed():
    version = survey(audience="everyone", more="  closes_on: 2026-10-20\n")
    with on(10):
        for number in range(19):
            answered(version, note=f"{number}")
        assert balloting.open_boxes() == 0
        answered(version, note="19")
        assert (balloting.open_boxes(), balloting.open_boxes()) == (10, 0)
        assert surveys.counts(version) == surveys.Counts(None, None, answered=10, in_box=10)
    with on(21):
        assert (balloting.open_boxes(), balloting.open_boxes()) == (10, 0)
    assert sorted(int(one["note"]) for one in surveys.answers(version)) == list(range(20))
    assert [line.facts["count"] for line in Line.objects.filter(verb="box_opened")] == [10, 10]
    assert ledger.verify().broken is None


def test_only_the_day_of_an_answer_is_kept():
    version = survey(audience="everyone", more="  closes_on: 2026-10-20\n")
    with on(20):
        answered(version)
    with on(21):
        balloting.open_boxes()
        today = clock.now().replace(hour=0)
    case = Case.objects.get()
    assert {case.filed_at, case.finished_at, case.work_at} == {today}
    assert {line.at for line in Line.objects.about(case.ledger_key)} == {today}
    assert today - case.filed_at == timedelta()


def test_answers_come_in_the_same_order_each_time_and_not_in_that_of_filing():
    version = survey(audience="everyone")
    rows = [{"age": "若い", "ease": "3", "note": f"{number}"} for number in range(40)]
    list(bulk.file_rows(version, rows, batch="b", by=CLERK))
    order = [int(one["note"]) for one in surveys.answers(procedure_of(version))]
    assert order == [int(one["note"]) for one in surveys.answers(procedure_of(version))]
    assert sorted(order) == list(range(40)) != order
