"""How this desk's pages write days and sums."""

from datetime import date

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from yakuba.toolbox import dates

register = template.Library()


@register.filter
def in_words(day: date | None) -> str:
    """令和9年3月31日; a dash where there is none."""
    return dates.in_words(day) if day else "—"


@register.filter
def yen(sum_of: int | None) -> str:
    """1,200,000円; a dash where nobody has written it down, which is not the same as 0円."""
    return "—" if sum_of is None else _("%(sum)s円") % {"sum": intcomma(sum_of)}
