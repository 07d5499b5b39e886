"""The house, with one bare view beside it: two inserts in one transaction, nothing else."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.settings")
_house = get_wsgi_application()
# The same processes and connections, but nothing between the request and the two inserts.
settings.MIDDLEWARE = []
_plain = WSGIHandler()


def bare(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row VALUES (1, 'one')")
        cursor.execute("INSERT INTO bench_row VALUES (2, 'two')")
    return HttpResponse("kept")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The bare view at /bare/, the whole house everywhere else."""
    chosen = _plain if environ["PATH_INFO"] == "/bare/" else _house
    answer: Iterable[bytes] = chosen(environ, start_response)
    return answer


def _open_door() -> None:
    from yakuba import urls

    urls.urlpatterns.insert(0, path("bare/", bare))


_open_door()
