"""補正 (行政手続法 第7条): the office marks what to put right, the applicant does, and the clock stands meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.acts import Act, hold, lock, written
from yakuba.cases.drafting import files_named
from yakuba.cases.models import Case, Correction
from yakuba.cases.refused import Incomplete, Refused
from yakuba.people.models import User
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors, Field, Typed
from yakuba.procedures.kinds.reading import read, replay
from yakuba.toolbox import clock

REMIND_DAYS = 3


@transaction.atomic
def send_back(case: Case, *, by: User, items: Mapping[str, str], note: str = "", days: int = 14) -> Case:
    """What to put right, field by field, and until when; the clock stands still."""
    items = {name: written(say) for name, say in items.items()}
    note = written(note)
    act = hold(case, by, "review")
    if not items or items.keys() - _asked_names(act.case):
        raise Refused(_("補正をお願いする項目を一つ以上選んでください。"))
    correction = ask(act, items, note=note, days=days)
    facts = {"fields": list(items), "answer_by": correction.answer_by.isoformat()}
    act.says("sent_back", by=by, facts=facts, detail={"items": items, "note": note})
    return act.wait_for("applicant")


def marked(case: Case, names: Iterable[str]) -> dict[str, str]:
    """The fields as items without a word of their own, in the applicant's language."""
    with translation.override(case.language):
        return dict.fromkeys(names, _("ご確認ください"))


def ask(act: Act, items: Mapping[str, str], *, note: str = "", days: int = 14) -> Correction:
    """Within an act: the fields are open to the applicant, who is told. The act goes on to wait for them."""
    fields = {one.name: one for one in act.case.declaration.fields()}
    correction = Correction.objects.create(
        case=act.case,
        items=[{"field": name, "say": say} for name, say in items.items()],
        note=note,
        asked_at=clock.now(),
        answer_by=clock.today() + timedelta(days=days),
    )
    act.case.proposal = {}
    with translation.override(act.case.language):
        listed = "\n".join(f"- {fields[name].label}: {say}" for name, say in items.items())
    act.tells("asked_to_correct", items=listed, reason=note, due_on=correction.answer_by)
    return correction


def _asked_names(case: Case) -> set[str]:
    return {one.name for one in case.declaration.fields() if one.is_asked}


@transaction.atomic
def answer(case: Case, *, by: ledger.Actor, typed: Typed) -> Case:
    """The applicant puts right what was asked for; the rules look again and the clock goes on.

    `typed` is the posted page: the marked fields and those they bring up. Whether `by` is the applicant, the door has
    asked. Raises Incomplete with the errors, Refused where nothing is asked for.
    """
    act = lock(case)
    correction = _close(act)
    found = corrected(act.case, correction, typed)
    if found.errors:
        raise Incomplete(_("まだ直すところがあります。"), found.errors)
    changed = [one.name for one in act.case.declaration.fields() if found.changes(act.case, one.name)]
    before = {name: act.case.answers.get(name) for name in changed}
    after = {name: found.answers.get(name) for name in changed}
    act.says("answered", by=by, facts={"fields": changed}, detail={"before": before, "after": after})
    act.case.answers, act.case.is_findable = found.answers, False
    # Uploaded for this correction and taken off again: nobody asked for it.
    uploaded = act.case.attachments.filter(uploaded_at__gte=correction.asked_at)
    uploaded.exclude(pk__in=files_named(found.answers)).delete()
    act.case.step = next((at for at, step in enumerate(act.case.declaration.steps) if step.check), 0)
    return act.advance()


@transaction.atomic
def recall(case: Case, *, by: User) -> Case:
    """The office waits no longer: the applicant did not answer, or what was asked for came another way."""
    act = hold(case, by, "applicant")
    _close(act)
    act.says("recalled", by=by)
    return act.wait_for("review")


