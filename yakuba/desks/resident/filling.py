"""The form, page by page: begin, fill in, stop and go on, read it all once more, file."""

import math
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.cases import drafting, filing
from yakuba.cases.models import Draft
from yakuba.cases.refused import Incomplete
from yakuba.desks.access import NotHeld, holders_only, open_to_all
from yakuba.desks.facts import facts
from yakuba.desks.holding import draft_of, give_case, give_draft, section_of, signed_in_as
from yakuba.desks.pages import page, wants_part
from yakuba.desks.resident import again, answering, forms, routing
from yakuba.desks.resident.findings import for_applicant
from yakuba.desks.resident.papers import papers_of
from yakuba.ledger import GUEST
from yakuba.procedures.asking import Sheet
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors
from yakuba.procedures.models import Procedure
from yakuba.procedures.prefill import known_value, prefilled
from yakuba.procedures.review import review
from yakuba.toolbox import clock, dates

KEPT = "kept"  # what a session that had expired typed, until its owner has signed in again


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A new form; where the procedure wants to know who applies, after signing in. Nothing begins by a mere link."""
    if request.method != "POST":
        return redirect("guide", slug=slug)
    procedure = get_object_or_404(Procedure.objects.published().for_residents(), slug=slug)
    user = signed_in_as(request)
    assert procedure.current is not None  # published() says so
    if procedure.current.declaration.sign_in == "required" and user is None:
        return redirect_to_login(f"/procedures/{slug}/")
    draft = drafting.begin(procedure, user=user, brought=request.POST.dict())
    if draft.user_id is None:
        give_draft(request, draft)
    return redirect("draft", pk=draft.pk, number=1)


@holders_only
def draft(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One page of the form."""
    try:
        held = draft_of(request, pk)
    except NotHeld:
        if request.user.is_authenticated:
            raise
        return _signed_out_meanwhile(request, pk, number)
    if held.is_done:
        return redirect("filed", pk=pk)
    if not 1 <= number <= len(held.declaration.pages):
        raise Http404
    if request.method == "POST":
        return _keep(request, held, number - 1)
    filler = drafting.filler_for(held)
    if not filler.asks_page(number - 1, held.answers):
        return redirect(_after(request, held, filler, number - 1))
    typed = request.session.pop(f"{KEPT}:{pk}:{number}", None) or _typed(filler, held, number - 1)
    return _show(request, held, filler, number - 1, forms.Posted(typed, errors=_wrong(request, held, filler, number)))


@require_safe
@holders_only
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything on one page, before it is filed."""
    held = draft_of(request, pk)
    if held.is_done:
        return redirect("filed", pk=pk)
    filler = drafting.filler_for(held)
    answers, errors = filler.check(held.answers)
    if errors or held.typed:
        return redirect("draft", pk=pk, number=again.first_wrong(filler, held, errors) + 1)
    return page(request, "resident/confirm.html", _confirmation(held, filler, answers))


@require_POST
@holders_only
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """申請する: once, however often the button is pressed."""
    try:
        with transaction.atomic():
            held = draft_of(request, pk, lock=True)
            if held.declaration.survey:
                return answering.answer(request, held)
            filed = filing.file_held(held, by=held.user or GUEST, added=routing.added_by(request, held))
    except Incomplete as incomplete:
        held = draft_of(request, pk)
        filler = drafting.filler_for(held)
        return redirect("draft", pk=pk, number=again.first_wrong(filler, held, incomplete.errors) + 1)
    if held.declaration.is_for_staff:
        return redirect("office_case", receipt=filed.case.receipt)
    if filed.case.user_id is None:
        give_case(request, filed.case)
    if filed.token and filed.case.user_id is None:
        request.session[f"follow:{filed.case.pk}"] = filed.token
    return redirect("filed", pk=pk)


@require_safe
@holders_only
def filed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt."""
    if (held := draft_of(request, pk)).is_answered:
        return answering.answered(request, held)
    if (case := held.case) is None:
        return redirect("draft", pk=pk, number=1)
    token = request.session.get(f"follow:{case.pk}")
    context = {
        "case": {"receipt": case.receipt, "title": case.declaration.title, "url": f"/cases/{case.receipt}/"},
        "due_on": case.due_on,
        "mail_to": case.email,
        "papers": papers_of(case),
        "follow_url": request.build_absolute_uri(f"/follow/{token}/") if token and case.user_id is None else "",
        "is_automatic": case.waits_for == "machine",
    }
    return page(request, "resident/filed.html", context)


