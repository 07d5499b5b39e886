"""Who may answer a survey: the audience that it declares, as the hall and the register of residents stand today."""

from collections.abc import Iterator

from yakuba.people.models import Holding, Resident, Section, User
from yakuba.procedures.declaration import Among, Survey
from yakuba.toolbox import clock


def is_asked(user: User | None, survey: Survey) -> bool:
    """Whether the survey is for this person; None is somebody who has not signed in."""
    if survey.audience == "everyone":
        return True
    if user is None or not user.is_active:
        return False
    if survey.audience == "residents":
        return user.resident is not None
    return any(_is_among(held, survey) for held in user.holdings_today)


def everybody_asked(survey: Survey) -> Iterator[int]:
    """The primary keys of all accounts that the survey is for, each once. Nobody can count everyone: then none."""
    today = clock.today()
    if survey.audience == "everyone":
        return
    if survey.audience == "residents":
        known = Resident.objects.valid_on(today).filter(user__is_active=True)
        yield from known.order_by("user").values_list("user", flat=True).distinct()
        return
    held = Holding.objects.in_force_on(today).filter(user__is_active=True).select_related("post__section")
    yield from sorted({one.user_id for one in held if _is_among(one, survey)})


def sections_that_are_not(survey: Survey) -> list[str]:
    """The codes of its audience that no section has today: a survey for those would be nobody's."""
    wanted = survey.audience.sections if isinstance(survey.audience, Among) else ()
    known = set(Section.objects.valid_on(clock.today()).filter(code__in=wanted).values_list("code", flat=True))
    return [code for code in wanted if code not in known]


def _is_among(held: Holding, survey: Survey) -> bool:
    if not isinstance(survey.audience, Among):
        return True
    sections, posts = survey.audience.sections, survey.audience.posts
    in_section = not sections or held.post.section.code in sections
    return in_section and (not posts or held.post.rank in posts)
