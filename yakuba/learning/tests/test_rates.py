"""The rates of the lecture of 石巻市, from its report and from the answers that the catalogue carries."""

from pathlib import Path

import pytest
from django.conf import settings

from yakuba.cases import bulk
from yakuba.learning.rates import Rate, rates
from yakuba.learning.tests.samples import HOST, announced, sitting
from yakuba.programme.items import Wrong
from yakuba.toolbox import tables

DIRECTORS, STAFF = "部次長級の幹部職員", "管理担当部門の職員"


@pytest.fixture
def event(cast, publish):
    version = publish("dx-lecture-survey")
    file = Path(settings.CATALOGUE) / "dx-lecture-survey" / "answers.csv"
    rows = tables.read(file.read_bytes(), file.name)
    assert not [one for one in bulk.file_rows(version, rows, batch=file.name, by=HOST) if one.problems]
    return announced(cast.residents, survey="dx-lecture-survey")


def text(rate: Rate) -> str:
    assert rate.share is not None
    return rate.share.text()


def test_the_rates_are_those_of_the_report(event):
    sitting(event, name="午前の部", attended_count=32, survey_class=DIRECTORS)
    sitting(event, name="午後の部", attended_count=25, survey_class=STAFF)
    found = rates(event, list(event.sessions.order_by("pk")))
    told = [(one.attended, one.answered, text(one)) for one in (*found.sessions, found.total)]
    assert told == [(32, 23, "71.9%"), (25, 18, "72.0%"), (57, 41, "71.9%")]


def test_without_classes_there_is_only_the_whole(event):
    sitting(event, name="午前の部", attended_count=32)
    sitting(event, name="午後の部", attended_count=25)
    found = rates(event, list(event.sessions.order_by("pk")))
    assert [one.share for one in found.sessions] == [None, None]
    assert text(found.total) == "71.9%"


def test_more_answers_than_people_give_no_rate():
    assert Rate("", 3, 4).share is None
    assert text(Rate("", 0, 0)) == "—"


def test_a_survey_is_counted_for_one_event(event, cast):
    with pytest.raises(Wrong, match="ほかの催し"):
        announced(cast.residents, survey="dx-lecture-survey")
    with pytest.raises(Wrong, match="ありません"):
        announced(cast.residents, survey="no-such-survey")
