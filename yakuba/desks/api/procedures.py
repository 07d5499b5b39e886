"""What can be applied for, and applying for it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError

from yakuba.cases import drafting, filing
from yakuba.cases.models import Draft
from yakuba.cases.refused import Incomplete
from yakuba.cases.snapshot import snapshot_of
from yakuba.cases.words import state
from yakuba.desks.api import shapes
from yakuba.desks.api.keys import ApiRequest, Key
from yakuba.desks.api.once import once, once_key
from yakuba.people.models import User
from yakuba.people.tokens import FILE
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.filling import Filler
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock

router = Router(tags=["procedures"])
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), shapes.Refusal)


@router.get("/", response={200: list[shapes.ProcedureShape], **REFUSALS}, auth=None, operation_id="list_procedures")
def list_procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """Every procedure that residents can apply for."""
    found = Procedure.objects.published().for_residents().order_by("slug")
    return [_row(one.slug, one.current) for one in found if one.current]


@router.get("/{slug:slug}/", response={200: shapes.ProcedureWhole, **REFUSALS}, auth=None, operation_id="get_procedure")
def get_procedure(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One procedure with the JSON Schema of its answers. What staff draft is told to keys of staff alone."""
    version = published(slug, request.user if isinstance(request.user, User) else None)
    declared = version.declaration
    return _row(slug, version) | {"basis": declared.basis, "answers": answers_schema(declared)}


@router.post(
    "/{slug:slug}/cases/",
    response={201: shapes.FiledShape, **REFUSALS},
    auth=Key(FILE),
    operation_id="file",
)
@once
def file(request: ApiRequest, slug: str, told: shapes.Application) -> Status[dict[str, Any]]:
    """Files a request: for the resident whose key it is; with a key of staff for a guest, or as their own 起案.

    Files are put into a draft first, whose secret is sent along.
    """
    version = published(slug, request.user)
    if not request.auth.covers(slug, version.section):
        raise HttpError(403, _("このキーでは、この手続きはできません。"))
    applicant = applicant_for(version.declaration, request.user)
    if told.draft:
        filed = filing.file_with_files(
            draft_of(told.draft, slug, applicant), told.answers, key=once_key(request), by=request.user
        )
    else:
        filed = _file(version, told.answers, applicant, request)
    follow = f"/follow/{filed.token}/" if filed.token and applicant is None else ""
    case = filed.case
    said = {"receipt": case.receipt, "state": state(case), "waits_for": case.waits_for, "follow": follow}
    return Status(201, said)


def draft_of(secret: str, slug: str, applicant: User | None) -> Draft:
    """The draft of that secret, of this procedure and for this applicant. Raises Http404."""
    found = drafting.resumed(secret)
    if found is None or found.version.procedure.slug != slug or found.user_id != (applicant.pk if applicant else None):
        raise Http404
    return found


def _file(version: Version, told: dict[str, Any], applicant: User | None, request: ApiRequest) -> filing.Filed:
    filing.ask_open(version)
    snapshot = snapshot_of(applicant)
    answers, errors = Filler(version.compiled, clock.today(), snapshot).check(told, strict=True)
    if errors:
        raise Incomplete(_("直すところがあります。"), errors)
    application = filing.Application(version, answers, once_key(request), applicant, snapshot, channel="api")
    return filing.file(application, by=request.user)


def answers_schema(declared: Declaration) -> dict[str, Any]:
    """JSON Schema of the answers of a procedure; whether a conditional field is asked, the city decides."""
    asked = [one for one in declared.fields() if one.is_asked]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {one.name: {"title": str(one.label), **one.value_schema()} for one in asked},
        "required": [one.name for one in asked if one.required is True and not one.ask_if],
    }


def published(slug: str, user: User | None) -> Version:
    found = Procedure.objects.published().filter(slug=slug).first()
    is_hidden = found is not None and found.is_for_staff and not (user and user.is_staff_member)
    if found is None or found.current is None or is_hidden:
        raise Http404
    found.current.procedure = found
    return found.current


def applicant_for(declared: Declaration, user: User) -> User | None:
    """Residents file for themselves, staff their own drafts; a machine of the office files for a guest."""
    applicant = user if declared.is_for_staff or not user.is_staff_member else None
    if applicant is None and declared.sign_in == "required":
        raise HttpError(403, _("この手続きには、本人のキーが必要です。"))
    return applicant


def _row(slug: str, version: Version) -> dict[str, Any]:
    declared = version.declaration
    return {
        "slug": slug,
        "title": str(declared.title),
        "summary": str(declared.summary or ""),
        "section": version.section,
        "version": version.number,
        "is_open": declared.is_open_on(clock.today()),
        "standard_days": declared.standard_days,
        "sign_in": declared.sign_in,
    }
