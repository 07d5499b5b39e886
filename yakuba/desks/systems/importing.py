"""台帳の取り込み: a table of systems, shown with what it would change, then taken in whole or not at all."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.systems.asking import shown
from yakuba.systems import importing
from yakuba.toolbox import tables
from yakuba.toolbox.refused import Refused

LARGEST = 1_000_000
MOST_FAULTS = 50
MOST_LINES = 200


@require_http_methods(["GET", "POST"])
@programme_only
def load_register(request: SignedInRequest) -> HttpResponse:
    """The form; sent, what the table would change; sent once more with `really`, taken in."""
    if request.method == "GET":
        return _page(request)
    try:
        rows = _rows(request)
    except tables.Unreadable as unreadable:
        return _page(request, wrongs=[_wrong(str(unreadable))])
    found = importing.preview(rows)
    if found.faults:
        faults = [_wrong(_line(one)) for one in found.faults[:MOST_FAULTS]]
        return _page(request, wrongs=faults, found=found, faults=len(found.faults))
    text = tables.write_csv(rows, list(rows[0])).decode("utf-8-sig")
    if "really" not in request.POST:
        return _page(
            request, found=found, text=text, lines=[one for one in found.lines if not one.is_same][:MOST_LINES]
        )
    try:
        count = importing.load_register(found.lines, by=request.user)
    except Refused as refused:
        return _page(request, wrongs=[_wrong(str(refused))])
    messages.success(request, _("%(count)d件を取り込みました。") % {"count": count})
    return redirect("systems")


def _rows(request: SignedInRequest) -> tables.Rows:
    """What was chosen as a file, or carried along from the page before. Raises tables.Unreadable."""
    file = request.FILES.get("table")
    if file is None:
        return importing.rows_of(request.POST.get("text", "").encode(), "systems.csv")
    if (file.size or 0) > LARGEST:
        raise tables.Unreadable(_("ファイルが大きすぎます。1MBまでにしてください。"))
    return importing.rows_of(file.read(), file.name or "")


def _line(fault: importing.Fault) -> str:
    return _("%(line)d行目：%(why)s") % {"line": fault.number, "why": fault.sentence}


def _wrong(sentence: str) -> dict[str, str]:
    return {"id": "table", "label": _("システムの表"), "sentence": sentence}


def _page(request: SignedInRequest, **more: Any) -> HttpResponse:
    context = {"here": "systems", "columns": importing.COLUMNS, "must": importing.MUST} | more
    answer = shown(request, "import", context)
    answer.status_code = 422 if more.get("wrongs") else 200
    return answer
