"""Logs that tell what happened and to what, never what somebody wrote: a line of JSON, or plain words for a terminal.

The words of an exception hold what it stumbled over, and an address holds receipt numbers and secrets. So of an
exception only its class and where it was is written, of a request only its route. Messages of other people's code are
written without what they would fill in; one without gaps may have been filled in before, so only its place is told.
"""

import json
import logging
import traceback
import warnings
from contextvars import ContextVar
from datetime import datetime
from logging.config import dictConfig
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from django.conf import settings
from django.utils import timezone

# What answers or works now: each line says which request, or which job of the worker, it belongs to.
request_id: ContextVar[str] = ContextVar("request_id", default="")
job: ContextVar[str] = ContextVar("job", default="")
FIELDS = ("method", "route", "status", "milliseconds", "case", "export", "count")


def set_up(settings_of_logging: dict[str, Any]) -> None:
    """The LOGGING_CONFIG of Django; what else Python writes to standard error by itself is told in the same way."""
    dictConfig(settings_of_logging)
    warnings.showwarning = warned
    # A line that cannot be formatted would be printed with all its values.
    logging.raiseExceptions = False


def warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning of Python, whose words and line of source may quote a value."""
    logging.getLogger("yakuba.warnings").warning("%s at %s:%d", category.__name__, _short(filename), lineno)


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.get_default_timezone())
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": words(record),
        }
        line |= _belongs_to(record)
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


class Plain(logging.Formatter):
    """The same for eyes."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _belongs_to(record) | {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        line = f"{record.levelname} {record.name} {words(record)} {told}".rstrip()
        if record.exc_info and record.exc_info[0]:
            line += f"\n  {record.exc_info[0].__qualname__}"
            line += "".join(f"\n    {frame}" for frame in frames(record.exc_info[2]))
        return line


def words(record: logging.LogRecord) -> str:
    """Our own words in full; of a request that Django complains of, its route; of others the words with open gaps."""
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        return f"{getattr(record, 'status_code', '')} {match.route if match else '(no route)'}".strip()
    if record.name.startswith("yakuba") or is_of_the_server(record):
        return record.getMessage()
    return str(record.msg) if record.args else f"{_short(record.pathname)}:{record.lineno} {record.funcName}"


def is_of_the_server(record: logging.LogRecord) -> bool:
    """Whether gunicorn tells of its own coming and going; from a warning on it quotes what a stranger sent."""
    return record.name == "gunicorn.error" and record.levelno <= logging.INFO


def _belongs_to(record: logging.LogRecord) -> dict[str, str]:
    # Django complains of a request after its last door has closed.
    number = getattr(getattr(record, "request", None), "number", "") or request_id.get()
    return {name: value for name, value in (("request", number), ("job", job.get())) if value}


def frames(trace: TracebackType | None) -> list[str]:
    """Where it was: file, line and function, the innermost last; no line of the source and no value."""
    return [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(settings.ROOT / "yakuba"):
        return str(path.relative_to(settings.ROOT))
    return "/".join(path.parts[-3:])
