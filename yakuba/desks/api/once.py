"""A request that changes something is done once, however often it is sent under its Idempotency-Key."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from ninja import Status
from ninja.errors import HttpError

from yakuba.desks.api.keys import ApiRequest
from yakuba.people import keys

HEADER = "Idempotency-Key"
SECRETS = ("follow", "secret", "draft")
KEY = re.compile(r"[\x21-\x7e]{8,64}")


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """The act and the note of what was answered in one transaction; the same key again gets the same answer.

    Another body under the same key is refused with 409. What was refused is not noted: it may go another time.
    """

    @wraps(view)
    def asked(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if not KEY.fullmatch(key):
            raise HttpError(400, _("見出し %(name)s に、8文字から64文字の鍵を付けてください。") % {"name": HEADER})
        digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        try:
            with transaction.atomic():
                noted = keys.begin_answer(request.auth, key, digest)
                answer = view(request, *args, **kwargs)
                status, body = (answer.status_code, answer.value) if isinstance(answer, Status) else (200, answer)
                # Secrets are told once and lie nowhere; what is personal is no part of these answers.
                keys.end_answer(noted, status, {name: "" if name in SECRETS else one for name, one in body.items()})
                return answer
        except IntegrityError:
            known = keys.answered(request.auth, key)
            if known is None:
                raise
        if known.digest != digest:
            raise HttpError(409, _("同じ鍵で、ちがう内容が送られました。新しい鍵にしてください。"))
        return Status(known.status, known.body)

    return asked


def once_key(request: ApiRequest) -> str:
    return f"api:{request.auth.pk}:{request.headers[HEADER]}"
