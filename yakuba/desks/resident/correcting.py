"""補正する: the fields that were asked for, and no others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.cases import deciding
from yakuba.cases.models import Case, Correction
from yakuba.cases.refused import Incomplete
from yakuba.desks.access import holders_only
from yakuba.desks.holding import case_of, user_of
from yakuba.desks.pages import page, wants_part
from yakuba.desks.resident import forms
from yakuba.ledger import GUEST
from yakuba.people.models import Section
from yakuba.procedures.asking import Sheet
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Field
from yakuba.procedures.kinds.reading import read_fields
from yakuba.toolbox import clock, dates


@holders_only
def correct(request: HttpRequest, receipt: str) -> HttpResponse:
    """The marked fields as they stand, to be put right and sent."""
    case = case_of(request, receipt)
    correction = case.corrections.filter(answered_at=None).first()
    if correction is None:
        return redirect("case", receipt=receipt)
    filler = Filler(case.version.compiled, clock.today(), case.snapshot, uploads_of(case))
    if request.method != "POST":
        marked = _asked(case, correction, filler, {})
        return _show(request, case, correction, filler, marked, forms.Posted(_typed(marked, case)))
    posted = forms.read(request)
    forms.take_files(request, case, posted)
    filler = Filler(case.version.compiled, clock.today(), case.snapshot, uploads_of(case))
    marked = _asked(case, correction, filler, posted.typed)
    if posted.action or wants_part(request):
        return _show(request, case, correction, filler, marked, posted)
    answers, errors = read_fields(marked, posted.typed, filler.around(case.answers, len(filler.pages)))
    if not errors and not posted.errors:
        emptied = {field.name: None for field in marked if field.name not in answers}
        try:
            deciding.answer(case, by=user_of(request) or GUEST, answers=answers | emptied, uploads=filler.uploads)
        except Incomplete as incomplete:
            errors = incomplete.errors
        else:
            return redirect("case", receipt=receipt)
    for name, parts in errors.items():
        posted.errors.setdefault(name, {}).update(parts)
    return _show(request, case, correction, filler, marked, posted)


def uploads_of(case: Case) -> dict[str, dict[str, Any]]:
    return {str(one.pk): one.value for one in case.attachments.all()}


def _asked(case: Case, correction: Correction, filler: Filler, typed: forms.Entries) -> list[Field]:
    """The marked fields, and those that only the answers typed now bring up, each of which may bring up more."""
    names: set[str] = set(correction.fields)
    before = deciding.names_asked(filler, case.answers)
    while True:
        fields = [field for field in case.declaration.fields() if field.name in names]
        answers, _errors = read_fields(fields, typed, filler.around(case.answers, len(filler.pages)))
        merged = deciding.corrected(filler, case, correction, answers)
        come_up = deciding.names_asked(filler, merged) - before
        if come_up <= names:
            return fields
        names |= come_up


def _typed(marked: list[Field], case: Case) -> forms.Entries:
    return {
        f"{field.name}.{part}" if part else field.name: entries
        for field in marked
        if case.answers.get(field.name) is not None
        for part, entries in field.typed(case.answers[field.name]).items()
    }


def _show(
    request: HttpRequest,
    case: Case,
    correction: Correction,
    filler: Filler,
    fields: list[Field],
    posted: forms.Posted,
) -> HttpResponse:
    sheet = Sheet(
        filler.around(case.answers, len(filler.pages)), posted.typed, posted.errors, looked_up=posted.looked_up
    )
    items = [
        _("%(name)s：%(why)s") % {"name": case.declaration.field(item["field"]).label, "why": item["say"]}
        for item in correction.items
    ]
    context = {
        "case": {"title": case.declaration.title, "receipt": case.receipt, "url": f"/cases/{case.receipt}/"},
        "correction": {
            "sentence": "\n".join([*items, correction.note]).strip(),
            "until": dates.with_weekday(correction.answer_by),
        },
        "fields": sheet.questions(fields),
        "wrongs": sheet.wrongs(fields),
        "section": Section.objects.filter(code=case.section).first(),
        "key": f"correct:{case.receipt}",
    }
    status = 422 if posted.errors else 200
    return page(request, "resident/correct.html", context, part="resident/_fields.html", status=status)
