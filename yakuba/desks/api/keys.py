"""Who a machine is: the bearer of a key, which acts for an account; and how often it may ask."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from yakuba.desks.access import SignedInRequest
from yakuba.people import keys
from yakuba.people.models import Token, User


class ApiRequest(SignedInRequest):
    """A request with a good key; `user` is the account that the key acts for."""

    auth: Token


class Key(HttpBearer):
    """`Authorization: Bearer yk_…`. The key must be good and hold the word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = keys.known(token)
        if found is None:
            return None
        if self.word not in found.may:
            raise HttpError(403, _("このキーでは、これはできません（%(word)s）。") % {"word": self.word})
        request.user = User.objects.get(pk=found.user_id)
        return found


class PerKey(SimpleRateThrottle):
    """So many requests a minute for each key, and for each address that brings none."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_A_MINUTE}/m")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        found = getattr(request, "auth", None)
        who = f"key:{found.pk}" if isinstance(found, Token) else f"address:{self.get_ident(request)}"
        return f"api:{who}"
