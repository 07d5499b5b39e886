"""Why somebody of the office opens a case: as the ledger keeps it, and as its applicant reads it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.ledger.models import Line

REVIEW, DECISION, PROGRESS = "審査のため", "決裁のため", "経過の確認のため"
WHY = {
    REVIEW: gettext_lazy("審査のため"),
    DECISION: gettext_lazy("決裁のため"),
    PROGRESS: gettext_lazy("経過の確認のため"),
}


def why_in_words(why: str) -> str:
    """The reason that a line of the ledger gives, in the reader's language."""
    return str(WHY.get(why, why))


class Changed(Refused):
    """Something was done to the case after somebody had opened it."""


def standing_at(lines: Iterable[Line]) -> int:
    """The number of the last line that tells of more than a look."""
    return max((line.number for line in lines if line.verb != "opened"), default=0)


def ask_unchanged(case: Case, shown: str) -> None:
    """Locks the case, in the transaction of the act. Raises Changed where it is not as line `shown` left it.

    Empty: whoever acts was shown no page.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    last = Line.objects.about(case.ledger_key).exclude(verb="opened").last()
    if shown and last is not None and shown != str(last.number):
        raise Changed(_("この件は、画面を開いたあとに変わりました。画面を開き直してください。"))
