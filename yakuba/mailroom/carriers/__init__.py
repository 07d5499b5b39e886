"""Ways of sending a letter, one file each."""

from django.conf import settings

from yakuba.mailroom.carriers.carrier import Carrier
from yakuba.mailroom.carriers.page import Page
from yakuba.mailroom.carriers.smtp import Smtp


def chosen() -> Carrier | None:
    """The carrier that the settings name; None when there is none, and letters wait."""
    if settings.SMTP_URL:
        return Smtp(settings.SMTP_URL, sender=settings.MAIL_FROM)
    return Page() if settings.DEMO else None
