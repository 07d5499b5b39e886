"""A published document to read, its files, its errata, and what changed since the edition before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.publications import differing, written
from yakuba.publications.models import Edition, Kind
from yakuba.publications.pressing import formats, html
from yakuba.toolbox import clock, dates

MOST = 100


@require_safe
@open_to_all
def publications(request: HttpRequest) -> HttpResponse:
    """Everything, the newest edition of each first."""
    newest: dict[tuple[str, str], Edition] = {}
    for one in Edition.objects.published().exclude(kind=Kind.PLAN).order_by("-published_at")[:MOST]:
        newest.setdefault((one.kind, one.name), one)
    rows = [{"edition": one, "kind": Kind(one.kind).label, "on": _on(one)} for one in newest.values()]
    return page(request, "published/publications.html", {"here": "plan", "rows": rows})


@require_safe
@open_to_all
def publication(request: HttpRequest, kind: str, name: str, number: int | None = None) -> HttpResponse:
    """One edition from front to back."""
    edition = _edition(kind, name, number)
    newest = _edition(kind, name, None)
    context = {
        "here": "plan",
        "edition": edition,
        "kind": Kind(kind).label,
        "on": _on(edition),
        "newest": None if newest == edition else newest,
        "part": html.part(written.document_of(edition)),
        "formats": sorted(formats.TYPES),
        "changes": differing.differences(edition),
        "before": edition.before,
        "errata": edition.errata.all(),
    }
    return page(request, "published/publication.html", context)


@require_safe
@open_to_all
def download(request: HttpRequest, kind: str, name: str, number: int, format: str) -> HttpResponse:
    """As it was pressed when it was published, to the byte."""
    pressing = _edition(kind, name, number).pressings.filter(format=format).first()
    if pressing is None or format not in formats.TYPES:
        raise Http404
    answer = HttpResponse(bytes(pressing.content), content_type=formats.TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{number}.{format}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["ETag"] = f'"{pressing.sha256}"'
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def _edition(kind: str, name: str, number: int | None) -> Edition:
    if kind not in Kind.values or kind == Kind.PLAN:
        raise Http404
    published = Edition.objects.of(kind, name).published()
    found = (published.filter(number=number) if number else published).first()
    if found is None:
        raise Http404
    return found


def _on(edition: Edition) -> str:
    assert edition.published_at is not None  # published() says so
    return dates.in_words(clock.day_of(edition.published_at))
