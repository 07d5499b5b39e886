"""Many cases without doubt accepted at once: counted and sampled first, then each in its own transaction."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.cases import deciding
from yakuba.cases.models import Case, CaseQuerySet
from yakuba.cases.refused import Refused
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.inbox import wanted_of
from yakuba.desks.pages import page

MOST, SAMPLE = 200, 5


@require_POST
@staff_only
def bulk(request: SignedInRequest) -> HttpResponse:
    """Which cases are meant: those chosen, or all that the list shows; how many, and five of them."""
    found = list(_meant(request)[: MOST + 1])
    if not found:
        raise Refused(_("まとめて認められる件が選ばれていません。たしかめることのある件は、開いて見てください。"))
    context = {
        "room": "office",
        "cases": found[:MOST],
        "count": min(len(found), MOST),
        "is_cut": len(found) > MOST,
        "sample": found[:SAMPLE],
        "back": request.POST.get("list", ""),
    }
    return page(request, "office/bulk.html", context)


@require_POST
@staff_only
def bulk_accept(request: SignedInRequest) -> HttpResponse:
    """Each is accepted by itself; what somebody else was faster with, or doubts by now, is named."""
    accepted, refused = [], []
    for receipt in dict.fromkeys(request.POST.getlist("receipt")[:MOST]):
        case = Case.objects.visible_to(request.user).receipt(receipt).select_related("version__procedure").first()
        if case is None:
            refused.append((receipt, _("この件は見つかりません。")))
            continue
        try:
            deciding.accept(case, by=request.user, only_without_doubt=True)
        except Refused as reason:
            refused.append((receipt, str(reason)))
        else:
            accepted.append(case)
    context = {"room": "office", "accepted": accepted, "refused": refused, "back": request.POST.get("list", "")}
    return page(request, "office/bulk_done.html", context)


def _meant(request: SignedInRequest) -> CaseQuerySet:
    if "all" in request.POST:
        cases = wanted_of(request.POST.dict()).cases(request.user)
    else:
        keys = [int(one.partition("-")[2]) for one in request.POST.getlist("receipt") if _is_receipt(one)]
        cases = Case.objects.visible_to(request.user).filter(pk__in=keys).order_by("due_on", "pk")
    ours = [section.code for section in request.user.sections_today]
    mine = cases.filter(waits_for="review", open_rules=[], section__in=ours).exclude(user=request.user)
    return mine.select_related("version__procedure")


def _is_receipt(word: str) -> bool:
    serial = word.partition("-")[2]
    return serial.isascii() and serial.isdigit() and len(serial) < 19
