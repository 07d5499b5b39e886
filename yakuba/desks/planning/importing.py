"""取組の取り込み: sheets of the four-field form as Markdown or XLSX, shown first, then put into the plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.boxes import Missing
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import or_again
from yakuba.programme import importing, plans

LARGEST = 5_000_000


@require_http_methods(["GET", "POST"])
@programme_only
def import_items(request: SignedInRequest) -> HttpResponse:
    """The form; sent, what the sheets say; sent once more with `really`, registered."""
    if request.method == "GET":
        return _page(request)
    return or_again(request, "import", lambda **more: _page(request, **more), lambda: _read(request))


def _read(request: SignedInRequest) -> HttpResponse:
    text = _text(request)
    sheets = importing.read_markdown(text)
    found = importing.looked_at(plans.own(), sheets)
    if not found:
        raise Missing("text", _("取組が見つかりません。「## 取組の名前」から書いてください。"))
    if "really" not in request.POST:
        return _page(request, sheets=found, text=text, faulty=any(one.faults for one in found))
    count = importing.take_in(plans.own(), found, by=request.user)
    messages.success(request, _("%(count)d件の取組を載せました。") % {"count": count})
    return redirect("programme")


def _text(request: SignedInRequest) -> str:
    """What was pasted, or the same out of a file. Raises Missing with what to send instead."""
    uploaded = request.FILES.get("file")
    if uploaded is None:
        typed = request.POST.get("text", "").strip()
        if not typed:
            raise Missing("text", _("取組シートを貼り付けるか、ファイルを選んでください。"))
        return typed
    if (uploaded.size or 0) > LARGEST:
        raise Missing("file", _("ファイルが大きすぎます。5 MBまでにしてください。"))
    try:
        return importing.as_markdown(uploaded.read(), uploaded.name or "")
    except importing.Unreadable as unreadable:
        raise Missing("file", str(unreadable)) from unreadable


def _page(request: SignedInRequest, **more: Any) -> HttpResponse:
    context = {
        "room": "office",
        "here": "programme",
        "tab": "items",
        "example": importing.EXAMPLE,
        "text": request.POST.get("text", ""),
        **more,
    }
    return page(request, "planning/import.html", context, status=422 if more.get("wrongs") else 200)
