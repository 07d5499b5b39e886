"""Whatever has been done to a case, and whatever the press does, the office alone can bring it to an end."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from yakuba.cases import correcting, deciding, issuing
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import QUICK, REVIEWED, WHOLE, declare, file_form
from yakuba.toolbox import clock, press

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]
WAYS = {
    "whole": WHOLE,
    "quick": QUICK,
    "reviewed": REVIEWED,
    "decided": "automatic: false\nsteps: [{check: rules}, {decide: {route: section-head}}, {issue: {paper: permit}}]\n",
    "issued-by-clerk": "automatic: true\nsteps: [{check: rules}, {issue: {paper: permit, by: clerk}}]\n",
    "checked-twice": "automatic: true\nsteps: [{check: rules}, {review: {by: clerk}}, {check: rules}, {review: {}}]\n",
}
RUNS, LENGTH = 36, 12
Act = Callable[[Case], object]


class Office:
    """The clerk, the head, the applicant and the worker, on a clock that only goes on."""

    def __init__(self, cast, luck, patch):
        self.cast, self.luck, self.now, self.press_fails = cast, luck, clock.now(), False
        right = press.printed
        patch.setattr(press, "printed", lambda *given: self._print(partial(right, *given)))

    def _print(self, printing):
        if self.press_fails:
            raise press.Failed("紙がありません")
        return printing()

    def work(self, case=None):
        for _round in range(5):
            self.now += timedelta(minutes=16)
            with clock.at(self.now):
                issuing.work()

    def acts(self) -> list[Act]:
        """Everything that anybody could try."""
        cast, staff = self.cast, self.luck.choice([self.cast.ken, self.cast.rie, self.cast.taro, self.cast.hana])
        people = str(self.luck.randint(0, 20))
        return [
            partial(deciding.accept, by=staff),
            partial(deciding.decline, by=staff, reason="理由"),
            partial(deciding.decide, by=staff),
            partial(deciding.return_to_review, by=staff, reason="もう一度"),
            partial(correcting.send_back, by=staff, items={"people": "数"}),
            partial(correcting.recall, by=staff),
            partial(correcting.answer, by=cast.hana, typed={"people": [people]}),
            partial(issuing.issue, by=staff),
            partial(issuing.issue_by_hand, by=staff, how="手書き"),
            partial(deciding.withdraw, by=cast.hana) if self.luck.random() < 0.1 else self.work,
            self.work,
        ]

    def tries(self, act, case):
        self.now += timedelta(hours=1)
        with clock.at(self.now):
            try:
                act(Case.objects.get(pk=case.pk))
            except Refused:
                return False
        return True

    def brings_to_an_end(self, case) -> bool:
        """By what a willing office does, without the applicant, and with a press that works or not."""
        for _step in range(12):
            case = Case.objects.get(pk=case.pk)
            if case.is_finished:
                return True
            moves: dict[str, list[Act]] = {
                "machine": [self.work],
                "review": [partial(deciding.accept, by=self.cast.ken)],
                "applicant": [partial(correcting.recall, by=self.cast.ken)],
                "decide": [
                    partial(deciding.decide, by=self.cast.rie),
                    partial(deciding.return_to_review, by=self.cast.rie, reason="係に"),
                ],
                "issue": [
                    partial(issuing.issue_by_hand, by=self.cast.ken, how="手書き"),
                    partial(issuing.issue, by=self.cast.ken),
                ],
            }
            if not any(self.tries(move, case) for move in moves[case.waits_for]):
                return False
        return False


def stuck(cast, runs=RUNS):
    """The cases that a willing office could not end, after chance has done with them what it would."""
    versions = [declare(steps, slug=slug) for slug, steps in WAYS.items()]
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for run in range(runs):
            luck = Random(run)
            office = Office(cast, luck, patch)
            case = file_form(versions[run % len(versions)], user=cast.hana, people=luck.choice([2, 20]))
            for _turn in range(LENGTH):
                office.press_fails = luck.random() < 0.3
                office.tries(luck.choice(office.acts()), case)
            if not office.brings_to_an_end(case):
                found.append(f"{case} waits for {Case.objects.get(pk=case.pk).waits_for}")
            patch.undo()
    return found


def test_the_office_can_end_every_case_whatever_was_done_to_it(cast):
    assert stuck(cast) == []
    assert oracle.unsound() == []
    outcomes = set(Case.objects.values_list("outcome", flat=True))
    assert outcomes == {"granted", "declined", "withdrawn"}


def test_planted_a_head_who_cannot_take_back_what_they_put_forward_is_noticed(cast, monkeypatch):
    monkeypatch.setattr(Case, "may_return", lambda case, user: case._was_reviewed() and case.may_decide(user))
    assert any("decide" in complaint for complaint in stuck(cast))


def test_planted_a_correction_that_only_the_applicant_can_end_is_noticed(cast, monkeypatch):
    def refuses(case, *, by):
        raise Refused("補正を待ちます")

    monkeypatch.setattr(correcting, "recall", refuses)
    assert any("applicant" in complaint for complaint in stuck(cast, runs=12))
