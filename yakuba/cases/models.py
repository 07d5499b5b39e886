"""Drafts, cases, and what belongs to them."""

from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Q

from yakuba.cases.attachments import Attachment
from yakuba.cases.ballots import Ballot, Box, Ticket
from yakuba.cases.drafts import Draft
from yakuba.cases.exports import Export, ExportPiece
from yakuba.cases.hooks import Hook, HookCall
from yakuba.cases.notes import Note, SavedFilter
from yakuba.cases.papers import Blob, Counter, Paper, PaperWithdrawal
from yakuba.cases.reviews import Correction, Review
from yakuba.cases.routes import RouteLine, RouteTable
from yakuba.cases.stops import Addendum, Decision, Enforcement, Stop, Turn, turns
from yakuba.people.models import Section, Token, User
from yakuba.people.standing_in import Hall
from yakuba.procedures.declaration import Declaration, Step
from yakuba.procedures.models import Version
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock

__all__ = [
    "STAFF_STEPS",
    "Addendum",
    "Attachment",
    "Ballot",
    "Blob",
    "Box",
    "Case",
    "Correction",
    "Counter",
    "Decision",
    "Draft",
    "Enforcement",
    "Export",
    "ExportPiece",
    "Hook",
    "HookCall",
    "Note",
    "Paper",
    "PaperWithdrawal",
    "Review",
    "RouteLine",
    "RouteTable",
    "SavedFilter",
    "Stop",
    "Ticket",
]
STAFF_STEPS = ("review", "decide", "issue", "enforce")


def sees_elsewhere(user: User) -> bool:
    """Whether a route brings somebody cases of other sections; asked once a day for each object."""
    codes = [section.code for section in user.sections_today]
    passing = Stop.objects.within_reach_of(user).exclude(case__section__in=codes)
    return bool(user.once_a_day("elsewhere", lambda _day: passing.exists()))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """What a member of staff may open today: the cases of their sections, and those whose route passes them."""
        codes = [section.code for section in user.sections_today]
        if not user.is_staff_member:
            return self.none()
        # Most people's routes stay at home; then the index of the sections answers alone.
        if sees_elsewhere(user):
            passing = Stop.objects.within_reach_of(user).values("case")
            return self.filter(Q(section__in=codes) | Q(pk__in=passing))
        return self.filter(section__in=codes)

    def for_the_hands_of(self, user: User) -> "CaseQuerySet":
        """What waits on somebody's own desk: what they have taken, and what its route has brought to them."""
        taken = Q(assignee=user, waits_for__in=STAFF_STEPS)
        # 起案 that came back, or that its drafter has yet to put into force.
        own = Q(user=user, version__procedure__is_for_staff=True, waits_for__in=["applicant", "enforce"])
        return self.filter(taken | own | Q(pk__in=Stop.objects.for_the_hands_of(user).values("case")))

    def of(self, user: User) -> "CaseQuerySet":
        """What a resident filed."""
        return self.filter(user=user)

    def followed_by(self, token: Token) -> "CaseQuerySet":
        """What the account of a key filed, and what its own keys filed for guests."""
        ours = Q(user=token.user_id)
        for key in Token.objects.filter(user=token.user_id).values_list("pk", flat=True):
            ours |= Q(submission_key__startswith=f"api:{key}:")
        return self.filter(ours)

    def waiting(self) -> "CaseQuerySet":
        """What waits for somebody in the office."""
        return self.filter(waits_for__in=STAFF_STEPS)

    def locked(self, **options: bool) -> "CaseQuerySet":
        """With its version, and locked until the transaction ends: first lock, then ask."""
        return self.select_for_update(of=("self",), **options).select_related("version__procedure")

    def ready(self, now: datetime) -> "CaseQuerySet":
        """What a worker can carry on with, oldest first."""
        return self.filter(waits_for="machine", work_at__lte=now).order_by("work_at", "pk")

    def used_since(self, moment: datetime) -> dict[int, int]:
        """How many cases each procedure has had since then, by its primary key; read from an index alone."""
        counted = self.filter(filed_at__gte=moment).values_list("version__procedure").annotate(count=models.Count("*"))
        return dict(counted)

    def receipt(self, receipt: str) -> "CaseQuerySet":
        """The case of that receipt number, or none."""
        year, _dash, serial = receipt.partition("-")
        if not (year.isascii() and year.isdigit() and serial.isascii() and serial.isdigit() and len(serial) < 19):
            return self.none()
        return self.filter(pk=int(serial), filed_year=int(year))


