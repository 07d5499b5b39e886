"""Who came in, who was turned away, and what changed at the lock: written into the ledger of the account.

These are Django's and allauth's signals; between our own rooms there are none.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from yakuba import ledger
from yakuba.desks.idling import IDLE_SECONDS
from yakuba.desks.pages import WORKS_HERE
from yakuba.ledger import GUEST
from yakuba.people.models import User


@receiver(user_logged_in)
@transaction.atomic
def signed_in(sender: type[User], request: HttpRequest, user: User, **_: Any) -> None:
    minutes = settings.STAFF_IDLE_MINUTES if user.is_staff_member else settings.IDLE_MINUTES
    request.session[IDLE_SECONDS] = minutes * 60
    request.session[WORKS_HERE] = user.is_staff_member
    used = request.session.get("account_authentication_methods", [])
    ledger.write("signed_in", user.actor_key, by=user, facts={"with": [one.get("type", one["method"]) for one in used]})


@receiver(user_login_failed)
@transaction.atomic
def refused_password(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    # An address without an account is not kept: people type their passwords there.
    user = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
    if user is not None:
        ledger.write("sign_in_failed", user.actor_key, by=GUEST, facts={"with": "password"})


@receiver(authentication_failed)
@transaction.atomic
def refused_code(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    ledger.write("sign_in_failed", user.actor_key, by=GUEST, facts={"with": authenticator.type})


@receiver(authenticator_added)
@transaction.atomic
def added(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    ledger.write("second_factor_added", user.actor_key, by=user, facts={"type": authenticator.type})


@receiver(authenticator_removed)
@transaction.atomic
def removed(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    ledger.write("second_factor_removed", user.actor_key, by=user, facts={"type": authenticator.type})


@receiver([password_changed, password_reset, password_set])
@transaction.atomic
def new_password(sender: Any, user: User, **_: Any) -> None:
    ledger.write("password_changed", user.actor_key, by=user)
