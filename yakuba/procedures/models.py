"""Published procedures. A version is never changed; a case stays with the one it was filed under."""

from functools import lru_cache

from django.db import models

from yakuba.procedures import loading
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.compiling import compile as compile_declaration
from yakuba.procedures.declaration import Declaration
from yakuba.toolbox import clock


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def published(self) -> "ProcedureQuerySet":
        """What can be applied for now, with its current version."""
        return self.filter(current__isnull=False, withdrawn_at__isnull=True).select_related("current")

    def for_residents(self) -> "ProcedureQuerySet":
        """What the public may apply for; surveys are answered, not applied for."""
        return self.filter(is_for_staff=False, is_survey=False)

    def for_staff(self) -> "ProcedureQuerySet":
        """起案: what staff draft."""
        return self.filter(is_for_staff=True, is_survey=False).order_by("slug")

    def for_the_public(self) -> "ProcedureQuerySet":
        """What the public finds: what it may apply for, and the surveys that are for it."""
        return self.filter(is_for_staff=False)

    def surveys(self) -> "ProcedureQuerySet":
        return self.filter(is_survey=True).order_by("slug")


class Procedure(models.Model):
    """One procedure of the city, known by its slug; `current` is the version that new cases are filed under."""

    slug = models.SlugField(max_length=60, unique=True)
    current = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    is_for_staff = models.BooleanField(default=False)
    is_survey = models.BooleanField(default=False)

    objects = ProcedureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    @property
    def ledger_key(self) -> str:
        return f"procedure:{self.slug}"

    @property
    def is_published(self) -> bool:
        return self.current_id is not None and self.withdrawn_at is None


class Version(models.Model):
    """One published edition of a procedure: the declaration and its papers, as they were, with their digest."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=60)
    declaration_text = models.TextField()
    papers = models.JSONField(default=dict)  # file name → Typst source
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedures_version_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.procedure.slug} 第{self.number}版"

    @property
    def compiled(self) -> Compiled:
        """The declaration with its rules; read once in each process, because a version never changes."""
        return _compiled(self.sha256, self.declaration_text)

    @property
    def declaration(self) -> Declaration:
        return self.compiled.declaration


@lru_cache(maxsize=500)
def _compiled(sha256: str, text: str) -> Compiled:
    source = loading.read(text, "procedure.yaml")
    return compile_declaration(source, loading.validate(source, Declaration))
