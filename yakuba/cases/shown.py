"""Whether a case is still as the page showed it to whoever acts now."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.ledger.models import Line

# What changes nothing that somebody decides on.
BESIDE = ("opened", "noted", "taken", "let_go")


class Changed(Refused):
    """Something was done to the case after somebody had opened it."""


def standing_at(lines: Iterable[Line]) -> int:
    """The number of the last line that tells of more than a look or a colleague's note."""
    return max((line.number for line in lines if line.verb not in BESIDE), default=0)


def ask_unchanged(case: Case, shown: str) -> None:
    """Locks the case, in the transaction of the act. Raises Changed where it is not as line `shown` left it.

    Empty: whoever acts was shown no page.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    last = Line.objects.about(case.ledger_key).exclude(verb__in=BESIDE).last()
    if shown and last is not None and shown != str(last.number):
        raise Changed(_("この件は、画面を開いたあとに変わりました。画面を開き直してください。"))
