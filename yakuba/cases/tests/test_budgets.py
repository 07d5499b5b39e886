"""How many questions to the database each act may cost. Both ends of a transaction count as one each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.cases import correcting, deciding, drafting, filing, issuing
from yakuba.cases.models import Case, Draft
from yakuba.cases.tests.samples import QUICK, WHOLE, declare, file_form
from yakuba.cases.tests.test_filing import draft_of
from yakuba.ledger import GUEST
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(django_assert_max_num_queries):
    return django_assert_max_num_queries


def read(draft):
    """As a page has read it."""
    return Draft.objects.select_related("version__procedure", "user").get(pk=draft.pk)


@pytest.mark.parametrize(("who", "most"), [("hana", 11), (None, 10)])
def test_filing(cast, budget, who, most):
    user = getattr(cast, who) if who else None
    draft = draft_of(declare(QUICK), user)
    with budget(most):
        filing.file_draft(draft.pk, by=user or GUEST)
    with budget(4):
        filing.file_draft(draft.pk, by=user or GUEST)


@pytest.mark.parametrize(("who", "most"), [("hana", 3), (None, 2)])
def test_keeping_a_page(cast, budget, who, most):
    draft = read(draft_of(declare(QUICK), getattr(cast, who) if who else None))
    with budget(most):
        drafting.keep(draft, 1, {"people": ["3"], "with_dog": ["no"]})


def test_an_automatic_case_from_the_press_to_its_end(cast, budget):
    version = declare(QUICK)
    file_form(version)
    issuing.work()
    file_form(version, user=cast.hana)
    with budget(14):
        assert issuing.work(limit=1) == 1
    with budget(3):
        assert issuing.work() == 0


def test_how_often_each_procedure_is_used_is_read_from_an_index_alone():
    case = file_form(declare(QUICK))
    with CaptureQueriesContext(connection) as asked:
        assert Case.objects.used_since(clock.now() - timedelta(days=1)) == {case.version.procedure_id: 1}
    [query] = [one["sql"] for one in asked]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table of one row is read faster as it lies.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {query}")
        plan = str(cursor.fetchall())
    assert "cases_case_used" in plan
    assert "COVERING INDEX" in plan or "Index Only Scan" in plan


def test_acts_of_the_office(cast, budget):
    case = file_form(declare(WHOLE), user=cast.hana)
    assert cast.ken.sections_today
    assert cast.rie.sections_today
    # Whoever stands on the route is asked of the hall as it is today: five queries, whatever its size.
    with budget(15):
        deciding.accept(case, by=cast.ken)
    with budget(17):
        deciding.decide(case, by=cast.rie)
    with budget(8):
        deciding.return_to_review(case, by=cast.ken, reason="もう一度")
    with budget(10):
        correcting.send_back(case, by=cast.ken, items={"people": "数"})
    with budget(16):
        correcting.answer(case, by=cast.hana, typed={"people": ["3"]})
