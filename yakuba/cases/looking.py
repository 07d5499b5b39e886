"""Why somebody of the office opens a case: as the ledger keeps it, and as its applicant reads it."""

from django.utils.translation import gettext_lazy

REVIEW, DECISION, PROGRESS = "審査のため", "決裁のため", "経過の確認のため"
WHY = {
    REVIEW: gettext_lazy("審査のため"),
    DECISION: gettext_lazy("決裁のため"),
    PROGRESS: gettext_lazy("経過の確認のため"),
}


def why_in_words(why: str) -> str:
    """The reason that a line of the ledger gives, in the reader's language."""
    return str(WHY.get(why, why))
