"""The API's desk: what pages do, for machines. Described at /api/v1/openapi.json (OpenAPI 3.1)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from yakuba.cases.refused import Incomplete, Refused
from yakuba.desks.api import cases, files, hooks, office, procedures
from yakuba.desks.api.keys import PerKey
from yakuba.mailroom import Refused as NoAddress
from yakuba.toolbox.uploads import Refused as NotTaken

api = NinjaAPI(
    title="Yakuba",
    version="1",
    description="What residents and staff do on the pages of the city hall, for machines; asked with a key.",
    docs_url=None,
    urls_namespace="api",
    throttle=[PerKey()],
)
api.add_router("/procedures", procedures.router)
api.add_router("/cases", cases.router)
api.add_router("/inbox", office.router)
api.add_router("/hooks", hooks.router)
api.add_router("", files.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """The move is not possible now: 409, or 422 with what to correct."""
    if isinstance(why, Incomplete):
        return api.create_response(request, {"detail": str(why), "errors": why.errors}, status=422)
    return api.create_response(request, {"detail": str(why)}, status=409)


@api.exception_handler(NotTaken)
@api.exception_handler(NoAddress)
def unusable(request: HttpRequest, why: Exception) -> HttpResponse:
    """A file or an address that cannot be taken."""
    return api.create_response(request, {"detail": str(why)}, status=422)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, why: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "Not Found"}, status=404)


urlpatterns = [path("v1/", api.urls)]
