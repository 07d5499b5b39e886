"""決裁ルートの表 on screen: as it stands on a day, changed as a whole from a day on, checked before it is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.cases import tables as routes
from yakuba.cases.models import RouteLine, RouteTable
from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.boxes import Missing, day
from yakuba.desks.organisation.hall import RANKS
from yakuba.desks.pages import page
from yakuba.people.models import Post, Section
from yakuba.procedures.models import Procedure
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

SPARE = 2  # empty rows below a table, to be filled in
MOST = 200
COLUMNS = ("pk", "order", "act", "section", "rank", "kind", "amount_from", "amount_below", "any_one", "written", "drop")
Row = dict[str, Any]


@require_GET
@organisation_only
def tables(request: SignedInRequest) -> HttpResponse:
    """Every table, and which procedures take it."""
    used = _used()
    rows = [
        {"table": one, "lines": one.lines.valid_on(clock.today()).count(), "used": used.get(one.code, [])}
        for one in RouteTable.objects.order_by("code")
    ]
    return page(request, "organisation/tables.html", {"room": "office", "here": "tables", "tables": rows})


@require_http_methods(["GET", "POST"])
@organisation_only
def table(request: SignedInRequest, code: str) -> HttpResponse:
    """One table; sent, it is checked, and with `really` it is kept."""
    found = get_object_or_404(RouteTable, code=code)
    if request.method == "GET":
        standing = found.lines.valid_on(clock.today()).order_by("kind", "amount_from", "order")
        return _page(request, found, [_row(line) for line in standing], {"on": clock.today().isoformat()})
    rows = _typed(request.POST)
    if "more" in request.POST:
        return _page(request, found, rows, request.POST.dict())
    try:
        on, lines = day(request), _lines(rows)
        return _changed(request, found, rows, lines, on)
    except Missing as missing:
        wrongs = [{"id": missing.name, "label": _("決裁ルート"), "sentence": missing.sentence}]
    except routes.Impossible as impossible:
        said = [*impossible.faults, *_named(impossible.receipts)]
        wrongs = [{"id": "lines", "label": _("決裁ルート"), "sentence": one} for one in said]
    except Refused as refused:
        wrongs = [{"id": "lines", "label": _("決裁ルート"), "sentence": str(refused)}]
    return _page(request, found, rows, request.POST.dict(), wrongs=wrongs)


def _changed(
    request: SignedInRequest, table: RouteTable, rows: list[Row], lines: list[RouteLine], on: date
) -> HttpResponse:
    really = "really" in request.POST
    with transaction.atomic():
        said = routes.change(table, lines, on, by=request.user)
        if not really:
            transaction.set_rollback(True)
    if really:
        messages.success(request, _("%(on)sから、この表にします。") % {"on": dates.in_words(on)})
        return redirect("table", code=table.code)
    return _page(request, table, rows, request.POST.dict(), said=said, day=dates.in_words(on))


def _named(receipts: list[str]) -> list[str]:
    """The running cases that would find no route, the first fifty by name."""
    if not receipts:
        return []
    shown = "、".join(receipts[:50])
    return [_("進行中の%(count)d件が、決裁までたどり着けません：%(which)s") % {"count": len(receipts), "which": shown}]


def _lines(rows: list[Row]) -> list[RouteLine]:
    """The lines as they are wanted. Raises Missing, naming the row."""
    known = {str(one.pk): one for one in Section.objects.valid_on(clock.today())}
    return [_line(number, row, known) for number, row in enumerate(rows, start=1) if row["order"] and not row["drop"]]


def _line(number: int, row: Row, sections: Mapping[str, Section]) -> RouteLine:
    order = _yen(number, row["order"], _("順番"))
    if order is None or not 1 <= order <= 99:
        raise Missing("lines", _("%(number)d行目：順番は1から99までです。") % {"number": number})
    if row["act"] not in Work.values or row["rank"] not in Post.Rank.values:
        raise Missing("lines", _("%(number)d行目：動きと職の段を選んでください。") % {"number": number})
    if not row["kind"].isprintable():
        raise Missing("lines", _("%(number)d行目：種類に、使えない文字があります。") % {"number": number})
    if row["section"] and row["section"] not in sections:
        raise Missing("lines", _("%(number)d行目：その課は、いまはありません。") % {"number": number})
    low = _yen(number, row["amount_from"], _("金額")) or 0
    high = _yen(number, row["amount_below"], _("金額"))
    if high is not None and high <= low:
        raise Missing(
            "lines", _("%(number)d行目：「未満」の金額は「から」より大きくしてください。") % {"number": number}
        )
    return RouteLine(
        pk=int(row["pk"]) if row["pk"].isascii() and row["pk"].isdigit() and len(row["pk"]) < 19 else None,
        order=order,
        act=row["act"],
        section=sections.get(row["section"]),
        rank=row["rank"],
        kind=row["kind"][:60],
        amount_from=low,
        amount_below=high,
        any_one=bool(row["any_one"]),
        written=bool(row["written"]),
    )


def _yen(number: int, typed: str, what: str) -> int | None:
    plain = typed.replace(",", "").replace("円", "").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
        told = _("%(number)d行目：%(what)sは数字で入力してください。") % {"number": number, "what": what}
        raise Missing("lines", told)
    return int(plain)


def _typed(posted: Any) -> list[Row]:
    """The rows as they were typed, empty ones left out."""
    told = posted.get("rows", "")
    count = min(int(told), MOST) if told.isascii() and told.isdigit() and len(told) < 5 else 0
    rows = [{name: posted.get(f"{name}-{at}", "").strip()[:100] for name in COLUMNS} for at in range(count)]
    return [row for row in rows if row["order"] or row["pk"]]


def _row(line: RouteLine) -> Row:
    return {
        "pk": str(line.pk),
        "order": str(line.order),
        "act": line.act,
        "section": str(line.section_id or ""),
        "rank": line.rank,
        "kind": line.kind,
        "amount_from": str(line.amount_from or ""),
        "amount_below": str(line.amount_below or ""),
        "any_one": "1" if line.any_one else "",
        "written": "1" if line.written else "",
        "drop": "",
    }


def _used() -> dict[str, list[str]]:
    """The procedures by the table that their way takes."""
    used: dict[str, list[str]] = {}
    for one in Procedure.objects.filter(current__isnull=False).select_related("current").order_by("slug"):
        assert one.current is not None
        for step in one.current.declaration.steps:
            if step.decide:
                used.setdefault(step.decide.route, []).append(str(one.current.declaration.title))
    return used


def _page(
    request: SignedInRequest, table: RouteTable, rows: list[Row], typed: dict[str, Any], **more: Any
) -> HttpResponse:
    later = table.lines.filter(valid_from__gt=clock.today()).select_related("section").order_by("valid_from", "order")
    empty = dict.fromkeys(COLUMNS, "")
    context = {
        "room": "office",
        "here": "tables",
        "table": table,
        "rows": [*rows, *(dict(empty) for _spare in range(SPARE))],
        "typed": typed,
        "works": Work.choices,
        "ranks": RANKS,
        "sections": Section.objects.valid_on(clock.today()).order_by("pk"),
        "later": [{"on": dates.in_words(line.valid_from), "line": routes.in_words(line)} for line in later],
        "used": _used().get(table.code, []),
    } | more
    return page(request, "organisation/table.html", context, status=422 if more.get("wrongs") else 200)
