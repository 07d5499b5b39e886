"""The papers of a meeting, version upon version, and what somebody notes down beside them for themselves."""

from django.db import models
from django.db.models import Q

from yakuba.people.models import User


class Paper(models.Model):
    """資料: one number of the bundle. What it says stands in its versions."""

    meeting = models.ForeignKey("Meeting", on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey("AgendaItem", on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meetings_paper_number_once")]

    def __str__(self) -> str:
        return f"資料{self.number} {self.title}"


class PaperVersionQuerySet(models.QuerySet["PaperVersion"]):
    def light(self) -> "PaperVersionQuerySet":
        """Without the bytes: lists need none."""
        return self.defer("content").order_by("-number")


class PaperVersion(models.Model):
    """版: the bytes as they were sent in, with their digest. Never written again, only followed by another."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    uploaded_by = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    # Came after the meeting was opened: beside what was before it, never in its place.
    is_late = models.BooleanField(default=False)

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="meetings_version_number_once"),
            models.CheckConstraint(condition=Q(page_count__gte=1), name="meetings_version_has_pages"),
        ]


class NoteQuerySet(models.QuerySet["Note"]):
    def of(self, author: User) -> "NoteQuerySet":
        """The only way in: there is no list of everybody's notes, in no export either."""
        return self.filter(author=author)


class Note(models.Model):
    """A private note on a page, which nobody but its author reads."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["paper", "author", "page"], name="meetings_note_once_a_page")]