def _keep(request: HttpRequest, held: Draft, number: int) -> HttpResponse:
    posted = forms.read(request)
    try:
        forms.take_files(request, held, posted)
        if wants_part(request):
            return _show(request, held, drafting.filler_for(held), number, posted)
        kept = drafting.keep(held, number, posted.typed)
    except OperationalError:
        return _not_kept(request, held, number, posted)
    filler = kept.filler
    if posted.action == "_save":
        return redirect("save", pk=held.pk)
    if posted.action:
        return _show(request, kept.draft, filler, number, posted)
    found_anew = _read_anew(filler, kept.draft, number) if kept.errors else {}
    again.remember(request, f"{held.pk}:{number + 1}", posted, kept.errors, found_anew)
    if errors := again.joined(kept.errors, posted.errors):
        fields = filler.pages[number].fields
        lacks = again.missing(fields, errors, posted.typed, again.new_when_sent(posted))
        return again.send_back(request, lacks, *(["confirm"] if "confirm" in request.GET else []))
    return redirect(_after(request, kept.draft, filler, number))


def _read_anew(filler: Filler, held: Draft, number: int) -> Errors:
    """What a page as it is kept still lacks."""
    kept = held.typed.get(str(number))
    return filler.read_page(number, kept, held.answers)[1] if kept else {}


def _wrong(request: HttpRequest, held: Draft, filler: Filler, number: int) -> Errors:
    """What is to be said beside the questions of a page that was sent and could not go on."""
    if not again.is_again(request):
        return {}
    return again.joined(_read_anew(filler, held, number - 1), again.remembered(request, f"{held.pk}:{number}"))


def _after(request: HttpRequest, held: Draft, filler: Filler, number: int) -> str:
    """Where つぎへ leads: the next page that is asked, or back to the summary one came from."""
    ahead = [one for one in filler.numbers(held.answers) if one > number]
    if not ahead:
        return f"/drafts/{held.pk}/confirm/"
    if "confirm" in request.GET:
        _answers, errors = filler.check(held.answers)
        wrong = [one for one in ahead if str(one) in held.typed or again.has_error(filler, one, errors)]
        return f"/drafts/{held.pk}/{wrong[0] + 1}/?confirm" if wrong else f"/drafts/{held.pk}/confirm/"
    return f"/drafts/{held.pk}/{ahead[0] + 1}/"


def _show(
    request: HttpRequest, held: Draft, filler: Filler, number: int, posted: forms.Posted, status: int = 200
) -> HttpResponse:
    declared = filler.pages[number]
    asked = filler.numbers(held.answers)
    place = asked.index(number) if number in asked else 0
    around = filler.around(held.answers, number)
    lacks = again.missing(declared.fields, posted.errors, posted.typed, again.new_when_shown(request))
    sheet = Sheet(around, posted.typed, lacks.wrong, known=_known(filler, number), looked_up=posted.looked_up)
    context = {
        "procedure": heading(held),
        "section": section_of(held),
        "page": declared,
        "fields": sheet.questions(declared.fields),
        "wrongs": sheet.wrongs(declared.fields),
        "more": Sheet(around, posted.typed, lacks.fresh).wrongs(declared.fields),
        "key": f"{held.pk}:{number}",
        "back_url": f"/drafts/{held.pk}/{asked[place - 1] + 1}/" if place else "",
        "from_confirm": "confirm" in request.GET,
        **progress(held, len(asked), place),
    }
    return page(request, "resident/page.html", context, part="resident/_fields.html", status=status)


