"""django-allauth at home here: its letters leave through the mailroom, its forms ask what we need."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from allauth.account.models import EmailConfirmationHMAC
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from yakuba import mailroom
from yakuba.people.models import User
from yakuba.procedures.city import city


class SignUp(SignupForm):
    """Opens a resident's account; which resident it is has to be proved later."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(label=_("お名前"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class AddPasskey(AddWebAuthnForm):
    """A passkey by default: signs in alone. Without the tick it only stands beside the password."""

    name = forms.CharField(required=False, label=_("この機器の呼び名"), help_text=_("例：職場のパソコン"))
    passwordless = forms.BooleanField(
        required=False,
        initial=True,
        label=_("これだけでログインできるようにする"),
        help_text=_("指紋や顔、画面ロックの番号がいるようになります。"),
    )


class RenamePasskey(EditWebAuthnForm):
    """So that its owner tells one from the other."""

    name = forms.CharField(label=_("この機器の呼び名"))


class Account(DefaultAccountAdapter):
    """Accounts and the letters about them."""

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Puts the letter into the outbox; allauth names it by its template, such as account/email/password_reset."""
        words = {**context, "email": email, "city": city(), "site_url": settings.SITE_URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", words)
        owner = context.get("user") or self.request.user
        with transaction.atomic():
            mailroom.post(
                template_prefix.rsplit("/", 1)[-1],
                to=email,
                subject=" ".join(subject.split()),
                body=render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n",
                about=owner.actor_key if isinstance(owner, User) else "account",
                secret=_secret_of(context),
            )

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC) -> str:
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_home(super().get_reset_password_from_key_url(key))


class SecondFactor(DefaultMFAAdapter):
    """What an authenticator app or a passkey shows as the place it is for."""

    def get_totp_issuer(self) -> str:
        return str(city().name)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(city().name)}


def _secret_of(context: dict[str, Any]) -> str:
    """The key at the end of the link that this letter carries, if it carries one."""
    url = str(context.get("password_reset_url") or context.get("activate_url") or "")
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _at_home(url: str) -> str:
    """The same page under the site's own address: whoever asked under another name does not choose where links lead."""
    return settings.SITE_URL + urlsplit(url).path
