"""How many were there, and how many of them answered: every rate with its base."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yakuba.cases import surveys
from yakuba.figures.shares import Share
from yakuba.learning.models import Event, Session
from yakuba.procedures.models import Procedure


@dataclass(frozen=True)
class Rate:
    """Of one sitting, or of all together. `answered` is None where nobody can say how many of these it was."""

    name: str
    attended: int
    answered: int | None

    @property
    def share(self) -> Share | None:
        """None where more answered than came: then the list of those who came is not whole, and a rate would lie."""
        if self.answered is None or self.answered > self.attended:
            return None
        return Share(self.answered, self.attended)


@dataclass(frozen=True)
class Rates:
    sessions: list[Rate]
    total: Rate
    in_box: int  # answers that lie in the box still, and are of nobody's sitting yet


def rates(event: Event, sessions: Sequence[Session]) -> Rates:
    """Answers are told apart by the survey's classes, where each sitting names its own; else only all together."""
    classes, in_box = _answered(event)
    single = len(sessions) == 1 and not sessions[0].survey_class
    rows = []
    for one in sessions:
        answered = classes.get(one.survey_class, 0) if one.survey_class and event.survey else None
        rows.append(Rate(one.name, attended(one), classes.total() if single and event.survey else answered))
    total = Rate("", sum(one.attended for one in rows), classes.total() if event.survey else None)
    return Rates(rows, total, in_box)


def attended_of(survey: Procedure) -> int | None:
    """How many came to the event whose questionnaire this is; None where it is of no event."""
    sessions = Session.objects.filter(event__survey=survey.slug).prefetch_related("attendances")
    return sum(map(attended, sessions)) if sessions else None


def attended(session: Session) -> int:
    """By the list, or the number that was written down before there was one."""
    if session.attended_count is not None:
        return session.attended_count
    return len(session.attendances.all())


def _answered(event: Event) -> tuple[Counter[str], int]:
    """How many answers of each class there are, and how many lie in the box."""
    survey = Procedure.objects.filter(slug=event.survey).select_related("current").first() if event.survey else None
    if survey is None or survey.current is None or survey.current.declaration.survey is None:
        return Counter(), 0
    field = survey.current.declaration.survey.classes
    found = Counter(str(one.get(field, "")) if field else "" for one in surveys.answers(survey))
    return found, surveys.counts(survey).in_box
