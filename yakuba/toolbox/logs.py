"""Logs that tell what happened and to what, never what somebody wrote: a line of JSON, or plain words for a terminal.

The words of an exception hold what it stumbled over, and an address holds receipt numbers and secrets. So of an
exception only its class and where it was is written, of a request only its route; messages of other people's code are
written without what they would fill in.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.utils import timezone

# What answers now: each line says which request it belongs to.
request_id: ContextVar[str] = ContextVar("request_id", default="")
OURS = ("yakuba", "gunicorn")
FIELDS = ("method", "route", "status", "milliseconds", "user_kind")


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.get_default_timezone())
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


class Plain(logging.Formatter):
    """The same for eyes."""

    def format(self, record: logging.LogRecord) -> str:
        told = " ".join(f"{name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name))
        line = f"{record.levelname} {record.name} {message(record)} {told}".rstrip()
        if record.exc_info and record.exc_info[0]:
            line += f"\n  {record.exc_info[0].__qualname__}"
            line += "".join(f"\n    {frame}" for frame in frames(record.exc_info[2]))
        return line


def message(record: logging.LogRecord) -> str:
    """Our own words in full; of a request that Django complains of, its route; else the words with gaps left open."""
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        return f"{getattr(record, 'status_code', '')} {match.route if match else '(no route)'}".strip()
    return record.getMessage() if record.name.startswith(OURS) else str(record.msg)


def frames(trace: TracebackType | None) -> list[str]:
    """Where it was: file, line and function, the innermost last; no line of the source and no value."""
    return [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(settings.ROOT / "yakuba"):
        return str(path.relative_to(settings.ROOT))
    return "/".join(path.parts[-3:])
