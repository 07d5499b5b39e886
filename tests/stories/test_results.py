"""A survey counted on its page, considered, its comments sorted by two who do not see each other, and published."""

import pytest

from tests.stories.programme import decide, keepers
from yakuba.cases.models import Case
from yakuba.figures.models import Consideration, Settled, Sorted
from yakuba.learning.models import Event, Session
from yakuba.ledger.models import Line
from yakuba.publications import publishing
from yakuba.publications.models import Edition
from yakuba.sample import answers as sample
from yakuba.toolbox import clock

ROOM = "/office/surveys/counter-survey/"
FIELD = "message"


@pytest.fixture
def who(cast, publish):
    publish("publication")
    return keepers(cast)


@pytest.fixture
def answered(cast, publish):
    """The sample town's two hundred answers."""
    version = publish("counter-survey")
    sample.build_answers(clock.today())
    return version.procedure


@pytest.fixture
def keeper(who, sign_in):
    return sign_in(who.aoi)


def test_every_question_has_its_base_and_nobody_small_is_shown(answered, keeper, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page = keeper.get(ROOM).content.decode()
    assert "この問いに答えた" in page
    assert "100%をこえることがあります" in page
    assert "＊" in page
    assert "無記名" in page
    csv = keeper.get(f"{ROOM}tables.csv").content.decode("utf-8-sig")
    cells = [line.split(",") for line in csv.splitlines()[1:]]
    by_class = [row for row in cells if len(row) == 6 and row[1].strip('"')]
    assert by_class
    assert not [row for row in by_class if row[3].strip('"') in ("1", "2")]


def test_others_do_not_see_it(answered, cast, sign_in):
    for user in (cast.ken, cast.hana):
        for address in (ROOM, f"{ROOM}tables.csv", f"{ROOM}comments/{FIELD}/", "/office/surveys/"):
            assert sign_in(user).get(address).status_code == 404, address
    assert sign_in(None).get(ROOM).status_code == 302


def test_a_consideration_cites_its_figures_and_is_marked_where_its_words_do_not_fit(answered, keeper):
    typed = {"question": "ways", "words": "95%の人が窓口に来ている。"}
    answer = keeper.post(f"{ROOM}consider/", typed)
    assert answer.status_code == 422
    assert "手で入れた数です" in answer.content.decode()
    assert "95%の人が窓口に来ている。" in answer.content.decode()
    typed["words"] = "ほとんどの人（{ways.nothing}）が、使っていない。"
    assert keeper.post(f"{ROOM}consider/", typed).status_code == 302
    page = keeper.get(ROOM).content.decode()
    assert "「ほとんど」表では" in page
    assert "%（答えた" in page
    assert keeper.post(f"{ROOM}consider/", {"question": "no", "words": "あ"}).status_code == 404
    assert Consideration.objects.filter(question="ways").count() == 1


def test_two_people_sort_and_see_each_other_s_work_only_when_both_are_done(answered, who, keeper, sign_in):
    place, other = f"{ROOM}comments/{FIELD}/", sign_in(who.akira)
    cases = [case.pk for case in Case.objects.order_by("pk") if str(case.answers.get(FIELD) or "").strip()]
    for case in cases:
        assert keeper.post(place, {"case": case, "code": "trouble"}).status_code == 302
    shown = other.get(place).content.decode()
    assert 'aria-pressed="true"' not in shown
    assert "カッパ係数" not in shown
    for number, case in enumerate(cases):
        other.post(place, {"case": case, "code": "praise" if number % 4 == 0 else "trouble"})
    shown = other.get(place).content.decode()
    assert "カッパ係数" in shown
    assert "二人がちがう" in shown
    third = sign_in(who.hiromi)
    assert third.get(place).status_code == 404  # not of the section that keeps the surveys
    assert keeper.post(place, {"case": cases[0], "code": "wish", "why": ""}).status_code == 422
    assert (
        keeper.post(place, {"case": cases[1], "code": "wish", "why": "同じ。"}).status_code == 422
    )  # they agree there
    assert keeper.post(place, {"case": cases[0], "code": "wish", "why": "要望と読める。"}).status_code == 302
    assert Settled.objects.get().code == "wish"
    assert Line.objects.filter(verb="settled_comment").count() == 1


def test_once_both_are_done_nobody_sorts_anew_and_a_comment_that_goes_or_comes_breaks_nothing(
    answered, who, keeper, sign_in
):
    """Whoever has seen the other's codes could only make them agree."""
    place, other = f"{ROOM}comments/{FIELD}/", sign_in(who.akira)
    cases = [case for case in Case.objects.order_by("pk") if str(case.answers.get(FIELD) or "").strip()]
    for case in cases[1:]:
        for coder in (keeper, other):
            coder.post(place, {"case": case.pk, "code": "trouble"})
    assert "カッパ係数" not in keeper.get(place).content.decode()
    for coder in (keeper, other):
        assert coder.post(place, {"case": cases[0].pk, "code": "praise"}).status_code == 302
    assert "カッパ係数" in keeper.get(place).content.decode()
    again = keeper.post(place, {"case": cases[0].pk, "code": "trouble"})
    assert again.status_code == 422
    assert "二人とも分類を終えています" in again.content.decode()
    # One is erased, one comes: as many as before, but not the same.
    answers = cases[1].answers
    Case.objects.filter(pk=cases[1].pk).update(erased_at=clock.now())
    silent = Case.objects.exclude(pk__in=[one.pk for one in cases])[0]
    Case.objects.filter(pk=silent.pk).update(answers=silent.answers | {FIELD: answers[FIELD]})
    page = keeper.get(place)
    assert page.status_code == 200
    assert "カッパ係数" not in page.content.decode()
    assert keeper.post(place, {"case": silent.pk, "code": "wish"}).status_code == 302


def test_the_questionnaire_of_an_event_is_measured_by_who_came(answered, cast, keeper):
    event = Event.objects.create(
        title="見本の説明会", aim="見本", section=cast.environment, survey="counter-survey", announced_at=clock.now()
    )
    Session.objects.create(event=event, name="午後", starts_at=clock.now(), attended_count=250)
    assert "出席" in keeper.get(ROOM).content.decode()
    assert "80.0" in keeper.get(ROOM).content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"case": "x", "code": "trouble"}, {"case": "1", "code": "\0"}, {"case": "9" * 30}]
)
def test_odd_sorting_is_answered_in_words(answered, keeper, typed):
    assert keeper.post(f"{ROOM}comments/{FIELD}/", typed).status_code == 422
    assert not Sorted.objects.exists()


