"""Quarantine: what people send along is kept at once, and handed out to nobody before the scanner has passed it.

While the scanner is away everything stays where it is and is tried again; filing goes on meanwhile.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import correcting
from yakuba.cases.acts import Act, lock
from yakuba.cases.attachments import CLEAN, INFECTED, WAITING
from yakuba.cases.drafting import files_named
from yakuba.cases.models import Attachment, Case, Draft
from yakuba.ledger import Robot
from yakuba.toolbox import clock
from yakuba.toolbox.virus_scanner import Away, Failed, Scanner, Verdict

# Longer than the scanner may take for one file; whoever has not come back by then is taken for dead.
LEASE = timedelta(minutes=5)
# Minutes between tries; the last goes on for ever.
WAITS = (1, 5, 15)
ROBOT = Robot(name="ウイルス検査", post="自動")


@dataclass(frozen=True)
class _Taken:
    """A file as a worker took it: which, what is in it, and the how-manieth try this is."""

    pk: UUID
    content: bytes
    tries: int


def scan_waiting(*, limit: int = 20) -> int:
    """Has files scanned that wait for it, the oldest first; returns how many are known now.

    Any number of workers may call this at once. Must be called outside a transaction.
    """
    if not settings.CLAMD:
        return 0
    scanner, known = Scanner(settings.CLAMD), 0
    for _turn in range(limit):
        taken = _take()
        if taken is None:
            break
        try:
            verdict = scanner.scan(taken.content)
        except Failed as failed:
            _put_off(taken, str(failed))
        except Away as away:
            # The others would fare no better, and each would be waited for.
            _put_off(taken, str(away), everything=True)
            break
        else:
            known += _note(taken.pk, verdict)
    return known


@transaction.atomic
def _take() -> _Taken | None:
    due = Attachment.objects.filter(scan=WAITING, scan_at__lte=clock.now()).order_by("scan_at", "uploaded_at")
    found = due.select_for_update(skip_locked=True, of=("self",)).select_related("blob").first()
    if found is None:
        return None
    found.scan_at, found.scan_tries = clock.now() + LEASE, found.scan_tries + 1
    found.save(update_fields=["scan_at", "scan_tries"])
    return _Taken(found.pk, bytes(found.blob.content), found.scan_tries)


@transaction.atomic
def _put_off(taken: _Taken, problem: str, *, everything: bool = False) -> None:
    waiting, now = Attachment.objects.filter(scan=WAITING), clock.now()
    again = now + timedelta(minutes=WAITS[min(taken.tries, len(WAITS)) - 1])
    waiting.filter(pk=taken.pk).update(scan_at=again, scan_problem=problem[:200])
    if everything:
        waiting.filter(scan_at__lte=now).update(scan_at=again)


@transaction.atomic
def _note(pk: UUID, verdict: Verdict) -> bool:
    """False where the file is gone meanwhile, or another worker has noted it."""
    ours = Attachment.objects.filter(pk=pk, scan=WAITING)
    if not verdict.signature:
        return bool(ours.update(scan=CLEAN, scan_at=None, scan_problem=""))
    owner = ours.filter(case=None).first()
    if owner and owner.draft_id:
        # Whoever files it in this moment waits for us and sees it; or we for them, and then it is a case's.
        Draft.objects.select_for_update().filter(pk=owner.draft_id).first()
    found = ours.select_related("case").first()
    act = lock(found.case) if found and found.case else None
    if found is None or not ours.update(scan=INFECTED, scan_at=None, scan_problem=""):
        return False
    facts = {"file": str(pk), "sha256": found.blob_id, "signature": verdict.signature[:200]}
    if act is None:
        ledger.write("infected", f"draft:{found.draft_id}", by=ROBOT, facts=facts)
        return True
    act.says("infected", by=ROBOT, facts=facts)
    _ask_for_another(act, found)
    return True


def _ask_for_another(act: Act, found: Attachment) -> Case:
    """Where nobody has decided anything yet the applicant is asked at once; otherwise the office sees it and asks."""
    answers, names = act.case.answers, [one.name for one in act.case.declaration.fields()]
    field = next((name for name in names if str(found.pk) in files_named(answers.get(name))), "")
    if not field or act.case.waits_for not in ("machine", "review"):
        return act.settle()
    with translation.override(act.case.language):
        say = _(
            "「%(name)s」からウイルスが見つかったため、受け取れませんでした。お使いの機器をたしかめて、別のファイルを出してください。"
        ) % {"name": found.name}
    correcting.ask(act, {field: say})
    return act.wait_for("applicant")
