"""Files for a form or a correction, put down one by one before the answers name them."""

from typing import Any

from ninja import File, Router, Status, UploadedFile

from yakuba.cases import drafting
from yakuba.cases.models import Attachment
from yakuba.desks.api import shapes
from yakuba.desks.api.cases import find
from yakuba.desks.api.keys import ApiRequest, Key
from yakuba.desks.api.once import once
from yakuba.desks.api.procedures import REFUSALS, applicant_for, draft_of, published
from yakuba.people.tokens import FILE

router = Router(tags=["files"], auth=Key(FILE))


@router.post("/drafts/", response={201: shapes.DraftShape, **REFUSALS}, operation_id="begin_draft")
@once
def begin_draft(request: ApiRequest, told: shapes.DraftTold) -> Status[dict[str, Any]]:
    """An empty form that files can be put into; it waits for two weeks."""
    version = published(told.procedure, request.user)
    applicant = applicant_for(version.declaration, request.user)
    link = drafting.resume_link(drafting.begin(version.procedure, user=applicant))
    return Status(201, {"draft": link.token, "until": link.until.isoformat()})


@router.post(
    "/drafts/{slug:slug}/{secret}/files/", response={201: shapes.FileShape, **REFUSALS}, operation_id="put_file"
)
def put_file(request: ApiRequest, slug: str, secret: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """One file, looked at and cleaned as on the pages. Sent twice it lies there twice; what no answer names goes."""
    version = published(slug, request.user)
    draft = draft_of(secret, slug, applicant_for(version.declaration, request.user))
    return Status(201, _shape(drafting.attach(draft, file.name or "file", file.read())))


@router.post("/cases/{receipt}/files/", response={201: shapes.FileShape, **REFUSALS}, operation_id="put_file_to_case")
def put_file_to_case(request: ApiRequest, receipt: str, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """One file for the answer to a 補正."""
    return Status(201, _shape(drafting.attach(find(request, receipt), file.name or "file", file.read())))


def _shape(kept: Attachment) -> dict[str, Any]:
    return {"id": str(kept.pk), "name": kept.name, "type": kept.type, "size": kept.size}
