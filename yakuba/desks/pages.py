"""One URL, one view, two answers: the page, or for a script only the part of it that changes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from yakuba.desks.access import keeps_the_hall
from yakuba.procedures.city import city

# Whether a session shows the way to the office, as it was when it began; who may open it is asked at its door.
WORKS_HERE = "works_here"


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page, or `part` of it where a script asked; the two cannot drift, because the page includes the part."""
    wanted = part if part and wants_part(request) else template
    response = render(request, wanted, context, status=200 if wanted == part else status)
    if part:
        patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What every template may show: the city, and whether all of it is invented."""
    here = city()
    return {
        "city": here,
        "works_here": lambda: request.session.get(WORKS_HERE),
        "keeps_the_hall": lambda: keeps_the_hall(getattr(request, "user", None)),
        "demo": settings.DEMO,
    }
