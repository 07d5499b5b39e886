"""What colleagues write to each other beside a case, and the lists of the inbox that somebody keeps."""

from django.db import models

from yakuba.people.models import User
from yakuba.toolbox import clock


class Note(models.Model):
    """内部メモ: read by the office alone, and erased with the case."""

    case = models.ForeignKey("Case", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by_name = models.CharField(max_length=100)
    by_post = models.CharField(max_length=200)
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]


class SavedFilter(models.Model):
    """A list of the inbox under a name of one's own: the address by which it is asked for."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="cases_savedfilter_name_once")]
