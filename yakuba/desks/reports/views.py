"""The reports there are, one of them to read, and its files."""

import time

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from yakuba.cases.models import Case
from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.pages import page
from yakuba.publications.document import Document
from yakuba.publications.kinds import answers, event
from yakuba.publications.kinds import report as result
from yakuba.publications.pressing import formats, html
from yakuba.toolbox import clock


@require_GET
@programme_only
def reports(request: SignedInRequest) -> HttpResponse:
    """実施結果報告書の一覧."""
    found = [{"slug": slug, "declared": event.report(slug)} for slug in event.slugs()]
    return page(request, "reports/reports.html", {"room": "office", "here": "programme", "reports": found})


@require_GET
@programme_only
def report(request: SignedInRequest, slug: str) -> HttpResponse:
    """One report as it stands this moment."""
    declared = _declared(slug)
    document = _document(request, slug, declared)
    context = {
        "room": "office",
        "here": "programme",
        "slug": slug,
        "title": document.title,
        "part": html.part(document),
        "digest": document.sha256,
        "kinds": list(formats.TYPES),
    }
    return page(request, "reports/report.html", context)


@require_GET
@programme_only
def press(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """The report as a file; how long its pressing took stands in the answer's head."""
    declared = _declared(slug)
    if kind not in formats.TYPES:
        raise Http404
    started = time.perf_counter()
    content = formats.press(_document(request, slug, declared), kind, city=declared.city, day=clock.today())
    answer = HttpResponse(content, content_type=formats.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Server-Timing"] = f"press;dur={1000 * (time.perf_counter() - started):.0f}"
    return answer


def _declared(slug: str) -> event.Report:
    try:
        return event.report(slug)
    except KeyError as error:
        raise Http404 from error


def _document(request: SignedInRequest, slug: str, declared: event.Report) -> Document:
    """From the answers that this person's section may see."""
    seen = answers.filed(declared.survey, Case.objects.visible_to(request.user))
    return result.document(event.Material(declared, seen, clock.today(), event.wishes(slug)))
