"""The paper: numbered by the database, printed from its own case's frozen values, kept, never printed again."""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import letters
from yakuba.cases.acts import Act, hold, robot, written
from yakuba.cases.models import Blob, Case, Counter, Paper, PaperWithdrawal
from yakuba.cases.refused import Refused
from yakuba.people.models import User
from yakuba.procedures.printing import Content, Stamp, paper_values
from yakuba.toolbox import clock, press, rows, signatures

# Minutes between attempts; after the last a clerk is told instead.
BACK_OFF = (1, 5, 15)

log = logging.getLogger("yakuba.work")


def work(*, limit: int = 50) -> int:
    """Carries on with cases that wait for the machine, the oldest first; returns how many were moved.

    Any number of workers may call this at once: each takes what no other has. A case that fails is put off and stops
    no other. Must be called outside a transaction.
    """
    moved = 0
    for _turn in range(limit):
        did_move = _carry_on()
        if did_move is None:
            break
        moved += did_move
    return moved


@transaction.atomic
def issue(case: Case, *, by: User) -> Case:
    """発行: the clerk lets the paper go out; a worker prints it in its next loop."""
    act = hold(case, by, "issue")
    act.case.work_failures, act.case.work_problem = 0, ""
    act.says("released", by=by)
    return act.wait_for("machine")


@transaction.atomic
def issue_by_hand(case: Case, *, by: User, how: str) -> Case:
    """What the press cannot print is written by hand, and the case goes on; `how` says what was handed out."""
    how = written(how, _("どのように発行したかを入力してください。"))
    act = hold(case, by, "issue")
    if not act.case.work_problem:
        raise Refused(_("この書類は、まだ印刷を試していません。「発行する」を押してください。"))
    act.case.work_failures, act.case.work_problem = 0, ""
    act.says("issued_by_hand", by=by, detail={"how": how})
    act.case.step += 1
    return act.advance()


@transaction.atomic
def withdraw_paper(paper: Paper, *, by: User, reason: str) -> PaperWithdrawal:
    """The paper is no longer good: whoever checks it is told so, and its applicant at once, with the reason."""
    reason = written(reason, _("取り消す理由を入力してください。"))
    paper = Paper.objects.select_for_update(of=("self",)).select_related("case").get(pk=paper.pk)
    if not paper.case.is_in_hands_of(by):
        raise Refused(_("この書類を取り消せるのは、担当課の職員だけです。"))
    if paper.is_withdrawn:
        raise Refused(_("この書類は、もう取り消されています。"))
    withdrawal = PaperWithdrawal.objects.create(paper=paper, reason=reason)
    facts = {"paper": paper.number}
    ledger.write("paper_withdrawn", paper.case.ledger_key, by=by, facts=facts, detail={"reason": reason})
    if paper.case.email:
        letters.tell(paper.case, "paper_withdrawn", {"items": f"{paper.title} {paper.number}", "reason": reason})
    return withdrawal


def _carry_on() -> bool | None:
    """Whether the next case was moved, or put off; None where no case is left to be taken."""
    taken: _Taken | None = None
    try:
        with transaction.atomic():
            case = Case.objects.ready(clock.now()).locked(skip_locked=True).first()
            if case is None:
                return None
            taken = _Taken(case.pk, case.work_failures)
            _move(Act(case))
            return True
    except OperationalError:
        # The database is away or its disk full: no fault of this case.
        raise
    except (press.Stalled, press.Failed, signatures.KeyProblem) as problem:
        reason = str(problem)
    except Exception:
        if taken is None:
            raise
        log.exception("A case could not be carried on with.", extra={"case": taken.pk})
        reason = _("思いがけない誤りがありました。運用の担当者に記録があります。")
    assert taken is not None  # only what was taken can fail at the press
    _put_off(taken, reason)
    return False


@dataclass(frozen=True)
class _Taken:
    """A case as a worker took it: which, and how often it had failed before."""

    pk: int
    failures: int


def _move(act: Act) -> None:
    case, step = act.case, act.case.current_step
    if step and step.issue:
        # Only a correction, and so a hand, leads back to a paper that has been issued already.
        if not (case.hands and case.papers.filter(name=step.issue.paper).exists()):
            _print(act, step.issue.paper)
        case.step += 1
    case.work_failures, case.work_problem = 0, ""
    act.advance()


def _print(act: Act, name: str) -> Paper:
    case = act.case
    declared = case.declaration.papers[name]
    stamp = Stamp(
        number=Counter.next(declared.series or "証", digits=6),
        issued_on=clock.today(),
        code=secrets.token_urlsafe(16),
        receipt=case.receipt,
        filed_on=clock.day_of(case.filed_at),
        section=case.section_name,
    )
    content = Content(case.answers, case.values, case.snapshot)
    values = paper_values(case.declaration, declared, content, stamp)
    printed = press.printed(case.version.papers[declared.file], values)
    pdf = signatures.sign(printed.pdf)
    # Its check code makes these bytes like no other's.
    blob = Blob.of(pdf)
    rows.insert([blob])
    paper = Paper(
        case=case,
        name=name,
        title=declared.title.ja,
        number=stamp.number,
        code=stamp.code,
        blob=blob,
        replaced=list(printed.replaced),
        is_signed=pdf != printed.pdf,
        issued_at=clock.now(),
    )
    rows.insert([paper])
    facts = {"paper": paper.number, "sha256": paper.blob_id, "signed": paper.is_signed}
    act.says("issued", by=robot(case), facts=facts)
    return paper


@transaction.atomic
def _put_off(taken: _Taken, problem: str) -> None:
    """Nothing was delivered; tries again later, and after the last time asks a clerk."""
    act = Act(Case.objects.locked().get(pk=taken.pk))
    if (act.case.waits_for, act.case.work_failures) != ("machine", taken.failures):
        return
    attempt = taken.failures + 1
    act.case.work_problem = problem[:500]
    act.says("failed", by=robot(act.case), facts={"attempt": attempt}, detail={"problem": problem})
    if attempt > len(BACK_OFF):
        act.wait_for("issue")
        return
    act.case.work_failures = attempt
    act.case.work_at = clock.now() + timedelta(minutes=BACK_OFF[attempt - 1])
    act.settle()
