"""補正する: the fields that were asked for, and no others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.cases import correcting
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
from yakuba.toolbox import clock, dates


@holders_only
def correct(request: HttpRequest, receipt: str) -> HttpResponse:
    """The marked fields as they stand, to be put right and sent."""
    case = case_of(request, receipt)
    correction = case.corrections.filter(answered_at=None).first()
    if correction is None:
        return redirect("case", receipt=receipt)
    if request.method != "POST":
        return _show(request, case, correction, forms.Posted(correcting.standing(case, correction)))
    posted = forms.read(request)
    forms.take_files(request, case, posted)
    if posted.action or wants_part(request):
        return _show(request, case, correction, posted)
    try:
        if not posted.errors:
            correcting.answer(case, by=user_of(request) or GUEST, typed=posted.typed)
            return redirect("case", receipt=receipt)
    except Incomplete as incomplete:
        posted.errors.update(incomplete.errors)
    return _show(request, case, correction, posted)


def _show(
    request: HttpRequest,
    case: Case,
    correction: Correction,
    posted: forms.Posted,
) -> HttpResponse:
    fields = correcting.corrected(case, correction, posted.typed).fields
    filler = Filler(case.version.compiled, clock.today(), case.snapshot, correcting.uploads_of(case))
    around = filler.around(case.answers, len(filler.pages))
    sheet = Sheet(around, posted.typed, posted.errors, looked_up=posted.looked_up)
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
