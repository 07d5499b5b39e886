"""Taking a case, handing it on, letting it go; notes among colleagues; the lists that somebody keeps."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.cases import taking
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.finding import find, shown_again, wrong
from yakuba.desks.office.inbox import wanted_of
from yakuba.people.models import User


@require_POST
@staff_only
def take(request: SignedInRequest, receipt: str) -> HttpResponse:
    """担当になる."""
    taking.take(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def hand_on(request: SignedInRequest, receipt: str) -> HttpResponse:
    """渡す, to a colleague."""
    found, chosen = find(request, receipt), request.POST.get("to", "")
    if not (chosen.isascii() and chosen.isdigit()):
        return shown_again(request, found, "hand_on", [wrong("to-whom", _("渡す人"), _("渡す人を選んでください。"))])
    to = get_object_or_404(User, pk=int(chosen))
    taking.hand_on(found, by=request.user, to=to, note=request.POST.get("note", ""))
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def let_go(request: SignedInRequest, receipt: str) -> HttpResponse:
    """担当を外れる."""
    taking.let_go(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def note(request: SignedInRequest, receipt: str) -> HttpResponse:
    """内部メモ."""
    found, text = find(request, receipt), request.POST.get("note", "").strip()
    if not text:
        return shown_again(request, found, "note", [wrong("note", _("メモ"), _("メモを入力してください。"))])
    taking.note(found, by=request.user, text=text)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
def keep_filter(request: SignedInRequest) -> HttpResponse:
    """この一覧を覚えておく."""
    wanted = wanted_of(request.POST.dict())
    taking.keep_filter(request.user, request.POST.get("name", ""), wanted.address)
    return redirect(f"/office/?{wanted.address}")


@require_POST
@staff_only
def drop_filter(request: SignedInRequest, pk: int) -> HttpResponse:
    taking.drop_filter(get_object_or_404(request.user.saved_filters, pk=pk))
    return redirect("inbox")
