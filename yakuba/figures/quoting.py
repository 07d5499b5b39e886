"""Figures that a text cites, never typed by hand: `{no_hand}` of the city, `{no_hand:dog-registration}` of one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yakuba.figures import inventory
from yakuba.figures.meter import Measured, Meter, meter
from yakuba.figures.shares import Share
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock, dates

CITED = re.compile(r"\{(?P<key>[a-z_]+)(?::(?P<slug>[a-z0-9-]+))?\}")
# A percentage somebody has typed; those that the figures give carry their base behind them.
TYPED = re.compile(r"[\d０-９]+(?:[.．][\d０-９]+)?\s*[%％](?!（\d)")


@dataclass(frozen=True)
class Figure:
    """What may be quoted: its title, and how it is said of the city or of one procedure."""

    title: str
    said: Callable[[Measured, Meter], str]
    of_one: bool = True


def quoted(text: str) -> str:
    """The text with every figure in words, its base and its day behind it. Unknown ones stay as they are."""
    if not CITED.search(text):
        return text
    measured = meter()
    known = {one.slug: one for one in [measured.city, *measured.procedures]}

    def said(found: re.Match[str]) -> str:
        figure, one = figures().get(found["key"]), known.get(found["slug"] or "")
        return figure.said(one, measured) if figure and one else found[0]

    return CITED.sub(said, text)


def unknown_in(text: str) -> list[str]:
    """What a text cites that there is not."""
    found = list(CITED.finditer(text))
    if not found:
        return []
    slugs = {"", *Procedure.objects.published().for_residents().values_list("slug", flat=True)}
    known = figures()
    return [
        one[0]
        for one in found
        if one["key"] not in known or (one["slug"] or "") not in slugs or (one["slug"] and not known[one["key"]].of_one)
    ]


def figures() -> Mapping[str, Figure]:
    """All that can be cited, by the word that a text uses."""
    return {
        "no_hand": Figure(_("人の手を待たずに終わった割合"), lambda one, all_: _share(one.alone, _ended(), all_)),
        "no_visit": Figure(_("来庁せずに終わった割合"), lambda one, all_: _share(one.without_visit, _ended(), all_)),
        "sent_back": Figure(_("補正を求めた割合"), lambda one, all_: _share(one.sent_back, _filed(), all_)),
        "minutes": Figure(_("入力にかかった分（半分の人）"), lambda one, all_: _number(one.minutes, _("分"), all_)),
        "days": Figure(_("結果が出るまでの日数（半分の件）"), lambda one, all_: _number(one.days, _("日"), all_)),
        "data_count": Figure(
            _("デジタルで完結する手続きの割合"),
            lambda one, all_: _share(inventory.by_count(all_.entries), _("手続台帳の%(of)d件のうち"), all_),
            of_one=False,
        ),
        "data_volume": Figure(
            _("デジタルで完結する手続きの割合（件数で）"),
            lambda one, all_: _share(inventory.by_volume(all_.entries), _("1年の%(of)d件のうち"), all_),
            of_one=False,
        ),
    }


def _share(share: Share, base: str, measured: Meter) -> str:
    day = dates.wareki(clock.day_of(measured.at))
    said = base % {"of": share.of}
    return _("%(text)s（%(base)s%(count)d件、%(day)s現在）") % {
        "text": share.text(),
        "base": said,
        "count": share.count,
        "day": day,
    }


def _number(number: int | None, unit: str, measured: Meter) -> str:
    if number is None:
        return _("まだ数がありません")
    day = dates.wareki(clock.day_of(measured.at))
    return _("%(number)d%(unit)s（%(day)s現在）") % {"number": number, "unit": unit, "day": day}


def _ended() -> str:
    return _("1年に終わった%(of)d件のうち")


def _filed() -> str:
    return _("1年に受け付けた%(of)d件のうち")
