"""What somebody of the office may do with a case now: the same answer for its page and for the API."""

from yakuba.cases.models import Case
from yakuba.people.models import User


def allowed(case: Case, user: User) -> list[str]:
    """The acts on the case itself, by the words of their moves."""
    may = {
        "accept": case.may_be_moved_by(user, "review"),
        "send_back": case.may_be_moved_by(user, "review"),
        "decline": case.may_decline(user),
        "decide": case.may_decide(user),
        "issue": case.may_be_moved_by(user, "issue"),
        "issue_by_hand": case.may_issue_by_hand(user),
        "return_to_review": case.may_return(user),
        "recall": case.may_recall(user),
    }
    return [act for act, is_allowed in may.items() if is_allowed]
