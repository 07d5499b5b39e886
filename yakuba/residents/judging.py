"""Pairs that may be one person: judged by somebody, with why; nothing is merged by it."""

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.people.models import User
from yakuba.residents.models import Doubtful
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean


@transaction.atomic
def judge(pair: Doubtful, verdict: str, why: str, *, by: User) -> Doubtful:
    """Say whether two numbers are one person. The register's own system is where it is put right.

    Raises Refused where it was judged before, or without a reason.
    """
    pair = Doubtful.objects.select_for_update().get(pk=pair.pk)
    why = clean(why).strip()
    if pair.settled_at:
        raise Refused(_("この組は、もう判断されています。"))
    if verdict not in ("same", "different"):
        raise Refused(_("同じ人か、別の人かを選んでください。"))
    if not why or len(why) > 500:
        raise Refused(_("そう判断した理由を、500文字までで書いてください。"))
    pair.verdict, pair.why = verdict, why
    pair.settled_at, pair.settled_by = clock.now(), by.actor_post or by.actor_name
    pair.save()
    facts = {"one": pair.one, "other": pair.other, "verdict": verdict, "why": why}
    ledger.write("judged_pair", f"pair:{pair.pk}", by=by, facts=facts)
    return pair
