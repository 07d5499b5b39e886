"""異動の取り込み: a CSV of who moves where, shown with what it does to the running cases, then carried out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.cases.handing_over import Stuck, effect_of
from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.boxes import Missing, day
from yakuba.desks.pages import page
from yakuba.people import transfers as people
from yakuba.people.models import Holding
from yakuba.toolbox import clock, dates, tables
from yakuba.toolbox.refused import Refused

LARGEST = 1_000_000


@require_http_methods(["GET", "POST"])
@organisation_only
def transfers(request: SignedInRequest) -> HttpResponse:
    """The form; sent, what the table says and does; sent once more with `really`, carried out."""
    if request.method == "GET":
        return _page(request, {"on": date(dates.fiscal_year(clock.today()) + 1, 4, 1).isoformat()})
    typed = {"on": request.POST.get("on", ""), "text": request.POST.get("text", "")}
    try:
        on, typed["text"] = day(request), _text(request)
    except Missing as missing:
        return _page(request, typed, wrongs=[_wrong(missing.name, missing.sentence)])
    return _read(request, typed, on)


@require_GET
@organisation_only
def example(request: SignedInRequest) -> HttpResponse:
    """Everybody as they stand today in the columns of the table: to be edited and sent back."""
    held = Holding.objects.in_force_on(clock.today()).select_related("user", "post__section").order_by("post", "pk")
    rows = [
        dict(zip(people.COLUMNS, (one.user.email, one.user.name, *_where(one), *_where(one)), strict=True))
        for one in held
    ]
    answer = HttpResponse(tables.write_csv(rows, people.COLUMNS), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="transfers.csv"'
    return answer


def _where(held: Holding) -> tuple[str, str]:
    return held.post.section.name, held.post.title


def _read(request: SignedInRequest, typed: dict[str, str], on: date) -> HttpResponse:
    try:
        rows = tables.read(typed["text"].encode(), "transfers.csv")
    except tables.Unreadable as unreadable:
        return _page(request, typed, wrongs=[_wrong("table", str(unreadable))])
    found, wrong = people.read(rows, on)
    found = [one for one in found if one.old != one.new]
    if wrong or not found:
        lines = [_wrong("table", _("%(line)d行目：%(why)s") % {"line": w.line, "why": w.sentence}) for w in wrong[:50]]
        return _page(request, typed, wrongs=lines or [_wrong("table", _("異動する人がいません。"))])
    really = "really" in request.POST
    try:
        effect = effect_of(lambda: people.carry_out(found, on, by=request.user), on, really=really)
    except Stuck as stuck:
        return _page(request, typed, wrongs=[_wrong("table", str(stuck))], stuck=stuck.effect, rows=found)
    except Refused as refused:
        return _page(request, typed, wrongs=[_wrong("table", str(refused))])
    request.user.forget_posts()
    if really:
        said = _("%(count)d人の異動を、%(on)sの分として取り込みました。") % {
            "count": len(found),
            "on": dates.in_words(on),
        }
        messages.success(request, said)
        return redirect("hall")
    return _page(request, typed, effect=effect, rows=found)


def _text(request: SignedInRequest) -> str:
    """What was chosen as a file, or carried along from the page before."""
    file = request.FILES.get("table")
    if file is None:
        if not request.POST.get("text", "").strip():
            raise Missing("table", _("CSVを選んでください。"))
        return request.POST["text"]
    if (file.size or 0) > LARGEST:
        raise Missing("table", _("ファイルが大きすぎます。1MBまでにしてください。"))
    try:
        rows = tables.read(file.read(), file.name or "")
    except tables.Unreadable as unreadable:
        raise Missing("table", str(unreadable)) from unreadable
    return tables.write_csv(rows, list(rows[0]) if rows else people.COLUMNS).decode("utf-8-sig")


def _wrong(name: str, sentence: str) -> dict[str, str]:
    return {"id": name, "label": _("異動の表"), "sentence": sentence}


def _page(request: SignedInRequest, typed: dict[str, str], **more: Any) -> HttpResponse:
    context = {"room": "office", "here": "transfers", "typed": typed, "columns": people.COLUMNS} | more
    return page(request, "organisation/transfers.html", context, status=422 if more.get("wrongs") else 200)
