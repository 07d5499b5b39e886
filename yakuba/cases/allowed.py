"""What somebody of the office may do with a case now: the same answer for its page and for the API."""

from collections.abc import Sequence

from yakuba.cases.models import Case, Stop
from yakuba.cases.routing import own_stop_ahead
from yakuba.cases.stops import behind, holds
from yakuba.people.models import User
from yakuba.people.standing_in import reach_of
from yakuba.procedures.routes import Work


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


def allowed_on_route(case: Case, user: User, stops: Sequence[Stop]) -> dict[str, Stop | None]:
    """The acts on its route, by the words of their moves; 後閲 and 供覧 with the stop at which they are due."""
    turn, is_decided = case.turn_of(user), case.decision is not None
    may = {
        "agree": case.may_agree(user),
        "send_down": turn is not None and (case.declaration.is_for_staff or bool(behind(turn.stop, stops))),
        "pull_up": own_stop_ahead(case, user, list(stops)) is not None,
        "lengthen": case.waits_for == "decide" and (case.user_id == user.pk or turn is not None),
        "scrap": case.may_scrap(user),
        "enforce": case.may_enforce(user),
        "append": is_decided,
    }
    found: dict[str, Stop | None] = {act: None for act, is_allowed in may.items() if is_allowed}
    reach = reach_of(user).posts
    looks = next((one for one in stops if one.needs_look and holds(user, one, case.hall)), None)
    reads = next((one for one in stops if one.act == Work.READ and not one.state and one.post_id in reach), None)
    if looks:
        found["look_back"] = looks
    if reads and is_decided:
        found["read"] = reads
    return found
