"""施行: what was decided goes out under its number, is kept until a day, and only added to (追記)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.cases.acts import lock, written
from yakuba.cases.models import Addendum, Case, Counter, Enforcement
from yakuba.cases.refused import Refused
from yakuba.people.models import User
from yakuba.toolbox import clock, dates


@transaction.atomic
def enforce(case: Case, *, by: User) -> Case:
    """施行: gives the document its number and says until when it is kept; the drafter or their section does it."""
    act = lock(case)
    step = act.case.current_step
    if step is None or step.enforce is None or not act.case.may_enforce(by):
        raise Refused(_("いまは施行できません。施行するのは、決裁が済んだ件の、起案した人か課の人です。"))
    years = act.case.declaration.retention_years
    enforcement = Enforcement.objects.create(
        case=act.case,
        number=Counter.next(step.enforce.series or act.case.section_name, digits=4),
        enforced_at=clock.now(),
        retention_years=years,
        discard_on=discard_on(clock.today(), years),
    )
    act.case.hands += 1
    facts = {"number": enforcement.number, "discard_on": enforcement.discard_on.isoformat()}
    act.says("enforced", by=by, facts=facts)
    act.case.step += 1
    return act.advance()


@transaction.atomic
def append(case: Case, *, by: User, text: str) -> Addendum:
    """追記: beside what was decided, never in it."""
    text = written(text, _("追記する文を入力してください。"))
    act = lock(case)
    if act.case.decision is None or not Case.objects.visible_to(by).filter(pk=act.case.pk).exists():
        raise Refused(_("追記できるのは、決裁が済んだ件だけです。"))
    added = Addendum.objects.create(case=act.case, text=text, by_name=by.actor_name, by_post=by.actor_post)
    act.says("appended", by=by, facts={"addendum": added.pk}, detail={"text": text})
    act.settle()
    return added


def discard_on(decided_on: date, years: int) -> date:
    """廃棄予定: kept for `years` from the next 1 April on, so until a 31 March."""
    return date(dates.fiscal_year(decided_on) + 1 + years, 3, 31)
