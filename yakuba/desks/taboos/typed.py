"""What a form of this desk brings along, and the page that answers it."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, QueryDict

from yakuba.desks.access import SignedInRequest, keeps_the_programme
from yakuba.desks.pages import page
from yakuba.people.posts import Posts


def key_of(posted: QueryDict) -> UUID:
    """The key under which the form was shown; a new one where none that can be read came along."""
    try:
        return UUID(posted.get("key", ""))
    except ValueError:
        return uuid4()


def number_of(posted: QueryDict, name: str) -> int:
    """A small number; 0, which nothing has, where it is none."""
    typed = posted.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0


def wrong(name: str, label: str, sentence: str) -> dict[str, str]:
    return {"id": name, "label": label, "sentence": sentence}


def answered(
    request: SignedInRequest, name: str, context: dict[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """A page of this desk, under its tab; what was refused answers 422."""
    around = {"room": "office", "tab": tab, "keeps": keeps_the_programme(request.user), "posts": Posts()}
    return page(request, f"taboos/{name}.html", around | context, status=status)
