"""The ballot box: how an anonymous answer is put in and taken out, so that nobody can say whose it is.

An answer that became a case at once would lie between its author's signing in and the next line of the ledger; with a
database that tells which rows one transaction wrote, it would lie beside its ticket. Therefore:

* putting in writes no line and no time, and mixes the newcomer with others that lie there: afterwards it may be in any
  of the rows that were written together;
* what is taken out is drawn by lot, at least `CROWD` at once, and while the survey is open as many always stay behind.
"""

from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from yakuba import ledger
from yakuba.cases.filing import Application, file_answer
from yakuba.cases.models import Ballot
from yakuba.ledger import GUEST
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock, rows

CROWD = 10
AT_ONCE = 200
TELLER = ledger.Robot("投票箱", "アンケート")
lot = SystemRandom()


def put_in(version: Version, answers: dict[str, Any]) -> None:
    """One more answer, in the transaction that has used its ticket."""
    others = _others(version.procedure_id)
    fresh = Ballot(version=version, answers=answers)
    contents = [(one.version_id, one.answers) for one in (fresh, *others)]
    lot.shuffle(contents)
    for one, (version_id, answered) in zip((fresh, *others), contents, strict=True):
        one.version_id, one.answers = version_id, answered
    rows.insert([fresh])
    for one in others:
        # Written even where nothing has changed: rows that were not would tell which was.
        rows.update(one, ["version", "answers"])


def open_boxes() -> int:
    """Takes out what may be taken out of every box; returns how many answers became cases. One round of the worker."""
    inside = Ballot.objects.filter(version__procedure=OuterRef("pk"))
    return sum(open_box(survey) for survey in Procedure.objects.surveys().filter(Exists(inside)))


@transaction.atomic
def open_box(survey: Procedure) -> int:
    """Makes cases of answers drawn by lot, all of them once the survey has closed; returns how many."""
    # Two who opened at once would leave fewer behind than a crowd.
    survey = Procedure.objects.select_for_update(no_key=True, of=("self",)).select_related("current").get(pk=survey.pk)
    inside = list(Ballot.objects.filter(version__procedure=survey).values_list("pk", flat=True))
    stay = CROWD if _is_open(survey) else 0
    if len(inside) < 2 * stay or not inside:
        return 0
    lot.shuffle(inside)
    taken = list(Ballot.objects.select_for_update().filter(pk__in=inside[stay : stay + AT_ONCE]))
    lot.shuffle(taken)
    _file(taken, {version.pk: version for version in survey.versions.all()})
    Ballot.objects.filter(pk__in=[one.pk for one in taken]).delete()
    ledger.write("box_opened", survey.ledger_key, by=TELLER, facts={"count": len(taken)})
    return len(taken)


def _file(taken: Sequence[Ballot], versions: dict[int, Version]) -> None:
    for ballot in taken:
        # The key is made here: no retry and no session knows it.
        file_answer(Application(versions[ballot.version_id], ballot.answers, f"ballot:{uuid4()}"), by=GUEST)


def _is_open(survey: Procedure) -> bool:
    return survey.is_published and survey.current is not None and survey.current.declaration.is_open_on(clock.today())


def _others(procedure_id: int) -> list[Ballot]:
    """Up to a crowd of those that lie there, from some place on; what others mix in this moment is passed by."""
    inside = Ballot.objects.select_for_update(skip_locked=True, of=("self",))
    inside = inside.filter(version__procedure=procedure_id).order_by("pk")
    start = uuid4()
    found = list(inside.filter(pk__gte=start)[:CROWD])
    if len(found) < CROWD:
        found += inside.filter(pk__lt=start)[: CROWD - len(found)]
    return found
