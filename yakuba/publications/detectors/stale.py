"""古いことば: 「R5.1月現在」 in a text of today, and words such as 今年度 that soon mean another year."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit
from yakuba.toolbox import dates

AS_OF = re.compile(
    r"(?P<year>(?:令和|平成|昭和|[RHS])[. ]?(?:\d{1,2}|元)|(?:19|20)\d{2})(?P<whole>年度)?年?[./ ]?"
    r"(?:(?P<month>\d{1,2})(?:月|[./ ])?(?P<day>\d{1,2})?日?)?(?:末|頃)?(?:現在|時点)"
)
RELATIVE = re.compile("今年度|本年度|昨年度|来年度|今年|昨年|来年|今[春夏秋冬]|来[春夏秋冬]|先月|来月|このたび|近日中")


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """A dated 現在 older than the window; more than a year old, it stops. Words without a year are always looked at."""
    for found in AS_OF.finditer(folded.text):
        day = _day(found)
        months = (around.on.year - day.year) * 12 + around.on.month - day.month if day else 0
        if day and months > around.stale_months:
            said = _("%(month)s現在のことです。いまから%(months)dか月前です。")
            said %= {"month": dates.wareki(day).partition("月")[0] + "月", "months": months}
            yield Hit(*found.span(), "stop" if months > 12 else "look", said)
    for found in RELATIVE.finditer(folded.text):
        yield Hit(*found.span(), "look", _("いつのことか、後から読む人には分かりません。年を書いてください。"))


def _day(found: re.Match[str]) -> date | None:
    """The first of the month that is meant; of a fiscal year its last."""
    year = re.sub("[. ]", "", found["year"])
    try:
        if found["whole"]:
            return dates.fiscal_year_end(dates.read(year, "4", "1"))
        return dates.read(year, found["month"] or "12", "1")
    except dates.NotADate:
        return None
