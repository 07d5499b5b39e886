"""The sample register: twenty systems in every state, scenarios that break, wishes that make us talk."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yakuba.ledger import verify
from yakuba.sample import systems, town
from yakuba.systems import checking, duplicates, wishing
from yakuba.systems.declared import declared
from yakuba.systems.models import Purchase, Scenario, System
from yakuba.systems.renewals import State
from yakuba.systems.scenarios import breaks
from yakuba.systems.standing import ends, in_use, names, purchase_thing, things
from yakuba.toolbox import clock

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize("noon", [NOON, NOON.replace(year=2027, month=3, day=31), NOON.replace(month=4, day=1)])
@pytest.mark.django_db
def test_every_state_occurs_in_the_sample_register(noon):
    with clock.at(noon):
        today = clock.today()
        town.build_hall(today)
        systems.build_systems(today)
        found = in_use(today)
        assert (System.objects.count(), Purchase.objects.count(), Scenario.objects.count()) == (20, 3, 5)
        assert {one.state for one in found} == set(State)
        assert {one.system.fitgap for one in found} == {"", "plan", "fitgap", "moving", "running"}
        assert len({one.scenario for one in breaks(Scenario.objects.all(), ends(found))}) == 3
        everything, check = things(found, today), declared().check
        pairs = {(one.one.key, one.other.key) for one in duplicates.pairs(everything, names())}
        assert ("system:event-forms", "system:forms") in pairs
        told = {}
        for one in Purchase.objects.all():
            alike = duplicates.matches(purchase_thing(one), everything, names())
            wish = wishing.wish_of(vars(one))
            numbers = [hint.number for hint in checking.hints(wish, alike, check)]
            told[one.title] = (numbers, checking.fatigue(wish, check) is not None)
        assert told == {
            "出張申請フォーム": ([8], True),
            "窓口オールインワンパッケージ": ([8, 9, 17], True),
            "現場用タブレット": ([], False),
        }
        assert verify().broken is None
