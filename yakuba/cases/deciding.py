"""What the office decides on a case: accept, decline, decide, return; and that the applicant may withdraw it first."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import routing
from yakuba.cases.acts import Act, hold, hold_turn, lock, written
from yakuba.cases.letters import appeal_of, criteria_of
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.cases.routing import Ruling
from yakuba.cases.stops import Turn
from yakuba.people.models import User
from yakuba.toolbox import clock


@transaction.atomic
def accept(case: Case, *, by: User, only_without_doubt: bool = False) -> Case:
    """受理・審査済み: the clerk finds the request in order and puts it forward to the next step.

    With `only_without_doubt`, among many at once, nothing is passed over at which a rule wants a person to look.
    """
    act = hold(case, by, "review")
    if only_without_doubt and act.case.open_rules:
        raise Refused(_("たしかめることがあります。この件は、開いて見てください。"))
    act.case.proposal = {"outcome": "granted", "by": by.actor_key}
    act.says("accepted", by=by, facts={"open_rules": act.case.open_rules})
    act.case.step += 1
    return act.advance()


@transaction.atomic
def decline(case: Case, *, by: User, reason: str) -> Case:
    """却下・不交付, with its reason (行政手続法 第8条); the head of section decides it where the way has 決裁."""
    reason = written(reason, _("理由を入力してください。理由のない却下はできません（行政手続法 第8条）。"))
    if case.waits_for == "decide":
        return _decline_instead(case, by, reason)
    act = hold(case, by, "review")
    ahead = act.case.declaration.steps[act.case.step :]
    place = next((at for at, step in enumerate(ahead, start=act.case.step) if step.decide), None)
    if place is None:
        return _declined(act, by, reason)
    act.case.proposal = {"outcome": "declined", "reason": reason, "by": by.actor_key}
    act.case.step = place
    act.says("proposed", by=by, facts={"outcome": "declined"}, detail={"reason": reason})
    return act.go_along_the_route()


@transaction.atomic
def decide(case: Case, *, by: User, effective_on: date | None = None, why: str = "", advice: str = "") -> Case:
    """決裁: whoever stands at the end of the route makes what was put forward the city's decision.

    It holds from `effective_on`, else from the day that the draft names, else from today; `why` says why not today.
    Where the table asks whoever decides for a word of advice, nothing is decided without.
    """
    act, turn = _turn_to_decide(case, by)
    outcome = act.case.proposal.get("outcome", "granted")
    facts = routing.conclude(act, turn, by, Ruling(outcome, effective_on, written(why), written(advice)))
    if outcome == "declined":
        return _declined(act, by, act.case.proposal["reason"], facts)
    detail = {"advice": turn.stop.advice} if turn.stop.advice else None
    act.says("decided", by=by, facts={"outcome": "granted", **facts}, detail=detail)
    act.case.step += 1
    return act.advance()


@transaction.atomic
def return_to_review(case: Case, *, by: User, reason: str) -> Case:
    """差戻し by the head, 引上げ by whoever put it forward, or by a clerk who need not issue it after all."""
    reason = written(reason, _("差し戻す理由を入力してください。"))
    act = lock(case)
    if not act.case.may_return(by):
        raise Refused(_("この件を審査に戻せるのは、いま番になっている人と、回議に付した本人だけです。"))
    turn = act.case.turn_of(by)
    act.case.hands += 1
    behind = list(enumerate(act.case.declaration.steps[: act.case.step]))
    act.case.step = next(at for at, step in reversed(behind) if step.review)
    act.case.proposal = {"returned": reason}
    act.case.work_failures, act.case.work_problem = 0, ""
    act.says("returned", by=by, facts={"at": str(turn.stop.post)} if turn else None, detail={"reason": reason})
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


def _turn_to_decide(case: Case, by: User) -> tuple[Act, Turn]:
    act, turn = hold_turn(case, by)
    if turn.stop.act != "decide":
        raise Refused(_("決裁の前に、回議と合議が残っています。"))
    return act, turn


def _decline_instead(case: Case, by: User, reason: str) -> Case:
    """Where no review came before, whoever decides may refuse; else they return it to whoever reviewed it."""
    act, turn = _turn_to_decide(case, by)
    if not act.case.may_decline(by):
        raise Refused(_("却下は、審査のときにします。決裁する人は、差し戻してください。"))
    return _declined(act, by, reason, routing.conclude(act, turn, by, Ruling("declined")))


def _declined(act: Act, by: User, reason: str, facts: dict[str, Any] | None = None) -> Case:
    act.says("declined", by=by, facts={"rules": act.case.open_rules, **(facts or {})}, detail={"reason": reason})
    with translation.override(act.case.language):
        # Frozen with the decision: the city's own text may change later.
        frozen = {"criteria": criteria_of(act.case), "appeal": appeal_of(act.case)}
    act.tells("declined", reason=reason, **frozen)
    act.case.proposal = {"outcome": "declined", "reason": reason, **frozen}
    return act.finish("declined")