def progress(held: Draft, total: int, place: int) -> dict[str, Any]:
    """全4ページ中2ページ目, and about how many minutes are left; the summary counts as a page."""
    steps = ["done"] * place + ["here"] + ["next"] * (total - place)
    guide = held.declaration.guide
    left = math.ceil((guide.minutes if guide else 5) * (total - place) / max(total, 1))
    return {"total": total + 1, "number": place + 1, "steps": steps, "minutes_left": left}


def _confirmation(held: Draft, filler: Filler, answers: dict[str, Any]) -> dict[str, Any]:
    reviewed = review(held.version.compiled, answers, filler.snapshot, on=clock.today())
    declared = held.declaration
    numbers = filler.numbers(answers)
    fee = reviewed.values.get(declared.fee) if declared.fee else None
    return {
        "procedure": heading(held),
        "section": section_of(held),
        "pages": [
            {
                "title": filler.pages[number].title,
                "url": f"/drafts/{held.pk}/{number + 1}/?confirm",
                "facts": facts(filler, number, answers, dict(reviewed.values)),
            }
            for number in numbers
        ],
        "later": [declared.field(name).label for name in filler.missing_later(answers)],
        "findings": for_applicant(reviewed.findings),
        "fee": _("%(amount)s円") % {"amount": f"{fee:,}"} if fee is not None else "",
        "file_url": f"/drafts/{held.pk}/file/",
        "back_url": f"/drafts/{held.pk}/{numbers[-1] + 1}/",
        "key": str(held.pk),
        "proposed": routing.proposed(held, answers, reviewed.values),
        **progress(held, len(numbers), len(numbers)),
    }


def _typed(filler: Filler, held: Draft, number: int) -> forms.Entries:
    """What stands in the inputs: what could not be accepted yet, else the answers, else what the city knows."""
    if kept := held.typed.get(str(number)):
        return dict(kept)
    typed: forms.Entries = {}
    for field in filler.pages[number].fields:
        value = held.answers.get(field.name)
        own = field.typed(value) if value is not None else prefilled(field, filler.snapshot)
        typed |= {f"{field.name}.{part}" if part else field.name: entries for part, entries in own.items()}
    return typed


def _known(filler: Filler, number: int) -> dict[str, dict[str, Any]]:
    """市が知っていること: where a field was filled in from, and as of when."""
    fields = [field for field in filler.pages[number].fields if field.prefill]
    if not fields or not filler.snapshot:
        return {}
    known_on = dates.in_words(date.fromisoformat(filler.snapshot["on"]))
    source = _("住民基本台帳（%(day)s時点）から") % {"day": known_on}
    return {
        field.name: {"text": field.show(value), "source": source}
        for field in fields
        if (value := known_value(field, filler.snapshot)) is not None
    }


def heading(held: Draft) -> dict[str, Any]:
    """The procedure above every page of its form."""
    declared, slug = held.declaration, held.version.procedure.slug
    url = f"/surveys/{slug}/" if declared.survey else f"/procedures/{slug}/"
    return {
        "title": declared.title,
        "url": "/office/drafting/" if declared.is_for_staff else url,
        "basis": declared.basis,
        "automatic": declared.automatic,
        "survey": declared.survey,
    }


def _not_kept(request: HttpRequest, held: Draft, number: int, posted: forms.Posted) -> HttpResponse:
    """The disk is full or the database away: the page stays as it was typed, and says that it was not kept."""
    messages.error(
        request,
        _("いま、保存ができません。入力したことはこの画面に残っています。少し待ってから、もう一度お試しください。"),
    )
    return _show(request, held, drafting.filler_for(held), number, posted, status=503)


def _signed_out_meanwhile(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The session ran out while typing: what was typed waits in the new session until its owner has signed in."""
    if request.method == "POST":
        request.session[f"{KEPT}:{pk}:{number}"] = forms.read(request).typed
    messages.info(request, _("入力したことは残っています。ログインすると、続きから始められます。"))
    return redirect_to_login(request.path)
