"""Events, their sessions, who has signed up and who came; what of them concerns single people is in `register.py`."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from yakuba.learning.register import Commitment, Leader, Outcome, Role, Skill
from yakuba.people.models import Section, User
from yakuba.toolbox import clock, dates

__all__ = [
    "Attendance",
    "Commitment",
    "Event",
    "Leader",
    "Outcome",
    "Point",
    "Role",
    "Session",
    "SignUp",
    "Skill",
]


class Kind(models.TextChoices):
    """What sort of event it is; only a course for citizens is announced to everybody."""

    LECTURE = "lecture", _("講演会")
    TRAINING = "training", _("研修")
    HANDS_ON = "hands-on", _("操作研修")
    SECURITY = "security", _("情報セキュリティ研修")
    CITIZENS = "citizens", _("市民講座")


class EventQuerySet(models.QuerySet["Event"]):
    def for_citizens(self) -> "EventQuerySet":
        return self.filter(kind=Kind.CITIZENS)

    def open(self) -> "EventQuerySet":
        return self.filter(closed_at=None)

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-announced_at", "-pk")


class Event(models.Model):
    """One lecture, training or course. What was taken over from another city's document names its `source`."""

    title = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    aim = models.TextField()
    background = models.TextField(blank=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="events")
    lecturer = models.CharField(max_length=100, blank=True)
    lecturer_profile = models.TextField(blank=True)
    materials: Any = models.JSONField(default=list)
    # The procedure by which those who came are asked, and the profile of talent that coming is evidence for.
    survey = models.SlugField(blank=True)
    skill = models.SlugField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    report = models.TextField(blank=True)
    announced_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(aim=""), name="learning_event_says_what_for"),
            # The answers to one survey are counted for one event.
            models.UniqueConstraint(fields=["survey"], condition=~Q(survey=""), name="learning_survey_of_one_event"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(report=""), name="learning_closed_event_has_its_report"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_key(self) -> str:
        return f"event:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_for_citizens(self) -> bool:
        return self.kind == Kind.CITIZENS

    def is_hosted_by(self, user: User) -> bool:
        """Whether that person works in the section that holds it."""
        return any(one.pk == self.section_id for one in user.sections_today)


class Audience(models.TextChoices):
    STAFF = "staff", _("職員")
    EVERYONE = "everyone", _("どなたでも")


class Session(models.Model):
    """One sitting of an event. One that was before there was this system has only its `attended_count`."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions")
    name = models.CharField(max_length=50)
    starts_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=100, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.STAFF)
    # Of the staff only these ranks, and only these sections by their code; empty: all.
    ranks: Any = models.JSONField(default=list)
    sections: Any = models.JSONField(default=list)
    audience_words = models.TextField(blank=True)
    attended_count = models.PositiveIntegerField(null=True, blank=True)
    # The answer in the survey's field of classes by which those who came to this sitting are known.
    survey_class = models.CharField(max_length=100, blank=True)
    door_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="learning_session_once_an_event"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | Q(attended_count__isnull=False),
                name="learning_session_has_its_moment_or_its_count",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0), name="learning_session_has_room"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.title} {self.name}"

    @property
    def ledger_key(self) -> str:
        return f"session:{self.pk}"

    @property
    def when(self) -> str:
        """12月6日（日）10:00; nothing where nobody wrote it down."""
        if self.starts_at is None:
            return ""
        return f"{dates.with_weekday(clock.day_of(self.starts_at))} {localtime(self.starts_at):%H:%M}"

    @property
    def was_before_the_system(self) -> bool:
        return self.attended_count is not None

    @property
    def takes_sign_ups(self) -> bool:
        """Until it begins."""
        return self.event.is_open and self.starts_at is not None and clock.now() < self.starts_at

    @property
    def is_today(self) -> bool:
        return self.starts_at is not None and clock.day_of(self.starts_at) == clock.today()

    @property
    def has_begun(self) -> bool:
        """From its day on people can be ticked off as there."""
        return self.starts_at is not None and clock.day_of(self.starts_at) <= clock.today()

    def is_for(self, user: User | None) -> bool:
        """Whether it is meant for that person; None is somebody who has not signed in."""
        if self.audience == Audience.EVERYONE:
            return True
        return user is not None and any(self._is_meant(one.post) for one in user.holdings_today)

    def _is_meant(self, post: Any) -> bool:
        return (not self.ranks or post.rank in self.ranks) and (not self.sections or post.section.code in self.sections)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def standing(self) -> "SignUpQuerySet":
        return self.filter(cancelled_at=None)

    def seated(self) -> "SignUpQuerySet":
        return self.standing().filter(seat__isnull=False).order_by("seat")

    def waiting(self) -> "SignUpQuerySet":
        """Whoever signed up first comes first."""
        return self.standing().filter(seat=None).order_by("signed_up_at", "pk")


class SignUp(models.Model):
    """Somebody means to come: on a numbered seat, or on the waiting list, which has none."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sign_ups")
    key = models.CharField(max_length=300)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_ups")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField()
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    signed_up_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_digest = models.CharField(max_length=64, unique=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=Q(cancelled_at__isnull=True), name="learning_sign_up_once"
            ),
            models.UniqueConstraint(fields=["session", "seat"], name="learning_seat_for_one"),
            models.CheckConstraint(condition=Q(seat__isnull=True) | Q(seat__gt=0), name="learning_seats_from_one"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(seat__isnull=True), name="learning_cancelled_has_no_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.name}"


class Attendance(models.Model):
    """Somebody was there: known by account or sign-up, or, where nobody is asked who they are, by a mere tick."""

    class How(models.TextChoices):
        QR = "qr", _("QRコード")
        LIST = "list", _("名簿")
        WALK_IN = "walk-in", _("当日参加")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    key = models.CharField(max_length=300)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="attendances")
    sign_up = models.OneToOneField(SignUp, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance")
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="learning_there_once")]


class Level(models.TextChoices):
    """To whom a point speaks (職員階層)."""

    ALL = "all", _("共通")
    TOP = "top", _("経営層")
    DESK = "desk", _("実務層")


class Point(models.Model):
    """階層別の取組ポイント: what the event asks of everybody, of those who lead, of those who do the work."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="points")
    level = models.CharField(max_length=10, choices=Level.choices)
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="learning_point_has_its_place"),
            models.CheckConstraint(condition=~Q(text=""), name="learning_point_is_told"),
        ]
