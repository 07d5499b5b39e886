"""The sample town: a hall whose posts all find somebody, and cases in every state that a case can have."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from yakuba.cases.models import STAFF_STEPS, Case
from yakuba.cases.routes import open_tables
from yakuba.cases.stops import Stop
from yakuba.ledger import Robot
from yakuba.people.models import Post
from yakuba.people.standing_in import Hall
from yakuba.sample import town, year
from yakuba.toolbox import clock

pytestmark = pytest.mark.once("sqlite")

# The town is another one each day; this is the one that is looked at.
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
STATES = {"machine", "applicant", "", *STAFF_STEPS}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the demo lies in SQLite")
@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_every_state_occurs_in_the_sample_town(publish):
    with clock.at(NOON):
        town.build_hall(clock.today())
        town.build_town(clock.today())
        open_tables(by=Robot("tests"))
        for folder in sorted(Path(settings.CATALOGUE).glob("*/procedure.yaml")):
            publish(folder.parent.name)
        year.play(settings.CATALOGUE, cases=100)
    assert set(Case.objects.values_list("waits_for", flat=True)) >= STATES
    assert set(Case.objects.exclude(outcome="").values_list("outcome", flat=True)) >= {"granted", "declined"}
    drafts = Case.objects.filter(version__procedure__is_for_staff=True)
    assert set(drafts.values_list("waits_for", flat=True)) == {"decide", "applicant", "enforce", ""}
    assert set(drafts.exclude(outcome="").values_list("outcome", flat=True)) == {"granted", "scrapped"}
    waiting = Stop.objects.filter(case__in=drafts)
    assert waiting.filter(needs_look=True, how="deputy").exists()
    assert waiting.filter(act="read", state="", case__outcome="granted").exists()
    hall = Hall(NOON.date())
    assert [str(post) for post in Post.objects.all() if not hall.who_may_act(post)] == []
