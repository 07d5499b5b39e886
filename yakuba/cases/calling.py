"""Webhooks: other systems are told what happened to the cases of their key, signed, and never at an inside address.

The ledger is what is told from; filing and deciding do not know of it. Signed as Standard Webhooks has it: HMAC-SHA-256
over id, moment and body, in the headers webhook-id, webhook-timestamp and webhook-signature.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.hooks import GIVEN_UP, TOLD, Hook, HookCall
from yakuba.cases.models import Case, CaseQuerySet
from yakuba.cases.shown import BESIDE
from yakuba.ledger.models import Line
from yakuba.people.models import Token
from yakuba.people.tokens import INBOX
from yakuba.toolbox import clock, outside
from yakuba.toolbox.refused import Refused

# A line can come to light after one with a higher number, when its transaction took longer: so far is looked back.
BACK, SLOWEST = 5000, timedelta(minutes=5)
LEASE = timedelta(minutes=2)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, *[480] * 9)]
MOST = 10


@transaction.atomic
def ask(token: Token, url: str, *, by: ledger.Actor) -> Hook:
    """From now on this address is told of the cases of that key. Raises Refused where it may not be."""
    outside.look_up(url, settings.HOOKS_INSIDE)
    if Hook.objects.filter(token=token, stopped_at=None).count() >= MOST:
        raise Refused(_("一つのキーで登録できるアドレスは%(most)d個までです。") % {"most": MOST})
    newest = Line.objects.aggregate(pk=Max("pk"))["pk"] or 0
    hook = Hook.objects.create(token=token, url=url, salt=secrets.token_hex(16), seen_line=newest)
    ledger.write("hook_asked", token.ledger_key, by=by, facts={"hook": hook.pk, "url": url})
    return hook


@transaction.atomic
def stop(hook: Hook, *, by: ledger.Actor) -> None:
    """The address is told nothing more."""
    hook.stopped_at = clock.now()
    hook.save(update_fields=["stopped_at"])
    ledger.write("hook_stopped", hook.token.ledger_key, by=by, facts={"hook": hook.pk})


def secret_of(hook: Hook) -> str:
    """What the other side checks signatures with: derived from the house's key, so that no row holds it."""
    raw = salted_hmac("yakuba.hook", f"{hook.pk}:{hook.salt}", algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(raw).decode()}"


def signature(secret: str, name: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{name}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def work(limit: int = 20) -> int:
    """Notes what is new for each hook, then tells what is due; returns how many calls were made.

    Any number of workers may do so at once; outside a transaction.
    """
    for hook in Hook.objects.filter(stopped_at=None).select_related("token__user"):
        _note_new(hook)
    made = 0
    while made < limit and (call := _claim()) is not None:
        _tell(call)
        made += 1
    return made


def _note_new(hook: Hook) -> None:
    now, newest = clock.now(), Line.objects.aggregate(pk=Max("pk"))["pk"] or 0
    if newest == hook.seen_line and now - hook.seen_at > SLOWEST:
        return
    known = set(hook.calls.filter(line__gt=hook.seen_line - BACK).values_list("line", flat=True))
    lines = Line.objects.filter(pk__gt=hook.seen_line - BACK, at__gt=hook.made_at, thing__startswith="case:")
    fresh = [line for line in lines.exclude(verb__in=BESIDE).order_by("pk") if line.pk not in known]
    with transaction.atomic():
        HookCall.objects.bulk_create(_calls(hook, fresh), ignore_conflicts=True)
        if newest != hook.seen_line:
            Hook.objects.filter(pk=hook.pk).update(seen_line=newest, seen_at=now)


def _calls(hook: Hook, lines: list[Line]) -> Iterator[HookCall]:
    cases = {case.ledger_key: case for case in _cases_of(hook.token, lines)}
    for line in lines:
        if case := cases.get(line.thing):
            body = {
                "type": f"case.{line.verb}",
                "timestamp": line.at.isoformat(),
                "data": {"receipt": case.receipt, "procedure": case.version.procedure.slug},
            }
            yield HookCall(hook=hook, line=line.pk, body=body)


def _cases_of(token: Token, lines: list[Line]) -> CaseQuerySet:
    """Of the cases that lines are about, those that the key may read as things stand."""
    keys = {int(line.thing.removeprefix("case:")) for line in lines}
    seen = Case.objects.followed_by(token)
    if INBOX in token.may and token.user.is_staff_member:
        seen = seen | Case.objects.visible_to(token.user)
    return seen.filter(token.reach(), pk__in=keys).select_related("version__procedure")


def _claim() -> HookCall | None:
    with transaction.atomic(durable=True):
        now = clock.now()
        due = HookCall.objects.due(now).select_related("hook").select_for_update(of=("self",), skip_locked=True)
        call: HookCall | None = due.first()
        if call is not None:
            # Whoever dies with it leaves it to be told again; the other side knows it by its id.
            call.tries += 1
            call.next_try_at = now + LEASE
            call.save(update_fields=["tries", "next_try_at"])
    return call


def _tell(call: HookCall) -> None:
    body, moment = json.dumps(call.body, ensure_ascii=False).encode(), int(clock.now().timestamp())
    name = f"hook-{call.hook_id}-{call.line}"
    headers = {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret_of(call.hook), name, moment, body),
    }
    try:
        status = outside.post(outside.look_up(call.hook.url, settings.HOOKS_INSIDE), body, headers)
        problem = "" if 200 <= status < 300 else f"HTTP {status}"
    except (Refused, outside.NotReached) as reason:
        problem = str(reason)
    call.problem = problem[:200]
    if not problem:
        call.state = TOLD
    elif call.tries > len(WAITS):
        call.state = GIVEN_UP
    else:
        call.next_try_at = clock.now() + WAITS[call.tries - 1]
    call.save(update_fields=["state", "problem", "next_try_at"])
