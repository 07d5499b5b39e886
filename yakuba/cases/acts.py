"""One act on one case: what it changes, what the ledger hears and whom it tells, written together at its end."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import letters
from yakuba.cases.models import Case, Review, Stop
from yakuba.cases.proposing import stops_for
from yakuba.cases.refused import Refused
from yakuba.cases.stops import Turn
from yakuba.people.models import User
from yakuba.procedures.filling import Filler
from yakuba.procedures.review import review
from yakuba.toolbox import clock, rows, text

MOVED = [
    "answers", "values", "open_rules", "review_count", "step", "waits_for", "outcome", "hands", "proposal",
    "finished_at", "due_on", "work_at", "work_failures", "work_problem", "is_findable", "assignee",
]  # fmt: skip


@dataclass(frozen=True)
class Applicant:
    """Whoever filed, as the ledger knows them: by the key of the account. A name in a line could never be erased."""

    actor_key: str
    actor_name: str = "申請者"
    actor_post: str = ""


@dataclass
class Act:
    """One act, in the transaction of the move. The move ends it by `advance`, `wait_for` or `finish`."""

    case: Case
    _lines: list[ledger.Said] = field(default_factory=list)
    _letters: list[tuple[str, dict[str, str | date]]] = field(default_factory=list)
    _reviews: list[Review] = field(default_factory=list)
    _stops: list[Stop] | None = None

    def says(
        self, verb: str, *, by: ledger.Actor, facts: dict[str, Any] | None = None, detail: dict[str, Any] | None = None
    ) -> None:
        """The next line about the case; `facts` stay for good, `detail` is personal and can be erased."""
        is_applicant = self.case.user_id is not None and by.actor_key == f"user:{self.case.user_id}"
        self._lines.append(ledger.Said(verb, Applicant(by.actor_key) if is_applicant else by, facts or {}, detail))

    def tells(self, letter: str, **words: str | date) -> bool:
        """A letter to the applicant; False where there is no address to send it to."""
        if not self.case.email:
            return False
        self._letters.append((letter, words))
        return True

    def advance(self) -> Case:
        """Takes every step that needs nobody; stops at the first that waits, or ends the case as granted.

        Printing waits for a worker: a press may stall.
        """
        while (step := self.case.current_step) is not None:
            if step.waits(may_pass=self._may_pass()):
                return self.go_along_the_route() if step.decide else self.wait_for(step.word)
            if step.issue:
                return self.wait_for("machine")
            if step.check:
                self._check()
            elif step.tell and self.tells(step.tell.letter):
                self.says("told", by=robot(self.case), facts={"letter": step.tell.letter})
            self.case.step += 1
        return self.finish("granted")

    def go_along_the_route(self) -> Case:
        """Lays the route that the step at hand asks for; its first post has its turn."""
        step = self.case.current_step
        assert step is not None
        assert step.decide is not None
        self._stops = stops_for(self.case, step.decide)
        return self.wait_for("decide")

    def wait_for(self, word: str) -> Case:
        """The case stands still until `word` (machine, review, decide, issue, applicant) has acted."""
        self.case.waits_for, self.case.work_at = word, clock.now()
        return self.settle()

    def finish(self, outcome: str) -> Case:
        """The case ends as granted, declined or withdrawn."""
        self.case.waits_for, self.case.outcome, self.case.finished_at = "", outcome, clock.now()
        return self.settle()

    def settle(self) -> Case:
        """Writes it all: the case, what the rules found, the lines of the ledger, the letters."""
        begins = self.case.pk is None
        if begins:
            rows.insert([self.case])
        else:
            rows.update(self.case, MOVED)
        for found in self._reviews:
            found.case = self.case
        if self._reviews:
            rows.insert(self._reviews)
        if self._stops is not None:
            self._lay_route(self._stops, begins=begins)
        if self._lines:
            ledger.write_all(self.case.ledger_key, self._lines, begins=begins)
        for letter, words in self._letters:
            letters.tell(self.case, letter, words)
        return self.case

    def _lay_route(self, stops: list[Stop], *, begins: bool) -> None:
        """The stops from here on; what was done at earlier ones of the same case stays in the ledger."""
        if not begins:
            self.case.stops.all().delete()
        for stop in stops:
            stop.case = self.case
        rows.insert(stops)

    def _may_pass(self) -> bool:
        """Whether the steps of persons are passed by: an automatic procedure, checked, and nothing left open."""
        declared = self.case.declaration
        checked = any(step.check for step in declared.steps[: self.case.step])
        return declared.automatic and checked and not self.case.open_rules

    def _check(self) -> None:
        """自動の審査: every rule with its reasons, kept as they were.

        As of the day of filing, after a correction too: 補正 does not move the day of the application.
        """
        case, on = self.case, clock.day_of(self.case.filed_at)
        reviewed = review(case.version.compiled, case.answers, case.snapshot, on=on, filed_on=on)
        later = Filler(case.version.compiled, on, case.snapshot).missing_later(case.answers)
        case.values = dict(reviewed.values)
        case.open_rules = [finding.rule for finding in reviewed.findings if finding.is_open] + later
        case.review_count += 1
        findings = [finding.as_json() for finding in reviewed.findings]
        self._reviews.append(
            Review(number=case.review_count, reviewed_at=clock.now(), findings=findings, values=case.values)
        )
        results = {finding.rule: finding.result for finding in reviewed.findings}
        self.says("checked", by=robot(case), facts={"review": case.review_count, "results": results})


def robot(case: Case) -> ledger.Robot:
    """Who acts when no person does: the rules of the version the case was filed under."""
    return ledger.Robot(name="自動の審査", post=f"規則 第{case.version.number}版")


def lock(case: Case) -> Act:
    """Begins an act: locks the case as it stands now. First lock, then ask."""
    return Act(Case.objects.locked().get(pk=case.pk))


def hold(case: Case, by: User, *words: str) -> Act:
    """Begins an act of staff. Raises Refused where the case does not wait at one of `words` for somebody like `by`."""
    act = lock(case)
    if not act.case.may_be_moved_by(by, *words):
        raise Refused(
            _("いまはこの操作ができません。ほかの人が先に処理したか、担当がかわりました。画面を開き直してください。")
        )
    act.case.hands += 1
    return act


def hold_turn(case: Case, by: User) -> tuple[Act, Turn]:
    """Begins an act at a stop of its route. Raises Refused where it is not this person's turn today."""
    act = lock(case)
    turn = act.case.turn_of(by)
    if turn is None:
        raise Refused(_not_their_turn(act.case, by))
    act.case.hands += 1
    return act, turn


def _not_their_turn(case: Case, by: User) -> str:
    if by.pk == case.user_id or case.proposal.get("by") == by.actor_key:
        return _("自分で起案した件や、自分で回議に付した件には、回議も決裁もできません。")
    return _(
        "この件は、いまはあなたの番ではありません。ほかの人が先に処理したか、担当がかわりました。画面を開き直してください。"
    )


def written(words: str, missing: str = "") -> str:
    """What a clerk wrote, as it is kept and sent. Raises Refused with `missing` where it is empty and must not be."""
    try:
        kept = text.clean(words).strip()
    except text.Unprintable as unprintable:
        raise Refused(str(unprintable)) from unprintable
    if missing and not kept:
        raise Refused(missing)
    return kept
