"""The figures of the front page, each with its base; the room `figures` takes them over when it stands."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from yakuba.cases.models import Case
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock

DAYS = 30


def front_page(procedures: list[Procedure]) -> list[dict[str, Any]]:
    """市役所のいま: the share of requests that needed no hand, and what can be done online."""
    since = clock.now() - timedelta(days=DAYS)
    ended = Case.objects.filter(finished_at__gte=since, review_count__gte=1).exclude(outcome="withdrawn")
    counted = ended.aggregate(all=Count("pk"), alone=Count("pk", filter=Q(hands=0)))
    return [*_alone(**counted), _online(procedures)]


def _alone(*, all: int, alone: int) -> list[dict[str, Any]]:
    if not all:
        return []
    base = _("直近%(days)d日 %(all)d件中 %(alone)d件") % {"days": DAYS, "all": all, "alone": alone}
    # Half up, in whole numbers: 100·a/n rounded without a float.
    share = (200 * alone + all) // (2 * all)
    return [{"title": _("人の手を待たずに終わった申請"), "figure": str(share), "unit": "%", "base": base}]


def _online(procedures: list[Procedure]) -> dict[str, Any]:
    automatic = sum(one.current.declaration.automatic for one in procedures if one.current)
    return {
        "title": _("オンラインでできる手続き"),
        "figure": str(len(procedures)),
        "unit": _("件"),
        "base": _("うち最後まで自動 %(count)d件") % {"count": automatic},
    }
