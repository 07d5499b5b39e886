"""Putting a letter into the outbox."""

from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from yakuba.mailroom.models import MARK, Letter
from yakuba.mailroom.refused import Refused
from yakuba.toolbox import clock, email_addresses, text


def post(kind: str, *, to: str, subject: str, body: str, about: str, secret: str = "") -> Letter:
    """Write a letter to one person, in the caller's transaction; `about` is a thing of the ledger, such as "case:17".

    A `secret` in the body, such as the token of a link, is kept beside it and only until the letter has gone.
    Raises Refused when `to` is not exactly one address, or when subject or body cannot be sent as they are.
    """
    try:
        recipient = email_addresses.one(to)
        words = text.clean(body)
        text.clean(subject)
    except (email_addresses.NotOneAddress, text.Unprintable) as wrong:
        raise Refused(str(wrong)) from wrong
    # splitlines knows every line end, U+2028 too; a second line would be another header.
    if subject.splitlines() != [subject] or not subject.strip():
        raise Refused(_("手紙の件名は一行で書いてください。"))
    now = clock.now()
    return Letter.objects.create(
        kind=kind,
        to=recipient,
        subject=subject,
        body=words.replace(secret, MARK) if secret else words,
        secret=secret,
        about=about,
        message_id=f"<{uuid4().hex}@{parseaddr(settings.MAIL_FROM)[1].rpartition('@')[2]}>",
        posted_at=now,
        next_try_at=now,
    )
