"""Bytes going out: always as a download, never as something a browser would run."""

from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from yakuba.cases.models import Attachment, Export, Paper
from yakuba.cases.refused import Refused

Response = TypeVar("Response", bound=HttpResponseBase)
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def shown(attachment: Attachment, url: str) -> dict[str, Any]:
    """One line of a list of files: `url` only where it may be fetched, else why not."""
    why = ""
    if attachment.is_infected:
        why = _("ウイルスが見つかったため、開けません")
    elif attachment.is_scan_overdue:
        why = _("ウイルスの検査が終わっていません（検査の機械が応答していません）")
    elif not attachment.may_be_handed_out:
        why = _("ウイルスの検査中")
    return {
        "url": "" if why else url,
        "name": attachment.name,
        "kind": attachment.type,
        "size": attachment.size,
        "why": why,
        "tone": "bad" if attachment.is_infected else "look",
    }


def attachment_response(attachment: Attachment) -> HttpResponse:
    """An uploaded file, under its safe name. Raises Refused for one that waits for the scanner or did not pass it."""
    if attachment.is_infected:
        raise Refused(_("このファイルからはウイルスが見つかったため、開けません。"))
    if not attachment.may_be_handed_out:
        raise Refused(_("このファイルはウイルスの検査中です。検査が終わると開けます。"))
    return _download(bytes(attachment.blob.content), attachment.type, attachment.name)


def paper_response(paper: Paper) -> HttpResponse:
    """An issued paper: the very bytes that were kept and signed."""
    return _download(bytes(paper.blob.content), "application/pdf", f"{paper.number}.pdf")


def export_response(export: Export, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    """A file that was made for one person, as it comes."""
    response = _as_download(StreamingHttpResponse(pieces, content_type=EXPORTS[export.form]), export.file_name)
    response["Content-Length"] = str(export.size)
    return response


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return _as_download(HttpResponse(content, content_type=content_type), name)


def _as_download(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
