"""The route of one case: what its declaration, its answers and the table of the day make of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from yakuba.cases.models import Case, Stop
from yakuba.cases.routes import Matter, Proposed, propose
from yakuba.people.models import Section, User
from yakuba.people.standing_in import Hall
from yakuba.procedures.declaration import Decide
from yakuba.procedures.models import Version
from yakuba.procedures.routes import kind_and_amount
from yakuba.toolbox import clock


def stops_for(case: Case, decide: Decide) -> list[Stop]:
    """The stops of its route, as they are to be laid. Raises Refused where the table leads nowhere."""
    added = added_posts(case.hall, case.proposal.get("added", ()))
    proposed = propose(decide.route, matter_of(case, decide), case.hall, added)
    return [Stop(case=case, **vars(one)) for one in proposed]


def preview(version: Version, user: User, answers: Mapping[str, Any], values: Mapping[str, Any]) -> list[Stop]:
    """The route that a 起案 would take if it were filed now. Raises Refused where its table leads nowhere."""
    decide = next((step.decide for step in version.declaration.steps if step.decide), None)
    section = section_of(user)
    if decide is None or section is None:
        return []
    case = Case(version=version, user=user, section=section.code, answers=dict(answers), values=dict(values))
    return stops_for(case, decide)


def matter_of(case: Case, decide: Decide) -> Matter:
    """What the table is asked about: whose it is, its kind and its yen, today."""
    kind, amount = kind_and_amount(decide, {**case.answers, **case.values})
    drafter = case.user if case.declaration.is_for_staff else None
    section = section_of(drafter) if drafter else None
    if section is None:
        section = case.hall.section(case.section)
    return Matter(section, kind, amount, clock.today(), drafter.pk if drafter else None)


def section_of(drafter: User) -> Section | None:
    """Where somebody on staff works today; of several posts the highest."""
    held = drafter.holdings_today
    return held[0].post.section if held else None


def added_posts(hall: Hall, added: Iterable[Mapping[str, Any]]) -> list[Proposed]:
    """What the drafter added, `{post, act}`; a post that no longer exists is left out."""
    return [
        Proposed(0, one["act"], hall.posts[one["post"]], is_added=True) for one in added if one["post"] in hall.posts
    ]
