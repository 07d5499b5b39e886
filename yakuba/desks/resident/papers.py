"""What a case has earned, as its applicant sees it."""

from typing import Any

from yakuba.cases.models import Case
from yakuba.toolbox import clock, dates


def papers_of(case: Case) -> list[dict[str, Any]]:
    """The papers of a case, each with its number, its day and where it is fetched."""
    declared = case.declaration.papers
    return [
        {
            "title": declared[paper.name].title if paper.name in declared else paper.title,
            "number": paper.number,
            "issued_on": dates.in_words(paper.issued_at.astimezone(clock.now().tzinfo).date()),
            "withdrawn": paper.is_withdrawn,
            "reason": paper.withdrawal.reason if paper.is_withdrawn else "",
            "url": f"/cases/{case.receipt}/papers/{paper.pk}/",
        }
        for paper in case.papers.select_related("withdrawal")
    ]
