"""Stopping and going on elsewhere: the link, by mail too; and giving up."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yakuba import mailroom
from yakuba.cases import drafting, letters
from yakuba.desks.access import holders_only, open_to_all
from yakuba.desks.holding import draft_of, give_draft
from yakuba.desks.pages import page
from yakuba.desks.resident.again import first_wrong
from yakuba.desks.resident.filling import heading
from yakuba.toolbox import dates


@holders_only
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was typed is kept. Asked for, the link by which it can be gone on with elsewhere; by mail the same one."""
    held = draft_of(request, pk)
    if held.is_done:
        return redirect("filed", pk=pk)
    context = {
        "procedure": heading(held),
        "continue_url": f"/drafts/{pk}/1/",
        "signs_in": held.user_id is not None,
    }
    if request.method != "POST":
        return page(request, "resident/save.html", context)
    link = drafting.resume_link(held, request.POST.get("token", ""))
    url = request.build_absolute_uri(f"/resume/{link.token}/")
    context |= {"token": link.token, "resume_url": url, "expires_on": dates.in_words(link.until)}
    if "email" in request.POST:
        email = request.POST["email"].strip()
        try:
            letters.send_resume_link(held, to=email, url=url, link=link)
        except mailroom.Refused as refused:
            return page(request, "resident/save.html", context | {"email": email, "email_error": refused}, status=422)
        messages.success(request, _("%(email)s にアドレスを送りました。") % {"email": email})
    return page(request, "resident/save.html", context)


@require_safe
@open_to_all
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Comes back by the link: from now on this session holds the draft."""
    found = drafting.resumed(token)
    if found is None:
        return page(request, "resident/expired.html", {}, status=404)
    if found.user_id and found.user_id != request.user.pk:
        return _its_owner_first(request)
    give_draft(request, found)
    if found.is_done:
        return redirect("filed", pk=found.pk)
    filler = drafting.filler_for(found)
    _answers, errors = filler.check(found.answers)
    if not errors and not found.typed:
        return redirect("confirm", pk=found.pk)
    return redirect("draft", pk=found.pk, number=first_wrong(filler, found, errors) + 1)


def _its_owner_first(request: HttpRequest) -> HttpResponse:
    """What somebody began after signing in is gone on with by them alone, whoever has the link."""
    if request.user.is_authenticated:
        messages.error(
            request, _("この書きかけは、別のアカウントのものです。書きはじめたアカウントでログインしてください。")
        )
        return redirect("cases")
    messages.info(request, _("入力したことは残っています。ログインすると、続きから始められます。"))
    return redirect_to_login(request.get_full_path())


@require_POST
@holders_only
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its author does not want it any more."""
    held = draft_of(request, pk)
    slug = held.version.procedure.slug
    drafting.discard(held)
    return redirect("guide", slug=slug)
