"""更新の予定 for everybody: what may be known of renewals to come, so that better proposals reach the city."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.desks.systems.asking import year_in_words
from yakuba.programme.models import PublicAnswer
from yakuba.systems.declared import declared
from yakuba.systems.publicly import Open, public
from yakuba.toolbox import clock, tables


@require_GET
@open_to_all
def renewals(request: HttpRequest) -> HttpResponse:
    """The renewals that may be known, the next decision first."""
    today, here = clock.today(), declared()
    found = public(today)
    context = {
        "room": "public",
        "here": "plan",
        "rows": [_row(one) for one in found.renewals],
        "found": found,
        "answers": PublicAnswer.objects.filter(about__in=[one.code for one in found.renewals]),
        "today": today,
        "joint": [window for window in here.joint.windows if window.closes_on >= today],
        "joint_source": here.joint,
        "next_request": here.request_day.after(today),
    }
    return page(request, "systems/public.html", context)


@require_GET
@open_to_all
def renewals_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    columns = [_("番号"), _("働き"), _("標準化の対象"), _("更新の年度"), _("決める日"), _("契約の終わり")]
    rows = [dict(zip(columns, _cells(one), strict=True)) for one in public(clock.today()).renewals]
    answer = HttpResponse(tables.write_csv(rows, columns), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="renewals.csv"'
    return answer


def _row(one: Open) -> dict[str, Any]:
    return {"open": one, "year": year_in_words(one.renewal.fiscal_year) if one.renewal else ""}


def _cells(one: Open) -> list[object]:
    due = one.renewal
    days = [due.fiscal_year, due.decide_on.isoformat(), due.ends_on.isoformat()] if due else ["", "", ""]
    return [one.code, "、".join(one.functions), one.work, *days]