class Case(models.Model):
    """One request. `waits_for` is machine, review, decide, issue, enforce, applicant, or empty when it has ended."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="cases")
    section = models.CharField(max_length=60)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases")
    applicant_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="ja")
    channel = models.CharField(max_length=20, default="online")
    submission_key = models.CharField(max_length=100, unique=True)
    submission_digest = models.CharField(max_length=64)
    submission_salt = models.CharField(max_length=32)
    follow_digest = models.CharField(max_length=64, null=True, unique=True)
    answers = models.JSONField()
    snapshot = models.JSONField(default=dict)  # what the register of residents said on the day of filing
    values = models.JSONField(default=dict)
    open_rules = models.JSONField(default=list)  # names of the rules at which a person must look
    review_count = models.PositiveSmallIntegerField(default=0)  # how often the rules have run
    step = models.PositiveSmallIntegerField(default=0)
    waits_for = models.CharField(max_length=20, default="machine")
    outcome = models.CharField(max_length=20, blank=True)
    hands = models.PositiveSmallIntegerField(default=0)  # acts of staff; 0 means that nobody had to touch it
    proposal = models.JSONField(default=dict)  # what a clerk puts before the head of section
    filed_at = models.DateTimeField()
    filed_year = models.PositiveSmallIntegerField()
    finished_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    work_at = models.DateTimeField(default=clock.now)
    work_failures = models.PositiveSmallIntegerField(default=0)
    work_problem = models.CharField(max_length=500, blank=True)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # 担当
    is_findable = models.BooleanField(default=False)  # whether the search knows it as it stands now
    erased_at = models.DateTimeField(null=True)  # when its retention ended; nothing personal is left then

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["waits_for", "work_at"], name="cases_case_ready"),
            models.Index(fields=["section", "waits_for", "due_on"], name="cases_case_inbox"),
            models.Index(fields=["finished_at"], name="cases_case_finished"),
            models.Index(fields=["filed_at", "version"], name="cases_case_used"),
            models.Index(fields=["id"], condition=Q(is_findable=False), name="cases_case_to_be_indexed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_for="", finished_at__isnull=False) & ~Q(outcome="")
                | (~Q(waits_for="") & Q(outcome="", finished_at__isnull=True)),
                name="cases_case_has_ended_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(waits_for__in=["machine", "applicant", *STAFF_STEPS, ""]),
                name="cases_case_waits_for_somebody_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "granted", "declined", "withdrawn", "scrapped"]),
                name="cases_case_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """受付番号: the database's own number behind the year of filing."""
        return f"{self.filed_year}-{self.pk:05d}"

    @property
    def ledger_key(self) -> str:
        return f"case:{self.pk}"

    @property
    def declaration(self) -> Declaration:
        return self.version.declaration

    @property
    def current_step(self) -> Step | None:
        steps = self.declaration.steps
        return steps[self.step] if self.step < len(steps) else None

    @property
    def is_finished(self) -> bool:
        return self.waits_for == ""

    @property
    def is_overdue(self) -> bool:
        """Past its 標準処理期間; never while the applicant is asked for a correction."""
        return self.due_on is not None and self.waits_for not in ("", "applicant") and clock.today() > self.due_on

    @property
    def fee_yen(self) -> int | None:
        return self.values.get(self.declaration.fee) if self.declaration.fee else None

    @cached_property
    def section_row(self) -> Section | None:
        return Section.objects.filter(code=self.section).first()

    @property
    def section_name(self) -> str:
        return str(self.section_row or self.section)

    def may_withdraw(self) -> bool:
        """An applicant may take the request back until it has ended or a paper has been issued."""
        return not self.is_finished and self.waits_for != "enforce" and not self.papers.exists()

    def is_in_hands_of(self, user: User) -> bool:
        """Whether `user` holds a post in its section today; nobody acts on what they filed themselves."""
        return self.user_id != user.pk and self.section in {section.code for section in user.sections_today}

    def may_be_moved_by(self, user: User, *words: str) -> bool:
        """Whether the case is in the hands of `user` and waits at one of `words`."""
        return self.waits_for in words and self.is_in_hands_of(user)

    @cached_property
    def hall(self) -> Hall:
        return Hall(clock.today())

    @property
    def put_forward_by(self) -> set[int]:
        """Who filed it and who put it before those who decide: they neither look at it nor decide."""
        forward = str(self.proposal.get("by", "")).removeprefix("user:")
        return {int(key) for key in (self.user_id, forward) if key}

    @cached_property
    def turns(self) -> list[Turn]:
        """Where it stands on its route, and who may act there today."""
        if self.waits_for != "decide":
            return []
        return turns(list(self.stops.select_related("post__section")), self.hall, self.put_forward_by)

    @cached_property
    def decision(self) -> Decision | None:
        """What holds of what was decided."""
        return self.decisions.last()

    def turn_of(self, user: User) -> Turn | None:
        """The stop at which it is this person's turn today."""
        return next((turn for turn in self.turns if turn.of(user)), None)

    def may_agree(self, user: User) -> bool:
        """回議・合議: whoever looks at it before it is decided."""
        turn = self.turn_of(user)
        return turn is not None and turn.stop.act != Work.DECIDE

    def may_decide(self, user: User) -> bool:
        """Whoever stands at the end of the route, and never on what they put forward themselves."""
        turn = self.turn_of(user)
        return turn is not None and turn.stop.act == Work.DECIDE

    def may_decline(self, user: User) -> bool:
        """A clerk at the review; where there was none, whoever decides."""
        return self.may_be_moved_by(user, "review") or (self.may_decide(user) and not self._was_reviewed())

    def may_return(self, user: User) -> bool:
        """差戻し by the head, 引上げ by whoever put it forward; and by any clerk what they need not issue after all."""
        if not self._was_reviewed():
            return False
        if self.may_be_moved_by(user, "issue"):
            return True
        is_proposer = self.may_be_moved_by(user, "decide") and self.proposal.get("by") == user.actor_key
        return is_proposer or self.turn_of(user) is not None

    def may_recall(self, user: User) -> bool:
        """The office need not wait for a correction for ever."""
        return self.may_be_moved_by(user, "applicant") and not self.declaration.is_for_staff

    def may_scrap(self, user: User) -> bool:
        """廃案 is for drafts of staff that have not been decided."""
        is_theirs = self.user_id == user.pk or self.is_in_hands_of(user) or self.turn_of(user) is not None
        return self.declaration.is_for_staff and self.waits_for in ("decide", "applicant") and is_theirs

    def may_enforce(self, user: User) -> bool:
        """Whoever drafted it, or their section."""
        return self.waits_for == "enforce" and (self.user_id == user.pk or self.is_in_hands_of(user))

    def may_issue_by_hand(self, user: User) -> bool:
        """What the press has given up."""
        return self.may_be_moved_by(user, "issue") and bool(self.work_problem)

    def _was_reviewed(self) -> bool:
        return any(step.review for step in self.declaration.steps[: self.step])
