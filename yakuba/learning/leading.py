"""DX推進リーダー: appointed for a section from one day until another, one at a time."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.learning.models import Leader, Role
from yakuba.ledger import Actor
from yakuba.people.models import Section, User
from yakuba.people.validity import overlapping
from yakuba.toolbox.refused import Refused


@transaction.atomic
def appoint_leader(
    section: Section, user: User, valid_from: date, *, until: date | None, by: Actor, role: str = Role.LEADER
) -> Leader:
    """リーダーを決める. Raises Refused where the term is none, or somebody has that role there in it."""
    section = _hold(section)
    if until is not None and until <= valid_from:
        raise Refused(_("任期の終わりは、始まりより後の日にしてください。"))
    if not section.is_valid_on(valid_from):
        raise Refused(_("その日には、この課はありません。"))
    if role == Role.LEADER and not user.holdings.valid_on(valid_from).filter(post__section=section).exists():
        raise Refused(_("リーダーは、その課の職員から選んでください。"))
    if section.leaders.filter(overlapping(valid_from, until), role=role).exists():
        raise Refused(_("その期間には、もうリーダーがいます。先に任期を終えてください。"))
    made = Leader.objects.create(section=section, user=user, role=role, valid_from=valid_from, valid_until=until)
    facts = {"role": role, "from": valid_from.isoformat(), "until": until.isoformat() if until else None}
    ledger.write("appointed_leader", f"section:{section.code}", by=by, facts=facts | {"user": user.actor_key})
    return made


@transaction.atomic
def end_term(leader: Leader, on: date, *, by: Actor) -> Leader:
    """任期を終える, from the day `on`. Raises Refused where it does not lie in the term."""
    section = _hold(leader.section)
    leader = Leader.objects.select_for_update().get(pk=leader.pk)
    if on <= leader.valid_from or not leader.is_valid_on(on):
        raise Refused(_("その日は、任期の中にありません。"))
    leader.valid_until = on
    leader.save(update_fields=["valid_until"])
    facts = {"role": leader.role, "on": on.isoformat(), "user": f"user:{leader.user_id}"}
    ledger.write("ended_term", f"section:{section.code}", by=by, facts=facts)
    return leader


def _hold(section: Section) -> Section:
    """Whoever appoints somebody for a section does it one after the other."""
    return Section.objects.select_for_update(no_key=True, of=("self",)).get(pk=section.pk)
