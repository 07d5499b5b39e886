"""Following one's own cases: where they stand, answering a 補正, taking one back, fetching its papers."""

from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router

from yakuba.cases import correcting, deciding
from yakuba.cases.correcting import standing
from yakuba.cases.models import Case, CaseQuerySet
from yakuba.cases.refused import Incomplete
from yakuba.cases.timeline import timeline
from yakuba.cases.words import state
from yakuba.desks.api import shapes
from yakuba.desks.api.keys import ApiRequest, Key
from yakuba.desks.api.once import once
from yakuba.desks.api.procedures import REFUSALS
from yakuba.desks.files import paper_response
from yakuba.ledger.models import Line
from yakuba.people.tokens import FILE, FOLLOW
from yakuba.procedures.kinds import Wrong

router = Router(tags=["cases"])
MOST = 100


@router.get("/", response={200: list[shapes.CaseShape], **REFUSALS}, auth=Key(FOLLOW), operation_id="list_cases")
def list_cases(request: ApiRequest) -> list[dict[str, Any]]:
    """The newest hundred that this account, or a key of it, has filed."""
    found = _own(request).select_related("version__procedure").order_by("-filed_at")[:MOST]
    return [case_shape(case) for case in found]


@router.get("/{receipt}/", response={200: shapes.CaseShape, **REFUSALS}, auth=Key(FOLLOW), operation_id="follow")
def follow(request: ApiRequest, receipt: str) -> dict[str, Any]:
    """Where it stands, what is asked for, which papers there are."""
    return case_shape(find(request, receipt))


@router.post("/{receipt}/answer/", response={200: shapes.FiledShape, **REFUSALS}, auth=Key(FILE), operation_id="answer")
@once
def answer(request: ApiRequest, receipt: str, told: shapes.Answer) -> dict[str, Any]:
    """補正に答える: new values of the fields that were asked for; those not named stay as they were."""
    case = find(request, receipt)
    correction = case.corrections.filter(answered_at=None).first()
    typed = standing(case, correction) if correction else {}
    for name, value in told.answers.items():
        typed = {place: entries for place, entries in typed.items() if place.partition(".")[0] != name}
        typed |= _typed(case, name, value)
    return filed_shape(correcting.answer(case, by=request.user, typed=typed))


@router.post(
    "/{receipt}/withdraw/", response={200: shapes.FiledShape, **REFUSALS}, auth=Key(FILE), operation_id="withdraw"
)
@once
def withdraw(request: ApiRequest, receipt: str) -> dict[str, Any]:
    """取り下げる."""
    return filed_shape(deciding.withdraw(find(request, receipt), by=request.user))


@router.get("/{receipt}/papers/{int:pk}/", response=REFUSALS, auth=Key(FOLLOW), operation_id="fetch_paper")
def fetch_paper(request: ApiRequest, receipt: str, pk: int) -> HttpResponse:
    """One issued paper, as PDF."""
    found = find(request, receipt).papers.select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Http404
    return paper_response(found)


def filed_shape(case: Case, follow: str = "") -> dict[str, Any]:
    return {"receipt": case.receipt, "state": state(case), "waits_for": case.waits_for, "follow": follow}


def case_shape(case: Case) -> dict[str, Any]:
    correction = case.corrections.filter(answered_at=None).first() if case.waits_for == "applicant" else None
    asked = (
        {"fields": list(correction.fields), "note": correction.note, "answer_by": correction.answer_by.isoformat()}
        if correction
        else None
    )
    events = timeline(case, Line.objects.about(case.ledger_key))
    return {
        "receipt": case.receipt,
        "procedure": case.version.procedure.slug,
        "title": str(case.declaration.title),
        "state": state(case),
        "waits_for": case.waits_for,
        "outcome": case.outcome,
        "filed_at": case.filed_at.isoformat(),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "fee_yen": case.fee_yen,
        "events": [
            {"state": one.state, "title": one.title, "at": one.at.isoformat() if one.at else None} for one in events
        ],
        "correction": asked,
        "papers": [
            {"pk": one.pk, "title": one.title, "number": one.number, "is_withdrawn": one.is_withdrawn}
            for one in case.papers.select_related("withdrawal")
        ],
    }


def _own(request: ApiRequest) -> CaseQuerySet:
    return Case.objects.followed_by(request.auth).filter(request.auth.reach())


def find(request: ApiRequest, receipt: str) -> Case:
    found = _own(request).receipt(receipt).select_related("version__procedure", "user").first()
    if found is None:
        raise Http404
    return found


def _typed(case: Case, name: str, value: Any) -> dict[str, list[str]]:
    """A JSON value as the inputs of its field. Raises Incomplete."""
    try:
        field = case.declaration.field(name)
        own = field.from_json(value) if value is not None else {}
    except KeyError as unknown:
        raise Incomplete(name, {name: {"": [name]}}) from unknown
    except Wrong as wrong:
        said = {part: [sentence] for part, sentence in wrong.messages.items()}
        raise Incomplete(" ".join(wrong.messages.values()), {name: said}) from wrong
    return {f"{name}.{part}" if part else name: list(entries) for part, entries in own.items()}