def remind_due(*, by: ledger.Actor) -> int:
    """Letters to those who are asked and have REMIND_DAYS left, once for each 補正; returns how many."""
    until = clock.today() + timedelta(days=REMIND_DAYS)
    due = Correction.objects.filter(answered_at=None, reminded_at=None, answer_by__lte=until)
    return sum(_remind(case, by) for case in Case.objects.filter(corrections__in=due).order_by("pk"))


@transaction.atomic
def _remind(case: Case, by: ledger.Actor) -> bool:
    act = lock(case)
    correction = act.case.corrections.filter(answered_at=None, reminded_at=None).first()
    if act.case.waits_for != "applicant" or correction is None:
        return False
    correction.reminded_at = clock.now()
    correction.save(update_fields=["reminded_at"])
    if act.tells("reminded_to_correct", reason=correction.note, due_on=correction.answer_by):
        act.says("reminded", by=by, facts={"answer_by": correction.answer_by.isoformat()})
    act.settle()
    return True


@dataclass(frozen=True)
class Corrected:
    """The form with the corrections in it. `fields` stand open: the marked ones and what they bring up."""

    fields: list[Field] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)

    def changes(self, case: Case, name: str) -> bool:
        return bool(self.answers.get(name) != case.answers.get(name))

    def is_change(self, case: Case) -> bool:
        """Whether anything at all is different from what was filed."""
        return any(self.changes(case, one.name) for one in case.declaration.fields())


def corrected(case: Case, correction: Correction, typed: Typed) -> Corrected:
    """Reads what was typed into the open fields; all others stay as they were filed.

    Those are not judged anew: a day that was wished for may have passed since. Conditions are those of the day of
    filing, entries those of today.
    """
    filed_on, found = clock.day_of(case.filed_at), Corrected()
    asked = _asked(Filler(case.version.compiled, filed_on, case.snapshot), case.answers)
    seen = case.version.compiled.seen({}, case.snapshot, on=filed_on, filed_on=filed_on)
    around = replace(case.version.compiled.around(seen, uploads_of(case)), today=clock.today())
    for number, page in enumerate(case.declaration.pages):
        if not around.holds(f"page {number}"):
            continue
        for one in page.fields:
            is_open = one.name in correction.fields or one.name not in asked
            done = read([one], typed, around) if is_open else replay([one], case.answers, around)
            around = done.around
            found.answers.update(done.answers)
            found.errors.update(done.errors)
            found.fields.extend(done.shown if is_open else ())
    return found


def standing(case: Case, correction: Correction) -> dict[str, list[str]]:
    """What stands in the inputs of the marked fields before anybody has typed."""
    return {
        f"{one.name}.{part}" if part else one.name: entries
        for one in case.declaration.fields()
        if one.name in correction.fields and case.answers.get(one.name) is not None
        for part, entries in one.typed(case.answers[one.name]).items()
    }


def uploads_of(case: Case) -> dict[str, dict[str, Any]]:
    """The files that the answers of this case may name: its own."""
    return {str(one.pk): one.offered for one in case.attachments.all()}


def answer_until(case: Case) -> date | None:
    """The day until which the applicant is asked to answer, where they are."""
    correction: Correction | None = next((one for one in case.corrections.all() if not one.answered_at), None)
    return correction.answer_by if correction else None


def _close(act: Act) -> Correction:
    """Ends the open correction; the 標準処理期間 goes on by as many days later."""
    correction = act.case.corrections.filter(answered_at=None).first()
    if act.case.waits_for != "applicant" or correction is None:
        raise Refused(_("いまは補正を受け付けていません。"))
    correction.answered_at = clock.now()
    correction.save(update_fields=["answered_at"])
    if act.case.due_on:
        act.case.due_on += timedelta(days=correction.days_waited(clock.today()))
    return correction


def _asked(filler: Filler, answers: Mapping[str, Any]) -> set[str]:
    return {one.name for number in filler.numbers(answers) for one in filler.fields_of(number, answers)}
