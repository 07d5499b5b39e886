"""The surveys, one of them question by question, its 考察, and the way to an edition."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import surveys
from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.pages import page
from yakuba.figures import considering, suppressing, tabulating, wording
from yakuba.figures.models import Consideration
from yakuba.figures.shares import Share
from yakuba.figures.tabulating import Cross, Table
from yakuba.learning import rates
from yakuba.procedures.city import city
from yakuba.procedures.models import Procedure
from yakuba.publications import publishing
from yakuba.publications.kinds import survey as kind
from yakuba.publications.models import Edition, Kind
from yakuba.toolbox import tables
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import Unprintable


@require_GET
@programme_only
def results(request: SignedInRequest) -> HttpResponse:
    """調査の一覧: who was asked, who came, who has answered."""
    found = [{"survey": one, "title": _declared(one).title, **_counts(one)} for one in _surveys()]
    return page(request, "results/results.html", {"room": "office", "here": "programme", "surveys": found})


@require_GET
@programme_only
def result(request: SignedInRequest, slug: str) -> HttpResponse:
    """One survey, counted now."""
    return result_page(request, survey_of(slug))


@require_GET
@programme_only
def download(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every table below the other, with the counts behind each share; small cells of cross tables stay hidden."""
    survey = survey_of(slug)
    answers = list(surveys.answers(survey))
    columns = [_("問い"), _("区分"), _("答え"), _("人数"), _("答えた人"), _("割合")]
    rows: list[tuple[object, ...]] = []
    for table in tabulating.tables(_declared(survey), answers):
        for row in table.rows:
            rows.append((table.title, "", row.label, row.share.count, row.share.of, row.share.text()))
    for cross in tabulating.crosses(_declared(survey), answers):
        kept = suppressing.hidden(cross, city().smallest_cell)
        if not kept.is_withheld:
            for row, cells in zip(cross.table.rows, kept.cells, strict=True):
                for name, cell, total in zip(cross.classes, cells, cross.totals, strict=True):
                    rows.append((cross.table.title, name, row.label, "*" if cell is None else cell, total, ""))
    content = tables.write_csv([dict(zip(columns, row, strict=True)) for row in rows], columns)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return answer


@require_POST
@programme_only
def consider(request: SignedInRequest, slug: str) -> HttpResponse:
    """考察を書く."""
    survey, question = survey_of(slug), request.POST.get("question", "")
    counted = considering.tables_of(survey)
    if question not in {one.code for one in counted}:
        raise Http404
    try:
        considering.consider(survey, question, request.POST.get("words", ""), counted, by=request.user)
    except (Refused, Unprintable) as refused:
        return result_page(request, survey, wrong=str(refused), typed=request.POST.dict())
    return redirect("result", slug=slug)


@require_POST
@programme_only
def freeze(request: SignedInRequest, slug: str) -> HttpResponse:
    """凍結する: the results as they stand become an edition."""
    survey = survey_of(slug)
    try:
        made = publishing.freeze(kind.manuscript(survey, rates.attended_of(survey)), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("result", slug=slug)
    return redirect("edition", pk=made.pk)


def result_page(request: SignedInRequest, survey: Procedure, **more: Any) -> HttpResponse:
    declared, answers = _declared(survey), list(surveys.answers(survey))
    counted = tabulating.tables(declared, answers)
    crosses = {one.table.code: one for one in tabulating.crosses(declared, answers)}
    said = {one.question: one for one in Consideration.objects.filter(survey=survey)}
    counts = _counts(survey)
    show = partial(_question, counted=counted, crosses=crosses, said=said, counts=counts, declared=declared)
    comments = declared.survey.comments if declared.survey else ()
    context = {
        "room": "office",
        "here": "programme",
        "survey": survey,
        "title": declared.title,
        "anonymous": declared.is_anonymous,
        **counts,
        "questions": [show(table) for table in counted],
        "comments": [{"field": one, "title": declared.field(one).label} for one in comments],
        "smallest": city().smallest_cell,
        "edition": Edition.objects.of(Kind.REPORT, kind.name_of(survey)).first(),
        "typed": {},
        **more,
    }
    return page(request, "results/result.html", context, status=422 if more.get("wrong") else 200)


def survey_of(slug: str) -> Procedure:
    found = next((one for one in _surveys() if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _surveys() -> list[Procedure]:
    published = Procedure.objects.filter(current__isnull=False).select_related("current").order_by("slug")
    return [one for one in published if one.current and one.current.declaration.survey]


def _declared(survey: Procedure) -> Any:
    assert survey.current is not None  # _surveys() says so
    return survey.current.declaration


def _counts(survey: Procedure) -> dict[str, Any]:
    """Invited → attended → answered, each with its base; more answers than were invited make no rate."""
    counts = surveys.counts(survey, attended=rates.attended_of(survey))
    whole = counts.attended or counts.invited
    return {
        "invited": counts.invited,
        "attended": counts.attended,
        "answered": counts.answered,
        "in_box": counts.in_box,
        "rate": Share(counts.answered, whole) if whole and counts.answered <= whole else None,
    }


def _question(
    table: Table, *, counted: list[Table], crosses: dict[str, Cross], said: Any, counts: dict[str, Any], declared: Any
) -> dict[str, Any]:
    words = said[table.code].words if table.code in said else ""
    cross = crosses.get(table.code)
    kept = suppressing.hidden(cross, city().smallest_cell) if cross else None
    aim = declared.survey.aims.get(table.code.partition(".")[0]) if declared.survey else None
    return {
        "table": table,
        "aim": aim,
        "rows": [{"row": row, "cited": f"{{{table.code}.{row.code}}}"} for row in table.rows],
        "cross": cross,
        "withheld": kept.is_withheld if kept else False,
        "cells": list(zip(table.rows, kept.cells, strict=True)) if kept else [],
        "hidden": kept.count if kept else 0,
        "words": words,
        "shown": wording.said(words, counted),
        "marks": wording.marks(words, counted, table.code),
        "warnings": wording.warnings(table, counts["invited"], counts["attended"]),
    }
