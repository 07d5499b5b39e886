"""What others say to an item: colleagues asked for help (SOS), and firms, experts and residents from outside."""

from django.db import models
from django.db.models import Q

from yakuba.cases.models import Case


class Sos(models.Model):
    """全庁へのSOS: an item asks who knows how. It says what is missing, never whose fault it is."""

    item = models.ForeignKey("programme.Item", on_delete=models.PROTECT, related_name="calls")
    words = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="programme_sos_says_what_is_missing")]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Offer(models.Model):
    """Somebody's answer to an SOS, kept with the thanks for it."""

    call = models.ForeignKey(Sos, on_delete=models.PROTECT, related_name="offers")
    words = models.TextField()
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=200)
    offered_by_key = models.CharField(max_length=200)
    thanks = models.TextField(blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class PublicAnswer(models.Model):
    """What the city answered to a firm's proposal or question, or to a remark from outside: to everybody at once.

    What came in is a case of a procedure; only what the city repeats of it here is published, never who it was.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="public_answer")
    plan = models.SlugField()
    # The key of the leaf it speaks of: "12" for an item; empty for the plan as a whole.
    about = models.CharField(max_length=100, blank=True)
    said = models.TextField()
    answer = models.TextField()
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(said="") & ~Q(answer=""), name="programme_answer_is_told")]
        indexes = [models.Index(fields=["plan", "about"], name="programme_answer_by_thing")]


class Contact(models.Model):
    """接触の記録: every talk with a firm about what the city might buy, with whom and about what."""

    plan = models.SlugField()
    about = models.CharField(max_length=100, blank=True)
    firm = models.CharField(max_length=200)
    met_on = models.DateField()
    words = models.TextField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-met_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(firm="") & ~Q(words=""), name="programme_contact_is_told")]
