"""The way of a case: automatic steps one after another until one waits for somebody."""

from typing import Any

from yakuba import ledger
from yakuba.cases import letters
from yakuba.cases.models import Case, Review
from yakuba.ledger import Robot
from yakuba.procedures.filling import Filler
from yakuba.procedures.review import Reviewed, review
from yakuba.toolbox import clock


def robot(case: Case) -> Robot:
    """Who acts when no person does: the rules of the version the case was filed under."""
    return Robot(name="自動の審査", post=f"規則 第{case.version.number}版")


def advance(case: Case) -> Case:
    """Takes every step that needs nobody; stops at the first that waits, or ends the case as granted.

    The caller holds the case's lock and the transaction. Printing waits for a worker: a press may stall.
    """
    while (step := case.current_step) is not None:
        if step.waits(may_pass=may_pass(case)):
            return wait_for(case, step.word)
        if step.issue and not case.papers.filter(name=step.issue.paper).exists():
            return wait_for(case, "machine")
        if step.check:
            check(case)
        elif step.tell:
            letters.tell(case, step.tell.letter)
            ledger.write("told", case.ledger_key, by=robot(case), facts={"letter": step.tell.letter})
        case.step += 1
    return finish(case, "granted")


def may_pass(case: Case) -> bool:
    """Whether the steps of persons are passed by: an automatic procedure, checked, and nothing left open."""
    return case.declaration.automatic and not case.open_rules and case.reviews.exists()


def check(case: Case) -> Reviewed:
    """自動の審査: every rule with its reasons, kept as they were on this day."""
    on = case.filed_at.astimezone(clock.now().tzinfo).date()
    reviewed = review(case.version.compiled, case.answers, case.snapshot, on=on, filed_on=on)
    later = Filler(case.version.compiled, on, case.snapshot).missing_later(case.answers)
    case.values = dict(reviewed.values)
    case.open_rules = [finding.rule for finding in reviewed.findings if finding.is_open] + later
    findings = [finding.as_json() for finding in reviewed.findings]
    number = case.reviews.count() + 1
    Review.objects.create(case=case, number=number, reviewed_at=clock.now(), findings=findings, values=case.values)
    results = {finding.rule: finding.result for finding in reviewed.findings}
    ledger.write("checked", case.ledger_key, by=robot(case), facts={"review": number, "results": results})
    return reviewed


def wait_for(case: Case, word: str) -> Case:
    """The case stands still until `word` (machine, review, decide, issue, applicant) has acted."""
    case.waits_for = word
    case.work_at = clock.now()
    case.save(update_fields=[*MOVED, "work_at"])
    return case


def finish(case: Case, outcome: str, facts: dict[str, Any] | None = None) -> Case:
    """The case ends as granted, declined or withdrawn."""
    case.waits_for, case.outcome, case.finished_at = "", outcome, clock.now()
    case.save(update_fields=[*MOVED, "outcome", "finished_at"])
    return case


MOVED = ["step", "waits_for", "hands", "values", "open_rules", "proposal", "due_on", "work_failures", "work_problem"]
