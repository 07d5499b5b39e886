"""補正する: the fields that were asked for, and no others."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yakuba.cases import correcting
from yakuba.cases.models import Case, Correction
from yakuba.cases.refused import Incomplete
from yakuba.cases.words import asked_until
from yakuba.desks.access import NotHeld, holders_only
from yakuba.desks.holding import case_of, user_of
from yakuba.desks.pages import page, wants_part
from yakuba.desks.resident import again, forms
from yakuba.ledger import GUEST
from yakuba.people.models import Section
from yakuba.procedures.asking import Sheet
from yakuba.procedures.filling import Filler
from yakuba.toolbox import clock

TYPED = "correcting"  # what was typed and cannot be sent yet, by case


@holders_only
def correct(request: HttpRequest, receipt: str) -> HttpResponse:
    """The marked fields as they stand, to be put right and sent."""
    try:
        case = case_of(request, receipt)
    except NotHeld:
        if request.method != "POST" or request.user.is_authenticated:
            raise
        return _signed_out_meanwhile(request, receipt)
    correction = case.corrections.filter(answered_at=None).first()
    if correction is None:
        return redirect("case", receipt=receipt)
    if request.method != "POST":
        return _show(request, case, correction, _standing(request, case, correction))
    posted = forms.read(request)
    forms.take_files(request, case, posted)
    if posted.action or wants_part(request):
        return _show(request, case, correction, posted)
    found = correcting.corrected(case, correction, posted.typed)
    if posted.errors or found.errors:
        return _again(request, case, posted, found)
    if not found.is_change(case) and "_as_it_is" not in request.POST:
        return _again(request, case, posted, found, "unchanged")
    try:
        correcting.answer(case, by=user_of(request) or GUEST, typed=posted.typed)
    except Incomplete:
        return _again(request, case, posted, found)
    request.session.pop(f"{TYPED}:{case.receipt}", None)
    return redirect("case", receipt=receipt)


def _signed_out_meanwhile(request: HttpRequest, receipt: str) -> HttpResponse:
    """The session ran out while typing: what was typed waits in the new one until the applicant has signed in."""
    request.session[f"{TYPED}:{receipt}"] = forms.read(request).typed
    messages.info(request, _("入力したことは残っています。ログインすると、続きから始められます。"))
    return redirect_to_login(f"{request.path}?wrong")


def _again(
    request: HttpRequest, case: Case, posted: forms.Posted, found: correcting.Corrected, *flags: str
) -> HttpResponse:
    """Back to the page by its address; the session keeps what was typed, because nothing else may before it is sent."""
    request.session[f"{TYPED}:{case.receipt}"] = posted.typed
    again.remember(request, f"correct:{case.pk}", posted, {}, {})
    errors = again.joined(found.errors, posted.errors)
    lacks = again.missing(found.fields, errors, posted.typed, again.new_when_sent(posted))
    return again.send_back(request, lacks, *flags)


def _standing(request: HttpRequest, case: Case, correction: Correction) -> forms.Posted:
    """What stands on the page when it is opened: the case as it is, or what was typed and cannot be sent yet."""
    kept = request.session.get(f"{TYPED}:{case.receipt}")
    if kept is None or not (again.is_again(request) or "unchanged" in request.GET):
        return forms.Posted(correcting.standing(case, correction))
    errors = correcting.corrected(case, correction, kept).errors
    return forms.Posted(kept, errors=again.joined(errors, again.remembered(request, f"correct:{case.pk}")))


def _show(
    request: HttpRequest,
    case: Case,
    correction: Correction,
    posted: forms.Posted,
) -> HttpResponse:
    fields = correcting.corrected(case, correction, posted.typed).fields
    filler = Filler(case.version.compiled, clock.today(), case.snapshot, correcting.uploads_of(case))
    around = filler.around(case.answers, len(filler.pages))
    lacks = again.missing(fields, posted.errors, posted.typed, again.new_when_shown(request))
    sheet = Sheet(around, posted.typed, lacks.wrong, looked_up=posted.looked_up)
    items = [
        _("%(name)s：%(why)s") % {"name": case.declaration.field(item["field"]).label, "why": item["say"]}
        for item in correction.items
    ]
    context = {
        "case": {"title": case.declaration.title, "receipt": case.receipt, "url": f"/cases/{case.receipt}/"},
        "correction": {
            "sentence": "\n".join([*items, correction.note]).strip(),
            "until": asked_until(correction.answer_by),
        },
        "fields": sheet.questions(fields),
        "wrongs": sheet.wrongs(fields),
        "more": Sheet(around, posted.typed, lacks.fresh).wrongs(fields),
        "unchanged": "unchanged" in request.GET,
        "section": Section.objects.filter(code=case.section).first(),
        "key": f"correct:{case.receipt}",
    }
    return page(request, "resident/correct.html", context, part="resident/_fields.html")
