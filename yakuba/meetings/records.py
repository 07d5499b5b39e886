"""What a meeting leaves behind: decisions, tasks and minutes."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from yakuba.figures.shares import Share
from yakuba.people.models import Post, User
from yakuba.programme.models import Item
from yakuba.toolbox import clock


class Decision(models.Model):
    """決定; of the follow-up board a 指摘. `concerns` is the item of the plan that it is about."""

    meeting = models.ForeignKey("Meeting", on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey("AgendaItem", on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField()
    concerns = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    is_finding = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    @property
    def is_answered(self) -> bool:
        """Whether every task that came of it is answered; one without a task is not."""
        tasks = list(self.tasks.all())
        return bool(tasks) and all(one.state != "open" for one in tasks)


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "対応中")
    ANSWERED = "answered", pgettext_lazy("task", "回答済み")
    REPORTED = "reported", pgettext_lazy("task", "報告済み")


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(state=TaskState.OPEN).order_by("due_on", "pk")

    def of(self, user: User) -> "TaskQuerySet":
        return self.filter(post__in=[held.post_id for held in user.holdings_today])

    def of_sections(self, user: User) -> "TaskQuerySet":
        return self.filter(post__section__in=user.sections_today)


class Task(models.Model):
    """宿題 of a decision for a post, until a day. Overdue is a state of the task, not a mark of a section."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=500)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reported_in = models.ForeignKey("Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | ~Q(answer=""), name="meetings_task_answered_in_words"),
            models.CheckConstraint(
                condition=Q(state="reported") ^ Q(reported_in=None), name="meetings_task_reported_in_a_meeting"
            ),
        ]

    @property
    def is_overdue(self) -> bool:
        return self.state == TaskState.OPEN and self.due_on < clock.today()

    @property
    def state_word(self) -> str:
        return str(TaskState(self.state).label)

    def may_answer(self, user: User) -> bool:
        return self.post_id in {held.post_id for held in user.holdings_today}

    def days_left(self, today: date) -> int:
        return (self.due_on - today).days


class Minutes(models.Model):
    """会議録, a version: a draft until a person confirms it, and then never written again."""

    meeting = models.ForeignKey("Meeting", on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    # Counted up with each change of a line: whoever confirms says which they have read.
    revision = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="meetings_minutes_version_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(confirmed_at=None), name="meetings_minutes_one_draft"
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def checked(self) -> Share:
        lines = list(self.lines.all())
        return Share(sum(1 for line in lines if line.is_checked), len(lines))


class Line(models.Model):
    """One statement of the minutes, 未確認 until a person has ticked it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="lines")
    order = models.PositiveIntegerField()
    item = models.ForeignKey("AgendaItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    speaker = models.CharField(max_length=100, blank=True)
    # The post that spoke, where the speaker is one of the seats: this is what the public reads.
    post = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    is_decision = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["minutes", "order"], name="meetings_line_order_once")]

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None
