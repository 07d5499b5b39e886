"""What those on a route do: agree, return with advice, pull up, look back, lengthen, read, scrap; enforce and add."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.cases import enforcing, routing
from yakuba.cases.models import Case, Stop
from yakuba.cases.refused import Refused
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.office.changed import on_what_was_shown
from yakuba.desks.office.finding import find, shown_again, wrong
from yakuba.desks.office.route import route_acts
from yakuba.people.models import Post
from yakuba.procedures.routes import Work


@require_POST
@staff_only
@on_what_was_shown
def agree(request: SignedInRequest, receipt: str) -> HttpResponse:
    """回議・合議で同意する, with advice for those who come after."""
    found, advice = find(request, receipt), request.POST.get("advice", "").strip()
    turn = found.turn_of(request.user)
    if turn and turn.stop.written and not advice:
        return shown_again(request, found, "agree", [wrong("advice", _("助言"), _("助言を入力してください。"))])
    routing.agree(found, by=request.user, advice=advice)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def send_down(request: SignedInRequest, receipt: str) -> HttpResponse:
    """助言を付けて差し戻す, to an earlier post or to the drafter."""
    found = find(request, receipt)
    advice = request.POST.get("advice", "").strip()
    if not advice:
        return _asked_again(request, found, "send_down", _("差し戻す理由と助言を入力してください。"))
    to = request.POST.get("to", "")
    stop = found.stops.filter(pk=int(to)).first() if to.isascii() and to.isdigit() else None
    if to and stop is None:
        raise Http404
    routing.send_down(found, by=request.user, advice=advice, to=stop)
    return _onward(request, found)


@require_POST
@staff_only
@on_what_was_shown
def pull_up(request: SignedInRequest, receipt: str) -> HttpResponse:
    """引き上げる."""
    found, reason = find(request, receipt), request.POST.get("reason", "").strip()
    if not reason:
        return _asked_again(request, found, "pull_up", _("引き上げる理由を入力してください。"))
    routing.pull_up(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def lengthen(request: SignedInRequest, receipt: str) -> HttpResponse:
    """ルートを延ばす."""
    found, chosen = find(request, receipt), request.POST.get("post", "")
    post = Post.objects.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
    if post is None:
        return _asked_again(request, found, "lengthen", _("加える職を選んでください。"))
    work = Work.CONCUR if request.POST.get("work") == Work.CONCUR else Work.CIRCULATE
    routing.lengthen(found, by=request.user, post=post, work=work)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def scrap(request: SignedInRequest, receipt: str) -> HttpResponse:
    """廃案にする."""
    found, reason = find(request, receipt), request.POST.get("reason", "").strip()
    if not reason:
        return _asked_again(request, found, "scrap", _("廃案にする理由を入力してください。"))
    routing.scrap(found, by=request.user, reason=reason)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def look_back(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """後閲する."""
    routing.look_back(_stop(request, receipt, pk), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def read(request: SignedInRequest, receipt: str, pk: int) -> HttpResponse:
    """供覧した."""
    routing.read(_stop(request, receipt, pk), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def enforce(request: SignedInRequest, receipt: str) -> HttpResponse:
    """施行する."""
    enforcing.enforce(find(request, receipt), by=request.user)
    return redirect("office_case", receipt=receipt)


@require_POST
@staff_only
@on_what_was_shown
def append(request: SignedInRequest, receipt: str) -> HttpResponse:
    """追記する."""
    found, text = find(request, receipt), request.POST.get("text", "").strip()
    if not text:
        return _asked_again(request, found, "append", _("追記する文を入力してください。"))
    enforcing.append(found, by=request.user, text=text)
    return redirect("office_case", receipt=receipt)


def _stop(request: SignedInRequest, receipt: str, pk: int) -> Stop:
    found = find(request, receipt).stops.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _asked_again(request: SignedInRequest, case: Case, act: str, sentence: str) -> HttpResponse:
    """The page with what is missing said beside its box; where the act is not theirs, that is said instead."""
    if act not in route_acts(case, request.user, list(case.stops.select_related("post__section"))):
        raise Refused(_("いまはこの操作ができません。画面を開き直してください。"))
    return shown_again(request, case, act, [wrong(f"{act}-box", _("入力"), sentence)])


def _onward(request: SignedInRequest, case: Case) -> HttpResponse:
    """To the case, where it may still be seen; a route that was taken away leads back to the inbox."""
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("office_case", receipt=case.receipt)
    return redirect("inbox")
