"""考察 written beside a question, its figures cited from the tables."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import surveys
from yakuba.figures import tabulating, wording
from yakuba.figures.models import Consideration
from yakuba.figures.tabulating import Table
from yakuba.ledger import Actor
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

LONGEST = 2000


def tables_of(survey: Procedure) -> list[Table]:
    """Every question of the survey, counted now."""
    assert survey.current is not None  # who asks has found it published
    return tabulating.tables(survey.current.declaration, list(surveys.answers(survey)))


@transaction.atomic
def consider(survey: Procedure, question: str, words: str, tables: Sequence[Table], *, by: Actor) -> Consideration:
    """Keep a 考察; a word that does not fit is marked, not refused. Raises Refused for numbers typed by hand."""
    words = clean(words).strip()
    if question not in {one.code for one in tables}:
        raise Refused(_("この問いは、ありません。"))
    if not words or len(words) > LONGEST:
        raise Refused(_("考察を、%(most)d文字までで書いてください。") % {"most": LONGEST})
    if faults := wording.faults(words, tables):
        raise Refused(faults[0])
    said = {"words": words, "said_at": clock.now(), "said_by": by.actor_post or by.actor_name}
    made, _is_new = Consideration.objects.update_or_create(survey=survey, question=question, defaults=said)
    ledger.write("considered", f"survey:{survey.slug}", by=by, facts={"question": question, "words": words})
    return made
