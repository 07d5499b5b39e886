"""The reports there are, one of them to read, and its files."""

import time
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.cases.models import Case
from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.boxes import number_in
from yakuba.desks.pages import page
from yakuba.publications import paraphrasing, publishing, written
from yakuba.publications.around import around
from yakuba.publications.document import Comments, Document
from yakuba.publications.gate import Finding, Piece, examine
from yakuba.publications.kinds import answers, event
from yakuba.publications.kinds import report as result
from yakuba.publications.models import Kind
from yakuba.publications.pressing import formats, html
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable


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


@require_POST
@programme_only
def freeze(request: SignedInRequest, slug: str) -> HttpResponse:
    """凍結する: the report as it stands becomes an edition, looked over by the gate."""
    declared = _declared(slug)
    document = _document(request, slug, declared)
    try:
        ready = written.manuscript(Kind.REPORT, slug, document, _sizes(declared, document))
        made = publishing.freeze(ready, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("report", slug=slug)
    return redirect("edition", pk=made.pk)


@require_http_methods(["GET", "POST"])
@programme_only
def comments(request: SignedInRequest, slug: str) -> HttpResponse:
    """言いかえ: the comments that give their author away, each with other words proposed."""
    declared = _declared(slug)
    wrong = ""
    if request.method == "POST":
        key = (request.POST.get("field", ""), request.POST.get("of", ""), number_in(request.POST.get("number", "")))
        try:
            if not any(one["key"] == key for one in _flagged(request, slug, declared)):
                raise Http404
            paraphrasing.paraphrase(slug, *key, request.POST.get("words", ""), by=request.user)
            return redirect("paraphrase_comments", slug=slug)
        except (Refused, Unprintable) as refused:
            wrong = str(refused)
    context = {
        "room": "office",
        "here": "programme",
        "slug": slug,
        "title": declared.title,
        "rows": _flagged(request, slug, declared),
        "wrong": wrong,
        "typed": request.POST.dict(),
    }
    return page(request, "reports/comments.html", context, status=422 if wrong else 200)


def _flagged(request: SignedInRequest, slug: str, declared: event.Report) -> list[dict[str, Any]]:
    """Every comment at which the gate stops or that has other words already."""
    said, sizes = paraphrasing.paraphrases(slug), {one.staff_class: one.attended for one in declared.sessions}
    known, found = around(class_sizes=sizes), []
    for answer in answers.filed(declared.survey, Case.objects.visible_to(request.user)):
        for question in declared.questions:
            words, key = answer.words(question.field), (question.field, answer.staff_class, answer.number)
            hits = examine([Piece("", words, "comment", answer.staff_class)], known) if words else []
            hits = [one for one in hits if one.weight == "stop"]
            if hits or key in said:
                row = {"key": key, "question": question.code, "words": words, "hits": hits, "said": said.get(key, "")}
                found.append(row | {"proposed": _proposed(words, hits)})
    return found


def _proposed(words: str, hits: Sequence[Finding]) -> str:
    """The comment with every word that gives its author away replaced; a person reads it over."""
    for hit in hits:
        if hit.instead:
            words = words.replace(hit.quote, hit.instead)
    return words


def _sizes(declared: event.Report, document: Document) -> dict[str, int]:
    """How many people may have written each list of comments: those who attended."""
    sizes: dict[str, int] = {}
    for caption in (block.caption for block in document.blocks if isinstance(block, Comments)):
        sizes[caption] = sum(one.attended for one in declared.sessions if f"【{one.staff_class}】" in caption)
    return sizes


def _declared(slug: str) -> event.Report:
    try:
        return event.report(slug)
    except KeyError as error:
        raise Http404 from error


def _document(request: SignedInRequest, slug: str, declared: event.Report) -> Document:
    """From the answers that this person's section may see."""
    seen = answers.filed(declared.survey, Case.objects.visible_to(request.user))
    said = paraphrasing.paraphrases(slug)
    return result.document(event.Material(declared, seen, clock.today(), event.wishes(slug), said))
