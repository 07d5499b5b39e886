"""The inbox for machines of the office: what waits, one case with what may be done, and doing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from yakuba.cases import correcting, deciding, enforcing, issuing, looking, routing
from yakuba.cases.allowed import allowed, allowed_on_route
from yakuba.cases.listing import Wanted
from yakuba.cases.models import Case, Stop
from yakuba.cases.shown import ask_unchanged, standing_at
from yakuba.cases.words import state
from yakuba.desks.api import shapes
from yakuba.desks.api.cases import case_shape
from yakuba.desks.api.keys import ApiRequest, Key
from yakuba.desks.api.once import once
from yakuba.desks.api.procedures import REFUSALS
from yakuba.desks.files import attachment_response
from yakuba.ledger.models import Line
from yakuba.people.models import Post, User
from yakuba.people.tokens import DECIDE, INBOX
from yakuba.procedures.routes import Work

router = Router(tags=["office"])
PER_PAGE = 50


class Asked(Schema):
    """As the page of the inbox is asked; `doubt` is yes or no."""

    tab: str = "ours"
    q: str = ""
    procedure: str = ""
    doubt: str = ""
    sort: str = "due"
    page: int = 1


@router.get("/", response={200: shapes.Inbox, **REFUSALS}, auth=Key(INBOX), operation_id="read_inbox")
def read_inbox(request: ApiRequest, asked: Query[Asked]) -> dict[str, Any]:
    """What waits for this account, narrowed to what the key covers."""
    _ask_staff(request)
    try:
        wanted = Wanted.of(asked.model_dump(exclude={"page"}))
    except LookupError as unknown:
        raise HttpError(400, _("その一覧はありません。")) from unknown
    cases = wanted.cases(request.user).filter(request.auth.reach()).select_related("version__procedure")
    turn = Paginator(cases, PER_PAGE)
    rows = [_row(case) for case in turn.get_page(asked.page)]
    return {"count": turn.count, "pages": turn.num_pages, "cases": rows}


@router.get("/{receipt}/", response={200: shapes.OfficeCase, **REFUSALS}, auth=Key(INBOX), operation_id="open_case")
def open_case(request: ApiRequest, receipt: str, why: str = "", words: str = "") -> dict[str, Any]:
    """One case. Opening it is recorded, and the resident reads it; what is not on one's desk needs `why`."""
    case = _find(request, receipt)
    if looking.is_on_desk(case, request.user):
        deciding.look(case, by=request.user, why=looking.why_of(case, request.user))
    else:
        looking.look_away(case, by=request.user, why=why, words=words)
    return _whole(case, request.user)


@router.get("/{receipt}/files/{uuid:file}/", response=REFUSALS, auth=Key(INBOX), operation_id="fetch_file")
def fetch_file(request: ApiRequest, receipt: str, file: UUID) -> HttpResponse:
    """A file of a case that is on one's desk, once it has been scanned."""
    case = _find(request, receipt)
    found = case.attachments.select_related("blob").filter(pk=file).first()
    if found is None or not looking.is_on_desk(case, request.user):
        raise Http404
    return attachment_response(found)


@router.post(
    "/{receipt}/{act}/", response={200: shapes.ActDone, **REFUSALS}, auth=Key(DECIDE), operation_id="act_on_case"
)
@once
def act_on_case(request: ApiRequest, receipt: str, act: str, told: shapes.Act) -> dict[str, Any]:
    """Does one act of ACTS: the same move as its button, with the same questions asked."""
    case, move = _find(request, receipt), ACTS.get(act)
    if move is None:
        raise Http404
    ask_unchanged(case, told.shown)
    move(case, request.user, told)
    case = Case.objects.select_related("version__procedure").get(pk=case.pk)
    done = {"receipt": case.receipt, "state": state(case), "waits_for": case.waits_for, "outcome": case.outcome}
    return done | {name: _open_to(case, request.user)[name] for name in ("shown", "acts")}


def _decide(case: Case, by: User, told: shapes.Act) -> Case:
    return deciding.decide(case, by=by, effective_on=told.effective_on, why=told.reason, advice=told.advice)


def _send_down(case: Case, by: User, told: shapes.Act) -> Case:
    return routing.send_down(case, by=by, advice=told.advice, to=_stop(case, told) if told.stop else None)


def _lengthen(case: Case, by: User, told: shapes.Act) -> Case:
    return routing.lengthen(case, by=by, post=get_object_or_404(Post, pk=told.post), work=Work.CIRCULATE)


def _stop(case: Case, told: shapes.Act) -> Stop:
    return get_object_or_404(case.stops, pk=told.stop)


Move = Callable[[Case, User, shapes.Act], object]
ACTS: dict[str, Move] = {
    "accept": lambda case, by, _told: deciding.accept(case, by=by),
    "send_back": lambda case, by, told: correcting.send_back(
        case, by=by, items=correcting.marked(case, told.fields), note=told.reason
    ),
    "decline": lambda case, by, told: deciding.decline(case, by=by, reason=told.reason),
    "decide": _decide,
    "return_to_review": lambda case, by, told: deciding.return_to_review(case, by=by, reason=told.reason),
    "recall": lambda case, by, _told: correcting.recall(case, by=by),
    "issue": lambda case, by, _told: issuing.issue(case, by=by),
    "issue_by_hand": lambda case, by, told: issuing.issue_by_hand(case, by=by, how=told.reason),
    "agree": lambda case, by, told: routing.agree(case, by=by, advice=told.advice),
    "send_down": _send_down,
    "pull_up": lambda case, by, told: routing.pull_up(case, by=by, reason=told.reason),
    "lengthen": _lengthen,
    "scrap": lambda case, by, told: routing.scrap(case, by=by, reason=told.reason),
    "enforce": lambda case, by, _told: enforcing.enforce(case, by=by),
    "append": lambda case, by, told: enforcing.append(case, by=by, text=told.reason),
    "look_back": lambda case, by, told: routing.look_back(_stop(case, told), by=by),
    "read": lambda case, by, told: routing.read(_stop(case, told), by=by),
}


def _find(request: ApiRequest, receipt: str) -> Case:
    known = Case.objects.visible_to(request.user).filter(request.auth.reach())
    found = known.receipt(receipt).select_related("version__procedure", "user", "assignee").first()
    if found is None:
        raise Http404
    return found


def _ask_staff(request: ApiRequest) -> None:
    if not request.user.is_staff_member:
        raise Http404


def _row(case: Case) -> dict[str, Any]:
    return {
        "receipt": case.receipt,
        "procedure": case.version.procedure.slug,
        "title": str(case.declaration.title),
        "applicant": case.applicant_name,
        "state": state(case),
        "waits_for": case.waits_for,
        "doubts": case.open_rules,
        "due_on": case.due_on,
        "is_overdue": case.is_overdue,
    }


def _whole(case: Case, user: User) -> dict[str, Any]:
    review = case.reviews.order_by("-number").first()
    return (
        case_shape(case)
        | _open_to(case, user)
        | {
            "applicant": case.applicant_name,
            "answers": case.answers,
            "values": case.values,
            "findings": review.findings if review else [],
        }
    )


def _open_to(case: Case, user: User) -> dict[str, Any]:
    stops = list(case.stops.select_related("post__section"))
    acts = [*allowed(case, user), *(allowed_on_route(case, user, stops) if stops else ())]
    return {
        "shown": str(standing_at(Line.objects.about(case.ledger_key))),
        "acts": [act for act in acts if act in ACTS],
        "route": [
            {"stop": one.pk, "act": one.act, "post": str(one.post), "state": one.state, "advice": one.advice}
            for one in stops
        ],
    }