def test_results_are_published_and_a_later_edition_that_would_name_somebody_is_not(
    answered, who, keeper, sign_in, publish
):
    keeper.post(f"{ROOM}consider/", {"question": "ways", "words": "窓口は{ways.counter}。"})
    assert keeper.post(f"{ROOM}freeze/").status_code == 302
    edition = Edition.objects.get()
    for one in edition.open_findings:
        publishing.release(edition, one["key"], "見本の文のため。", by=who.aoi)
    publishing.submit(edition, by=who.aoi)
    decide(edition, who)
    assert keeper.post(f"/office/programme/editions/{edition.pk}/publish/").status_code == 302
    shown = sign_in(None).get("/publications/report/survey-counter-survey/").content.decode()
    for said in ("集計結果", "無記名", "＊は、3人未満の数", "この問いに答えた"):
        assert said in shown
    assert "{ways.counter}" not in shown
    first = Case.objects.filter(version__procedure=answered).order_by("pk")[0]
    Case.objects.filter(pk=first.pk).update(answers={"age": "20s"}, erased_at=clock.now())  # one answer fewer
    answer = keeper.post(f"{ROOM}freeze/", follow=True)
    assert "引き算で答えが分かります" in answer.content.decode()
    assert Edition.objects.count() == 1


def test_few_answers_are_not_published(who, keeper, publish):
    publish("counter-survey")
    answer = keeper.post(f"{ROOM}freeze/", follow=True)
    assert "公表できません" in answer.content.decode()
    assert not Edition.objects.exists()
