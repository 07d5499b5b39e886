"""The accounts of the hall and the people of the town; the posts of its offices are in `hall.py`."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from yakuba.people.hall import Absence, Deputy, Holding, Post, Section
from yakuba.people.tokens import Answered, Token
from yakuba.people.validity import InTime, InTimeQuerySet
from yakuba.toolbox import clock

__all__ = ["Absence", "Answered", "Deputy", "Holding", "Household", "Post", "Resident", "Section", "Token", "User"]


class Accounts(BaseUserManager["User"]):
    """Accounts are found by e-mail address, in any mixture of capitals."""

    def create_user(self, email: str, password: str | None = None, *, name: str) -> "User":
        """Open an account; without a password it can only be entered through a reset letter or a passkey."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account: a resident's, a staff member's, or both at once."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="people_user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        """How the ledger knows this person, whatever they are called later."""
        return f"user:{self.pk}"

    @property
    def actor_name(self) -> str:
        """The name the ledger copies."""
        return self.name

    @property
    def actor_post(self) -> str:
        """The post acted from today, such as 市民課 係長; empty for somebody who holds none."""
        return str(self.holdings_today[0].post) if self.holdings_today else ""

    @property
    def holdings_today(self) -> list["Holding"]:
        """What this person holds today, the highest post first; read once a day for each object."""
        return self.once_a_day("holdings", self._read_holdings)

    @property
    def sections_today(self) -> list["Section"]:
        """The sections whose work this person may see today, each once; those that theirs have taken over as well."""
        return self.once_a_day("sections", self._read_sections)

    @property
    def resident(self) -> "Resident | None":
        """The resident this account belongs to today, once that has been proved."""
        return self.once_a_day("resident", self._read_resident)

    @property
    def is_staff_member(self) -> bool:
        """Whether this person holds any post today."""
        return bool(self.holdings_today)

    @property
    def is_head_today(self) -> bool:
        """Whether this person stands over others today."""
        return any(h.post.level >= Post.Rank.HEAD.level for h in self.holdings_today)

    def heads(self, section: "Section") -> bool:
        """Whether this person decides for that section today."""
        return any(h.post.section_id == section.pk and h.post.rank == Post.Rank.HEAD for h in self.holdings_today)

    def forget_posts(self) -> None:
        """Read the posts anew: somebody has just been appointed or released."""
        self.__dict__.pop("_read_on", None)

    def once_a_day(self, what: str, read: Any) -> Any:
        """What `read` says of a day, asked once for each object."""
        # Keyed by the day: the sample town lives through a year with the same objects.
        kept = self.__dict__.setdefault("_read_on", {})
        key = (what, clock.today())
        if key not in kept:
            kept[key] = read(key[1])
        return kept[key]

    def _read_holdings(self, day: date) -> list["Holding"]:
        took_over = Exists(Section.objects.filter(successor=OuterRef("post__section")))
        held = Holding.objects.filter(user=self).in_force_on(day).select_related("post__section")
        stands_in = Exists(Deputy.objects.filter(deputy=OuterRef("post")))
        succeeds = Exists(Post.objects.filter(successor=OuterRef("post")))
        held = held.annotate(took_over=took_over, stands_in=stands_in, succeeds=succeeds)
        return sorted(held, key=lambda h: (-h.post.level, h.pk))

    def _read_sections(self, day: date) -> list[Section]:
        found = {h.post.section_id: h.post.section for h in self.holdings_today}
        if not any(getattr(h, "took_over", False) for h in self.holdings_today):
            return list(found.values())
        ended = list(Section.objects.filter(valid_until__lte=day, successor__isnull=False))
        while more := [one for one in ended if one.successor_id in found and one.pk not in found]:
            found |= {one.pk: one for one in more}
        return list(found.values())

    def _read_resident(self, day: date) -> "Resident | None":
        mine = Resident.objects.filter(user=self).valid_on(day)
        return mine.select_related("household").order_by("-valid_from", "pk").first()


class Household(models.Model):
    """People who live together and share a living (世帯)."""

    number = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.number


AT_HOME = """
SELECT one.* FROM people_resident one WHERE one.household_id IN (
    SELECT me.household_id FROM people_resident me
    WHERE me.user_id = %s AND me.valid_from <= %s AND (me.valid_until IS NULL OR me.valid_until > %s)
) AND one.valid_from <= %s AND (one.valid_until IS NULL OR one.valid_until > %s)
ORDER BY one.id
"""


class ResidentQuerySet(InTimeQuerySet["Resident"]):
    """The people of the town."""

    def household_of(self, resident: "Resident", on: date) -> "ResidentQuerySet":
        """Everybody in that resident's household on that day, the resident too, in the order of the register."""
        return self.valid_on(on).filter(household=resident.household_id).order_by("pk")

    def at_home_with(self, user: User, on: date) -> list["Resident"]:
        """Everybody in every household in which that account's resident is registered on that day, in that order.

        Written out, because each page of a form asks for it and putting the same together took most of its time.
        """
        return list(self.raw(AT_HOME, [user.pk, *[on.isoformat()] * 4]))


class Resident(InTime):
    """One person in one household at one address, as the register of residents has it for that time.

    `number` (宛名番号) is the person's own through all their states; it is empty where no register has given one.
    """

    number = models.CharField(max_length=20, blank=True, db_index=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="residencies")
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    family_kana = models.CharField(max_length=100)
    given_kana = models.CharField(max_length=100)
    birth_date = models.DateField()
    relation = models.CharField(max_length=50)
    postcode = models.CharField(max_length=7)
    prefecture = models.CharField(max_length=10)
    city = models.CharField(max_length=50)
    town = models.CharField(max_length=100)
    block = models.CharField(max_length=100)
    building = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = ResidentQuerySet.as_manager()

    class Meta(InTime.Meta):
        constraints = [
            *InTime.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(valid_until__isnull=True) & ~Q(number=""),
                name="people_resident_one_standing_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"

    def as_person(self) -> dict[str, str]:
        """The value a field of kind `person` is filled in with."""
        return {
            "family": self.family_name,
            "given": self.given_name,
            "family_kana": self.family_kana,
            "given_kana": self.given_kana,
            "birth_date": self.birth_date.isoformat(),
        }

    def as_address(self) -> dict[str, str]:
        """The value a field of kind `address` is filled in with."""
        parts = ("postcode", "prefecture", "city", "town", "block", "building")
        return {part: getattr(self, part) for part in parts}
