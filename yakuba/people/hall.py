"""The sections and posts of the city hall, and who holds them: each from one day until another."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from yakuba.people.validity import InTime, InTimeQuerySet, valid_on


class Section(InTime):
    """A section of the city hall (担当課), known to procedures by its code; a department (部) has sections below it.

    When it is abolished, what still runs there goes to its `successor`.
    """

    code = models.SlugField(unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = InTimeQuerySet["Section"].as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language; papers and the ledger keep `name`."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Post(InTime):
    """A post (職) in a section, whoever holds it. When it ends, what waits there goes to its `successor`."""

    class Rank(models.TextChoices):
        CLERK = "clerk", "係員"
        LEAD = "lead", "係長"
        HEAD = "head", "課長"
        DIRECTOR = "director", "部長"
        VICE_MAYOR = "vice-mayor", "副市長"
        MAYOR = "mayor", "市長"

        @property
        def level(self) -> int:
            """How high it stands: a senior's level is the greater one."""
            return list(type(self)).index(self)

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=50)
    rank = models.CharField(max_length=10, choices=Rank.choices)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = InTimeQuerySet["Post"].as_manager()

    class Meta:
        constraints = [
            *InTime.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rank__in=["clerk", "lead", "head", "director", "vice-mayor", "mayor"]),
                name="people_post_rank_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section.name} {self.title}"

    @property
    def level(self) -> int:
        return Post.Rank(self.rank).level


class HoldingQuerySet(InTimeQuerySet["Holding"]):
    """Who holds what."""

    def in_force_on(self, day: date) -> "HoldingQuerySet":
        """Held on that day, at a post and in a section that exist on that day."""
        return self.valid_on(day).filter(valid_on(day, of="post__") & valid_on(day, of="post__section__"))


class Holding(InTime):
    """One person at one post, from the day of the appointment (発令) until the transfer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")

    objects = HoldingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user}: {self.post}"


class Deputy(InTime):
    """代決者: the post that decides in place of another while its holder is absent; the lower `order` first."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputy_of")
    order = models.PositiveSmallIntegerField(default=1)

    objects = InTimeQuerySet["Deputy"].as_manager()

    class Meta:
        constraints = [
            *InTime.Meta.constraints,
            models.CheckConstraint(condition=~Q(post=F("deputy")), name="people_deputy_is_another_post"),
        ]


class Absence(InTime):
    """不在: somebody is not here on these days. Why is nobody's business and is not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")

    objects = InTimeQuerySet["Absence"].as_manager()
