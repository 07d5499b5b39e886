"""Bodies and who sits in them, their meetings, and the agenda."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yakuba.meetings.papers import Note, Paper, PaperVersion
from yakuba.meetings.records import Decision, Line, Minutes, Task
from yakuba.people.models import Post, Section, User
from yakuba.procedures.city import city
from yakuba.toolbox import clock

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "Decision",
    "Line",
    "Meeting",
    "Minutes",
    "Note",
    "Paper",
    "PaperVersion",
    "Seat",
    "Task",
]


class BodyKind(models.TextChoices):
    HEADQUARTERS = "headquarters", _("推進本部")
    WORKING_GROUP = "working_group", _("ワーキンググループ（WG）")
    FOLLOW_UP = "follow_up", _("外部有識者フォローアップ会議")


class Role(models.TextChoices):
    CHAIR = "chair", _("会議の長")
    SECRETARY = "secretary", _("事務局")
    MEMBER = "member", _("構成員")


class State(models.TextChoices):
    PREPARING = "preparing", pgettext_lazy("meeting", "準備")
    OPEN = "open", pgettext_lazy("meeting", "開催中")
    ENDED = "ended", pgettext_lazy("meeting", "終了")
    CONFIRMED = "confirmed", _("会議録確定")


class ItemKind(models.TextChoices):
    REPORT = "report", pgettext_lazy("agenda", "報告")
    TALK = "talk", pgettext_lazy("agenda", "協議")
    DECIDE = "decide", pgettext_lazy("agenda", "決定")


def keeps(user: User) -> bool:
    """Whether somebody's section is the one that keeps the programme: the secretary of every body."""
    return city().programme in {section.code for section in user.sections_today}


def _posts(user: User) -> list[int]:
    return [held.post_id for held in user.holdings_today]


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: User) -> "BodyQuerySet":
        """All of them for the programme's section; for others those in which they hold a seat today."""
        return self if keeps(user) else self.filter(pk__in=Seat.objects.held_by(user).values("body"))


class Body(models.Model):
    """A 会議体. `also` names a second body that sits with it, whose agenda is kept apart."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    also = models.CharField(max_length=100, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    # Only where the city marks it do its minutes name persons instead of posts.
    names_persons = models.BooleanField(default=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="meetings_body_kind_is_known"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="meetings_body_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_key(self) -> str:
        return f"body:{self.code}"

    @property
    def kind_word(self) -> str:
        return str(BodyKind(self.kind).label)

    @property
    def is_outside(self) -> bool:
        """What the follow-up board says is a finding, which the city answers."""
        return self.kind == BodyKind.FOLLOW_UP

    def may_run(self, user: User) -> bool:
        """The chair and the secretary run it; the programme's section is everybody's secretary."""
        runs = Seat.objects.held_by(user).filter(body=self, role__in=[Role.CHAIR, Role.SECRETARY])
        return keeps(user) or runs.exists()


class SeatQuerySet(models.QuerySet["Seat"]):
    def on(self, day: date) -> "SeatQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def held_by(self, user: User) -> "SeatQuerySet":
        return self.on(clock.today()).filter(post__in=_posts(user))


class Seat(models.Model):
    """A seat of a post, whoever holds it; or of somebody from outside, by name and affiliation, for a term."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    affiliation = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None) ^ Q(name=""), name="meetings_seat_is_of_a_post_or_of_a_person"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="meetings_seat_role_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.post) if self.post else f"{self.name}（{self.affiliation}）"

    @property
    def role_word(self) -> str:
        return str(Role(self.role).label)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> "MeetingQuerySet":
        """Of their bodies, and those to whose agenda their section brings something."""
        if keeps(user):
            return self
        brings = AgendaItem.objects.filter(section__in=user.sections_today).values("meeting")
        return self.filter(Q(body__in=Seat.objects.held_by(user).values("body")) | Q(pk__in=brings))


class Meeting(models.Model):
    """One meeting, and what is on the screen of whoever leads it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    called_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    shown = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shown_page = models.PositiveIntegerField(default=1)
    turn = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="meetings_meeting_number_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="meetings_meeting_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="preparing") | Q(opened_at__isnull=False), name="meetings_meeting_was_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name} 第{self.number}回"

    @property
    def ledger_key(self) -> str:
        return f"meeting:{self.pk}"

    @property
    def state_word(self) -> str:
        return str(State(self.state).label)


class AgendaItem(models.Model):
    """One matter of the agenda; `is_other` where it is the second body's."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_other = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="meetings_item_order_once"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="meetings_item_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_word(self) -> str:
        return str(ItemKind(self.kind).label)


class Attendance(models.Model):
    """Whether a seat was taken, and whether its papers were on a screen. Counted for the meeting, never by person."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    on_screen = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="meetings_attendance_once")]
