"""What people do with a case: accept, send back, answer, decline, decide, withdraw, look."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import letters, steps
from yakuba.cases.models import Case, Correction
from yakuba.cases.refused import Incomplete, Refused
from yakuba.people.models import User
from yakuba.procedures.city import city
from yakuba.procedures.filling import Filler
from yakuba.toolbox import clock


@transaction.atomic
def accept(case: Case, *, by: User) -> Case:
    """受理・審査済み: the clerk finds the request in order and puts it forward to the next step."""
    case = _hold(case, by, "review")
    case.proposal = {"outcome": "granted", "by": by.actor_key}
    ledger.write("accepted", case.ledger_key, by=by, facts={"open_rules": case.open_rules})
    case.step += 1
    return steps.advance(case)


@transaction.atomic
def send_back(case: Case, *, by: User, items: Mapping[str, str], note: str = "", days: int = 14) -> Case:
    """補正 (行政手続法 第7条): what to put right, field by field, until when; the clock stands still."""
    case = _hold(case, by, "review")
    if not items:
        raise Refused(_("補正をお願いする項目を一つ以上選んでください。"))
    correction = Correction.objects.create(
        case=case,
        items=[{"field": name, "say": say} for name, say in items.items()],
        note=note,
        asked_at=clock.now(),
        answer_by=clock.today() + timedelta(days=days),
    )
    facts = {"fields": list(items), "answer_by": correction.answer_by.isoformat()}
    ledger.write("sent_back", case.ledger_key, by=by, facts=facts, detail={"items": dict(items), "note": note})
    with translation.override(case.language):
        listed = "\n".join(f"- {case.declaration.field(name).label}: {say}" for name, say in items.items())
    letters.tell(case, "asked_to_correct", items=listed, reason=note, due_on=correction.answer_by)
    return steps.wait_for(case, "applicant")


@transaction.atomic
def answer(case: Case, *, by: ledger.Actor, answers: Mapping[str, Any], uploads: Mapping[str, Any]) -> Case:
    """The applicant puts right what was asked for; the rules look again and the clock goes on.

    `answers` are the corrected fields as JSON, None for one that was emptied, and those that are asked only now.
    Raises Incomplete with the errors.
    """
    case = _lock(case)
    correction = case.corrections.filter(answered_at=None).first()
    if case.waits_for != "applicant" or correction is None:
        raise Refused(_("いまは補正を受け付けていません。"))
    filler = Filler(case.version.compiled, clock.today(), case.snapshot, uploads)
    checked, errors = filler.check(corrected(filler, case, correction, answers))
    if errors:
        raise Incomplete(_("まだ直すところがあります。"), errors)
    before = {name: case.answers.get(name) for name in correction.fields}
    now = {name: checked.get(name) for name in correction.fields}
    correction.answered_at = clock.now()
    correction.save(update_fields=["answered_at"])
    if case.due_on:
        case.due_on += timedelta(days=correction.days_waited(clock.today()))
    case.answers = checked
    case.save(update_fields=["answers"])
    case.attachments.model.objects.filter(pk__in=list(uploads)).update(case=case)
    facts = {"fields": [name for name in correction.fields if before[name] != now[name]]}
    ledger.write("answered", case.ledger_key, by=by, facts=facts, detail={"before": before, "after": now})
    case.step = next((at for at, step in enumerate(case.declaration.steps) if step.check), 0)
    return steps.advance(case)


@transaction.atomic
def decline(case: Case, *, by: User, reason: str) -> Case:
    """却下・不交付, with its reason (行政手続法 第8条); the head of section decides it where the way has 決裁."""
    case = _hold(case, by, "review")
    if not reason.strip():
        raise Refused(_("理由を入力してください。理由のない却下はできません（行政手続法 第8条）。"))
    ahead = case.declaration.steps[case.step :]
    place = next((at for at, step in enumerate(ahead, start=case.step) if step.decide), None)
    if place is None:
        return _declined(case, by, reason)
    case.proposal = {"outcome": "declined", "reason": reason, "by": by.actor_key}
    case.step = place
    ledger.write("proposed", case.ledger_key, by=by, facts={"outcome": "declined"}, detail={"reason": reason})
    return steps.wait_for(case, "decide")


@transaction.atomic
def decide(case: Case, *, by: User) -> Case:
    """決裁: the head of section makes what was put forward the city's decision. Nobody decides on their own."""
    case = _lock(case)
    if not case.may_decide(by):
        raise Refused(
            _("この件を決裁できるのは、自分で回議に付した人を除く課長だけです。いまの状態もたしかめてください。")
        )
    case.hands += 1
    if case.proposal.get("outcome") == "declined":
        return _declined(case, by, case.proposal["reason"])
    ledger.write("decided", case.ledger_key, by=by, facts={"outcome": "granted"})
    case.step += 1
    return steps.advance(case)


