"""The paper: numbered by the database, printed from its own case's frozen values, kept, never printed again."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import steps
from yakuba.cases.drafting import keep_bytes
from yakuba.cases.models import Case, Counter, Paper, PaperWithdrawal
from yakuba.cases.refused import Refused
from yakuba.people.models import User
from yakuba.procedures.declaration import Paper as DeclaredPaper
from yakuba.procedures.printing import Content, Stamp, paper_values
from yakuba.toolbox import clock, dates, press, signatures

# Minutes between attempts; after the last a clerk is told instead.
BACK_OFF = (1, 5, 15)


def work(*, limit: int = 50) -> int:
    """Carries on with every case that waits for the machine; returns how many were moved."""
    done = 0
    for pk in list(Case.objects.ready(clock.now()).values_list("pk", flat=True)[:limit]):
        try:
            done += _carry_on(pk)
        except (press.Stalled, press.Failed, signatures.KeyProblem) as problem:
            _put_off(pk, str(problem))
    return done


@transaction.atomic
def issue(case: Case, *, by: User) -> Case:
    """発行: the clerk lets the paper go out; a worker prints it in its next loop."""
    case = Case.objects.select_for_update(of=("self",)).select_related("version__procedure").get(pk=case.pk)
    if not case.may_be_moved_by(by, "issue"):
        raise Refused(
            _("いまはこの操作ができません。ほかの人が先に処理したか、担当がかわりました。画面を開き直してください。")
        )
    case.hands += 1
    case.work_failures, case.work_problem = 0, ""
    ledger.write("released", case.ledger_key, by=by)
    return steps.wait_for(case, "machine")


@transaction.atomic
def withdraw_paper(paper: Paper, *, by: User, reason: str) -> PaperWithdrawal:
    """The paper is no longer good: whoever checks it is told so."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.is_withdrawn:
        raise Refused(_("この紙はもう取り消されています。"))
    if not reason.strip():
        raise Refused(_("取り消す理由を入力してください。"))
    ledger.write(
        "paper_withdrawn", f"case:{paper.case_id}", by=by, facts={"paper": paper.number}, detail={"reason": reason}
    )
    return PaperWithdrawal.objects.create(paper=paper, reason=reason)


@transaction.atomic
def _carry_on(pk: int) -> bool:
    case = (
        Case.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("version__procedure")
        .filter(pk=pk, waits_for="machine")
        .first()
    )
    if case is None:  # another worker has it, or it was withdrawn meanwhile
        return False
    step = case.current_step
    if step and step.issue:
        _print(case, step.issue.paper)
        case.step += 1
    case.work_failures, case.work_problem = 0, ""
    steps.advance(case)
    return True


def _print(case: Case, name: str) -> Paper:
    declared = case.declaration.papers[name]
    stamp = Stamp(
        number=_next_number(declared),
        issued_on=clock.today(),
        code=secrets.token_urlsafe(16),
        receipt=case.receipt,
        filed_on=case.filed_at.astimezone(clock.now().tzinfo).date(),
        section=case.section_name,
    )
    content = Content(case.answers, case.values, case.snapshot)
    printed = press.printed(case.version.papers[declared.file], paper_values(case.declaration, declared, content, stamp))
    pdf = signatures.sign(printed.pdf)
    paper = Paper.objects.create(
        case=case,
        name=name,
        title=declared.title.ja,
        number=stamp.number,
        code=stamp.code,
        blob=keep_bytes(pdf),
        replaced=list(printed.replaced),
        is_signed=pdf != printed.pdf,
        issued_at=clock.now(),
    )
    facts = {"paper": paper.number, "sha256": paper.blob_id, "signed": paper.is_signed}
    ledger.write("issued", case.ledger_key, by=steps.robot(case), facts=facts)
    return paper


def _next_number(declared: DeclaredPaper) -> str:
    """The next number of the series in this fiscal year; the row stays locked until the paper is kept."""
    year = dates.fiscal_year(clock.today())
    series = declared.series or "証"
    counter, _made = Counter.objects.select_for_update().get_or_create(name=f"{series}/{year}")
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}第{year}-{counter.last:06d}号"


@transaction.atomic
def _put_off(pk: int, problem: str) -> None:
    """Nothing was delivered; tries again later, and after the last time asks a clerk."""
    case = Case.objects.select_for_update(of=("self",)).select_related("version__procedure").get(pk=pk)
    if case.waits_for != "machine":
        return
    case.work_problem = problem[:500]
    ledger.write("failed", case.ledger_key, by=steps.robot(case), facts={"attempt": case.work_failures + 1})
    if case.work_failures >= len(BACK_OFF):
        steps.wait_for(case, "issue")
        return
    steps.wait_for(case, "machine")
    case.work_at = clock.now() + timedelta(minutes=BACK_OFF[case.work_failures])
    case.work_failures += 1
    case.save(update_fields=["work_at", "work_failures"])
