"""課のようす: what waits is counted where it waits, and every share has the base that it says."""

from datetime import timedelta

import pytest

from tests.cast import Cast
from yakuba.cases import board, deciding, routing
from yakuba.cases.models import Case, RouteLine
from yakuba.cases.refused import Refused
from yakuba.cases.tests.samples import NO_STEPS, REVIEWED, WHOLE, declare, file_form
from yakuba.cases.tests.test_routes import HEAD, Town, now
from yakuba.people.standing_in import headed_by
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db
LADDER = HEAD.replace("  - title: 内容\n    fields:\n", """\
  - title: 内容
    fields:
      - {name: rung, kind: choice, required: false,
         options: [{value: stop, label: やめる}, {value: once, label: 一度だけ}]}
""") + "ladder: {work: subject, level: rung}\n"  # fmt: skip


@pytest.fixture
def town(cast: Cast) -> Town:
    return Town(cast)


def test_what_waits_is_counted_where_and_for_how_long(cast, town):
    version, spending = declare(WHOLE), declare("", slug="spending", head=HEAD)
    with clock.at(clock.now() - timedelta(days=9)):
        for _each in range(3):
            file_form(version, user=cast.hana)
        draft = town.drafts(spending, 50)
    with clock.at(clock.now() - timedelta(days=4)):
        routing.agree(now(draft), by=town.lead)
        deciding.accept(Case.objects.filter(waits_for="review").earliest("pk"), by=cast.ken)
    found = {one.where: (one.count, one.half, one.longest) for one in board.waiting(["residents"])}
    assert found == {"審査": (2, 9, 9), "市民課 課長": (2, 4, 4)}
    assert board.waiting(["environment"]) == []


def test_whose_hand_was_needed_adds_up(cast, town):
    alone, clerk, head = declare(NO_STEPS, slug="alone"), declare(REVIEWED, slug="clerk"), declare(WHOLE)
    for _each in range(3):
        file_form(alone, user=cast.hana)
    deciding.accept(file_form(clerk, user=cast.hana), by=cast.ken)
    refused = deciding.decline(file_form(head, user=cast.hana), by=cast.ken, reason="理由")
    deciding.decide(now(refused), by=cast.rie)
    deciding.withdraw(file_form(head, user=cast.hana), by=cast.hana)
    needed = board.needed(["residents"])
    assert (needed.all, needed.nobody, needed.section, needed.head) == (5, 3, 1, 1)
    assert board.needed(["environment"]).all == 0


def test_coverage_and_level_come_from_the_newest_proposal(cast, town):
    declare(REVIEWED, slug="dogs")
    version = declare("", slug="spending", head=LADDER)
    town.drafts(version, 50, subject="見本の許可", rung="stop")
    town.drafts(version, 51, subject="見本の許可", rung="once")
    town.drafts(version, 52, subject="別の仕事", rung="once")
    town.drafts(version, 53, subject="水準なし")
    found = board.reform(["residents"])
    assert (found.covered, [(one.title, one.level) for one in found.works]) == (1, [("見本の許可", "一度だけ")])
    assert dict(found.levels) == {"一度だけ": 2, "やめる": 1}
    assert (found.proposals, found.long_at_lead) == (3, 0)
    with clock.at(clock.now() + timedelta(days=board.LONG_AT_LEAD + 1)):
        assert board.reform(["residents"]).long_at_lead == 4


def test_heads_stand_over_their_own_directors_over_theirs_and_the_mayor_over_all(cast, town):
    assert [one.code for one in headed_by(cast.rie)] == ["residents"]
    assert {"residents", "environment", "finance"} < {one.code for one in headed_by(town.director)}
    assert "child-support" not in {one.code for one in headed_by(town.director)}
    assert len(headed_by(town.mayor)) == 7
    assert headed_by(cast.ken) == []


def test_where_advice_must_be_written_nothing_goes_on_without(cast, town):
    RouteLine.objects.update(written=True)
    case = town.drafts(declare("", slug="spending", head=HEAD), 50)
    for empty in ("", " "):
        with pytest.raises(Refused, match="助言"):
            routing.agree(now(case), by=town.lead, advice=empty)
    routing.agree(now(case), by=town.lead, advice="よい")
    with pytest.raises(Refused, match="助言"):
        deciding.decide(now(case), by=cast.rie)
    deciding.decide(now(case), by=cast.rie, advice="進めてください。")
    assert now(case).stops.get(act="decide").advice == "進めてください。"
