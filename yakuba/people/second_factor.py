"""Who may not work with a password alone."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from yakuba.people.models import User


def needs_second_factor(user: User) -> bool:
    """Whether this staff member still has to set up an authenticator app or a passkey before opening the office.

    Outside the demo only. Whoever has one is asked for it at every sign-in, so it needs no second look here.
    """
    if settings.DEMO or not user.is_staff_member:
        return False
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=user, type__in=kinds).exists()
