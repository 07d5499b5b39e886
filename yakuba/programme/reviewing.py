"""The windows in which every owner looks at their items (7月・11月・3月): opened once, never waited for."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.collecting import asking
from yakuba.collecting.models import Round
from yakuba.ledger import Actor
from yakuba.programme.items import REVIEW
from yakuba.programme.models import Item
from yakuba.programme.plans import plan, year_in_words
from yakuba.toolbox import clock, dates


@dataclass(frozen=True)
class Confirmed:
    """Whether an item was looked at in the newest window: when last, and since which window it was not."""

    on: date | None
    is_overdue: bool

    @property
    def words(self) -> str:
        """確認 令和8年11月5日, or 未確認（最終確認 令和8年7月12日）."""
        day = dates.wareki(self.on) if self.on else _("なし")
        return (_("未確認（最終確認 %(day)s）") if self.is_overdue else _("確認 %(day)s")) % {"day": day}


@transaction.atomic
def open_window(slug: str, *, by: Actor) -> Round:
    """Ask every owner about every open item. Raises Refused where this window was opened before."""
    declared, today = plan(slug), clock.today()
    window = declared.window_before(today)
    about = asking.About(
        key=f"{REVIEW}:{slug}:{window:%Y-%m}",
        kind=REVIEW,
        about=slug,
        title=_("%(plan)s %(year)s%(month)d月の確認")
        % {"plan": declared.title, "year": year_in_words(dates.fiscal_year(window)), "month": window.month},
        due_on=today + timedelta(days=declared.window_days),
        words=_("変わったことがなければ「変更なし」で終わります。"),
        where="/office/programme/reviews/",
    )
    items = Item.objects.of_plan(slug).open().select_related("section")
    return asking.open_round(about, [asking.Asked(one.ledger_key, str(one), one.section) for one in items], by=by)


def confirmed(item: Item, asked_since: date | None) -> Confirmed:
    """`asked_since` is the day on which the newest window was opened; None where there was none as yet."""
    on = clock.day_of(item.confirmed_at) if item.confirmed_at else None
    is_open = item.state not in ("done", "dropped")
    return Confirmed(on, bool(is_open and asked_since and (on is None or on < asked_since)))


def asked_since(slug: str) -> date | None:
    """The day on which the owners were asked last."""
    newest = Round.objects.of(REVIEW, slug).first()
    return clock.day_of(newest.opened_at) if newest else None
