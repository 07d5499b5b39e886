"""Bytes going out: always as a download, never as something a browser would run."""

from urllib.parse import quote

from django.http import HttpResponse

from yakuba.cases.models import Attachment, Paper


def attachment_response(attachment: Attachment) -> HttpResponse:
    """An uploaded file, under its safe name."""
    return _download(bytes(attachment.blob.content), attachment.type, attachment.name)


def paper_response(paper: Paper) -> HttpResponse:
    """An issued paper: the very bytes that were kept and signed."""
    return _download(bytes(paper.blob.content), "application/pdf", f"{paper.number}.pdf")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
