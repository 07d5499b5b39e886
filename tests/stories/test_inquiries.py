"""庁内照会: one section asks two others, is answered with a number and with nothing, and adds up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from yakuba.collecting.models import Round, Target
from yakuba.mailroom.models import Letter
from yakuba.people.models import Section
from yakuba.toolbox import clock

ROOM = "/office/inquiries/"


@pytest.fixture
def typed(cast):
    top = Section.objects.create(code="city-hall", name="市長部局", valid_from=cast.residents.valid_from)
    Section.objects.exclude(pk=top.pk).update(parent=top)
    return {
        "key": str(uuid4()),
        "section": cast.residents.pk,
        "title": "端末の台数",
        "words": "来年度に替える端末は何台ですか。",
        "unit": "台",
        "due_on": (clock.today() + timedelta(days=7)).isoformat(),
        "sections": [cast.environment.pk, Section.objects.get(code="child-support").pk],
    }


@pytest.fixture
def asked(typed, cast, sign_in):
    assert sign_in(cast.ken).post(f"{ROOM}inquire/", typed).status_code == 302
    return Round.objects.get(kind="inquiry")


def target(asked, section):
    return asked.targets.get(section=section)


def test_asked_answered_added_up_and_closed(asked, cast, sign_in, django_assert_max_num_queries):
    ken, taro, mio = (sign_in(user) for user in (cast.ken, cast.taro, cast.mio))
    assert "端末の台数" in taro.get(ROOM).content.decode()
    assert {letter.to for letter in Letter.objects.filter(kind="round_reminder")} == {cast.taro.email, cast.nao.email}
    assert "/office/inquiries/" in Letter.objects.filter(kind="round_reminder")[0].body
    at = f"{ROOM}{asked.pk}/"
    answer_at = f"{ROOM}targets/{target(asked, cast.environment).pk}/answer/"
    refused = taro.post(answer_at, {"number": "十二台くらい", "words": "うち8台は古い"})
    assert refused.status_code == 422
    assert "十二台くらい" in refused.content.decode()
    assert "うち8台は古い" in refused.content.decode()
    assert taro.post(answer_at, {"number": "1,200", "words": "=SUM(A1)"}).status_code == 302
    children = Section.objects.get(code="child-support")
    assert mio.post(f"{ROOM}targets/{target(asked, children).pk}/answer/", {"nothing": "1"}).status_code == 302
    with django_assert_max_num_queries(20):
        page = ken.get(at).content.decode()
    for said in ("2課のうち2課が回答", "<b>1,200台</b>", "該当なし"):
        assert said in page, said
    csv = ken.get(f"{at}answers.csv").content.decode("utf-8-sig")
    assert "'=SUM(A1)" in csv
    assert "1,200台" not in taro.get(at).content.decode()  # what others answer is for whoever asks
    assert ken.post(f"{at}close/").status_code == 302
    assert taro.post(answer_at, {"number": "3"}).status_code == 422
    assert ken.post(f"{at}remind/").status_code == 422


def test_what_is_not_theirs_is_not_there(asked, cast, sign_in):
    taro, hana = sign_in(cast.taro), sign_in(cast.hana)
    children = Section.objects.get(code="child-support")
    at = f"{ROOM}{asked.pk}/"
    for address in (f"{at}close/", f"{at}remind/", f"{ROOM}targets/{target(asked, children).pk}/answer/"):
        assert taro.post(address, {"number": "1"}).status_code == 404, address
    assert taro.get(f"{at}answers.csv").status_code == 404
    assert hana.get(at).status_code == 404
    Target.objects.filter(section=cast.environment).delete()
    assert taro.get(at).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"words": " "},
        {"due_on": "いつか"},
        {"due_on": "2020-01-01"},
        {"sections": []},
        {"sections": ["x", "99999"]},
        {"section": "99999"},
        {"key": "x"},
        {"unit": "台" * 21},
        {"words": "\0"},
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(typed, change, cast, sign_in):
    answer = sign_in(cast.ken).post(f"{ROOM}inquire/", typed | change)
    assert answer.status_code == 422
    assert not Round.objects.exists()
    if "words" not in change:
        assert "何台ですか" in answer.content.decode()


def test_in_another_section_s_name_or_twice_nothing_is_asked(typed, asked, cast, sign_in):
    ken = sign_in(cast.ken)
    assert ken.post(f"{ROOM}inquire/", typed).status_code == 422  # pressed twice
    other = typed | {"key": str(uuid4()), "section": cast.environment.pk}
    assert "自分の課" in ken.post(f"{ROOM}inquire/", other).content.decode()
    assert Round.objects.count() == 1
    assert ken.get(f"{ROOM}inquire/").status_code == 200