@transaction.atomic
def return_to_review(case: Case, *, by: User, reason: str) -> Case:
    """差戻し: the head of section wants the clerk to look once more."""
    case = _lock(case)
    if not case.may_decide(by):
        raise Refused(_("この件を差し戻せるのは課長だけです。"))
    if not reason.strip():
        raise Refused(_("差し戻す理由を入力してください。"))
    case.step = next(at for at, step in enumerate(case.declaration.steps) if step.review)
    case.proposal = {"returned": reason}
    ledger.write("returned", case.ledger_key, by=by, detail={"reason": reason})
    return steps.wait_for(case, "review")


@transaction.atomic
def withdraw(case: Case, *, by: ledger.Actor) -> Case:
    """取下げ: the applicant does not want it any more. Whether `by` is the applicant, the door has asked."""
    case = _lock(case)
    if not case.may_withdraw():
        raise Refused(_("この申請はもう終わっているので、取り下げられません。"))
    case.corrections.filter(answered_at=None).update(answered_at=clock.now())
    ledger.write("withdrawn", case.ledger_key, by=by)
    letters.tell(case, "withdrawn")
    return steps.finish(case, "withdrawn")


@transaction.atomic
def look(case: Case, *, by: ledger.Actor, why: str) -> None:
    """Records who opened the case and why; the resident reads it under あなたの情報を見た人."""
    ledger.write("opened", case.ledger_key, by=by, facts={"why": why})


def corrected(filler: Filler, case: Case, correction: Correction, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the case with the corrected ones in their place; what was not asked for stays as it was filed."""
    merged = {**case.answers, **{name: value for name, value in answers.items() if name in correction.fields}}
    come_up = names_asked(filler, merged) - names_asked(filler, case.answers)
    return merged | {name: value for name, value in answers.items() if name in come_up}


def names_asked(filler: Filler, answers: Mapping[str, Any]) -> set[str]:
    """The fields that are asked with these answers."""
    return {one.name for number in filler.numbers(answers) for one in filler.fields_of(number, answers) if one.is_asked}


def answer_until(case: Case) -> date | None:
    """The day until which the applicant is asked to answer, where they are."""
    correction: Correction | None = next((one for one in case.corrections.all() if not one.answered_at), None)
    return correction.answer_by if correction else None


def _declined(case: Case, by: User, reason: str) -> Case:
    ledger.write("declined", case.ledger_key, by=by, facts={"rules": case.open_rules}, detail={"reason": reason})
    appeal = str(case.declaration.appeal or city().appeal)
    letters.tell(case, "declined", reason=reason, appeal=appeal)
    case.proposal = {"outcome": "declined", "reason": reason, "appeal": appeal}
    return steps.finish(case, "declined")


def _lock(case: Case) -> Case:
    """Locks the case; first lock, then ask."""
    held: Case = Case.objects.select_for_update(of=("self",)).select_related("version__procedure").get(pk=case.pk)
    return held


def _hold(case: Case, by: User, *words: str) -> Case:
    """Locks the case and asks whether `by` may move it while it waits for one of `words`."""
    case = _lock(case)
    if not case.may_be_moved_by(by, *words):
        raise Refused(
            _("いまはこの操作ができません。ほかの人が先に処理したか、担当がかわりました。画面を開き直してください。")
        )
    case.hands += 1
    return case
