"""What the office decides on a case: accept, decline, decide, return; and that the applicant may withdraw it first."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.acts import Act, hold, lock, written
from yakuba.cases.letters import appeal_of
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.people.models import User
from yakuba.toolbox import clock


@transaction.atomic
def accept(case: Case, *, by: User) -> Case:
    """受理・審査済み: the clerk finds the request in order and puts it forward to the next step."""
    act = hold(case, by, "review")
    act.case.proposal = {"outcome": "granted", "by": by.actor_key}
    act.says("accepted", by=by, facts={"open_rules": act.case.open_rules})
    act.case.step += 1
    return act.advance()


@transaction.atomic
def decline(case: Case, *, by: User, reason: str) -> Case:
    """却下・不交付, with its reason (行政手続法 第8条); the head of section decides it where the way has 決裁."""
    reason = written(reason, _("理由を入力してください。理由のない却下はできません（行政手続法 第8条）。"))
    act = hold(case, by, "review", "decide")
    if not act.case.may_decline(by):
        raise Refused(_("却下は、審査のときにします。課長は、差し戻してください。"))
    if act.case.waits_for == "decide":
        return _declined(act, by, reason)
    ahead = act.case.declaration.steps[act.case.step :]
    place = next((at for at, step in enumerate(ahead, start=act.case.step) if step.decide), None)
    if place is None:
        return _declined(act, by, reason)
    act.case.proposal = {"outcome": "declined", "reason": reason, "by": by.actor_key}
    act.case.step = place
    act.says("proposed", by=by, facts={"outcome": "declined"}, detail={"reason": reason})
    return act.wait_for("decide")


@transaction.atomic
def decide(case: Case, *, by: User) -> Case:
    """決裁: the head of section makes what was put forward the city's decision. Nobody decides on their own."""
    act = hold(case, by, "decide")
    _ask_to_decide(act, by)
    if act.case.proposal.get("outcome") == "declined":
        return _declined(act, by, act.case.proposal["reason"])
    act.says("decided", by=by, facts={"outcome": "granted"})
    act.case.step += 1
    return act.advance()


@transaction.atomic
def return_to_review(case: Case, *, by: User, reason: str) -> Case:
    """差戻し by the head, 引上げ by whoever put it forward, or by a clerk who need not issue it after all."""
    reason = written(reason, _("差し戻す理由を入力してください。"))
    act = hold(case, by, "decide", "issue")
    if not act.case.may_return(by):
        raise Refused(_("この件を審査に戻せるのは、課長と、回議に付した本人だけです。"))
    behind = list(enumerate(act.case.declaration.steps[: act.case.step]))
    act.case.step = next(at for at, step in reversed(behind) if step.review)
    act.case.proposal = {"returned": reason}
    act.case.work_failures, act.case.work_problem = 0, ""
    act.says("returned", by=by, detail={"reason": reason})
    return act.wait_for("review")


@transaction.atomic
def withdraw(case: Case, *, by: ledger.Actor) -> Case:
    """取下げ: the applicant does not want it any more. Whether `by` is the applicant, the door has asked."""
    act = lock(case)
    if not act.case.may_withdraw():
        raise Refused(_("この申請はもう終わっているので、取り下げられません。"))
    if act.case.waits_for == "applicant":
        act.case.corrections.filter(answered_at=None).update(answered_at=clock.now())
    act.says("withdrawn", by=by)
    act.tells("withdrawn")
    return act.finish("withdrawn")


@transaction.atomic
def look(case: Case, *, by: ledger.Actor, why: str) -> None:
    """Records who opened the case and why; the resident reads it under あなたの情報を見た人."""
    ledger.write("opened", case.ledger_key, by=by, facts={"why": why})


def _ask_to_decide(act: Act, by: User) -> None:
    if not act.case.may_decide(by):
        raise Refused(
            _("この件を決裁できるのは、自分で回議に付した人を除く課長だけです。いまの状態もたしかめてください。")
        )


def _declined(act: Act, by: User, reason: str) -> Case:
    act.says("declined", by=by, facts={"rules": act.case.open_rules}, detail={"reason": reason})
    act.tells("declined", reason=reason)
    with translation.override(act.case.language):
        # Frozen with the decision: the city's own text may change later.
        act.case.proposal = {"outcome": "declined", "reason": reason, "appeal": appeal_of(act.case)}
    return act.finish("declined")
