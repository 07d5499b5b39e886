"""Making and revoking the keys of machines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Answered, Token, User
from yakuba.people.tokens import WORDS
from yakuba.toolbox import clock, tokens
from yakuba.toolbox.refused import Refused

LONGEST = 366
ANSWERED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Scope:
    """What a key may do: words of WORDS, for these procedures and sections (empty: all that its account has)."""

    may: Sequence[str]
    procedures: Sequence[str] = field(default_factory=list)
    sections: Sequence[str] = field(default_factory=list)


@transaction.atomic
def make(user: User, name: str, scope: Scope, *, days: int, by: Actor) -> tuple[Token, str]:
    """A new key and its secret, which is told once and kept as a digest. Raises Refused."""
    if not scope.may or set(scope.may) - set(WORDS):
        raise Refused(_("できることは %(words)s から選んでください。") % {"words": ", ".join(WORDS)})
    if not 1 <= days <= LONGEST:
        raise Refused(_("有効な日数は1日から%(most)d日までです。") % {"most": LONGEST})
    secret = f"yk_{tokens.new()}"
    token = Token.objects.create(
        user=user,
        name=name[:100],
        digest=tokens.digest(secret),
        may=sorted(scope.may),
        procedures=sorted(scope.procedures),
        sections=sorted(scope.sections),
        expires_at=clock.now() + timedelta(days=days),
    )
    facts = {"user": user.actor_key, "may": token.may, "procedures": token.procedures, "sections": token.sections}
    ledger.write("token_made", token.ledger_key, by=by, facts={**facts, "until": token.expires_at.isoformat()})
    return token, secret


@transaction.atomic
def revoke(token: Token, *, by: Actor) -> Token:
    """From now on nobody gets in with it. Raises Refused where it was revoked before."""
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise Refused(_("このキーは、もう止められています。"))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    ledger.write("token_revoked", token.ledger_key, by=by)
    return token


def known(secret: str) -> Token | None:
    """The good key of that secret."""
    good = Token.objects.good(clock.now()).select_related("user")
    return good.filter(digest=tokens.digest(secret)).first()


def begin_answer(token: Token, key: str, digest: str) -> Answered:
    """Marks the request under its key, within its transaction. Raises IntegrityError where it is known already."""
    return Answered.objects.create(token=token, key=key, digest=digest)


def end_answer(answered: Answered, status: int, body: object) -> None:
    """What was answered, kept in the same transaction as what was done."""
    answered.status, answered.body = status, body
    answered.save(update_fields=["status", "body"])


def answered(token: Token, key: str) -> Answered | None:
    return Answered.objects.filter(token=token, key=key).first()


def clear_answered() -> int:
    """Forgets what was answered longer ago than a client sends again; returns how many."""
    return Answered.objects.filter(at__lt=clock.now() - ANSWERED_FOR).delete()[0]
