"""`yakuba token`: keys for machines, made for an account, told once, revoked."""

import argparse

from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.people import keys
from yakuba.people.models import Token, User
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

OPERATOR = Robot(name="yakuba token", post="運用")


def token(called: argparse.Namespace) -> int:
    try:
        return ACTS[called.act](called)
    except Refused as refused:
        raise Stop(str(refused)) from refused


def _make(called: argparse.Namespace) -> int:
    user = User.objects.filter(email=called.email.strip().lower()).first()
    if user is None:
        raise Stop(f"{called.email} のアカウントがありません。")
    scope = keys.Scope(called.may.split(","), called.procedure or (), called.section or ())
    made, secret = keys.make(user, called.name, scope, days=called.days, by=OPERATOR)
    print(secret)
    print(f"キー {made.pk}（{made.name}）。{made.expires_at:%Y-%m-%d} まで。もう一度は見られません。")
    return 0


def _list(_called: argparse.Namespace) -> int:
    for one in Token.objects.good(clock.now()).select_related("user").order_by("pk"):
        narrowed = " ".join([*one.procedures, *one.sections]) or "すべて"
        print(f"{one.pk}\t{one.name}\t{one.user.email}\t{','.join(one.may)}\t{narrowed}\t{one.expires_at:%Y-%m-%d}")
    return 0


def _revoke(called: argparse.Namespace) -> int:
    found = Token.objects.filter(pk=called.key).first()
    if found is None:
        raise Stop(f"キー {called.key} はありません。yakuba token list で見られます。")
    keys.revoke(found, by=OPERATOR)
    print(f"キー {found.pk}（{found.name}）を止めました。")
    return 0


ACTS = {"make": _make, "list": _list, "revoke": _revoke}
