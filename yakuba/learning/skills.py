"""得意の記録: kept with its evidence, seen by the person, corrected and withdrawn by them; each change a new row."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.learning.declared import talent
from yakuba.learning.models import Skill
from yakuba.people.models import User
from yakuba.programme.items import Wrong, words
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

LONGEST = 300


@dataclass(frozen=True)
class Evidence:
    """What somebody can show for what they are good at."""

    profile: str
    kind: str
    text: str
    on: date | None


@transaction.atomic
def record_skill(shown: Evidence, *, by: User) -> Skill:
    """得意を書く, of oneself alone. Raises Wrong."""
    return _keep(shown, by)


@transaction.atomic
def correct_skill(skill: Skill, shown: Evidence, *, by: User) -> Skill:
    """直す: what an event has entered about oneself, too. Raises Wrong; Refused where not theirs or replaced."""
    return _keep(shown, by, replaces=_hold(skill, by))


@transaction.atomic
def withdraw_skill(skill: Skill, *, by: User) -> Skill:
    """取り消す: from then on nobody is shown it, nor its words. Raises Refused."""
    old = _hold(skill, by)
    made = Skill.objects.create(
        user=by,
        profile=old.profile,
        evidence=old.evidence,
        on=old.on,
        entered_at=clock.now(),
        replaces=old,
        is_withdrawn=True,
    )
    ledger.write("withdrew_skill", made.ledger_key, by=by, facts={"replaces": old.pk})
    return made


def _keep(shown: Evidence, by: User, replaces: Skill | None = None) -> Skill:
    text = words(shown.text)
    wrong = {}
    if talent().profile(shown.profile) is None:
        wrong["profile"] = _("人材像を選んでください。")
    if shown.kind not in Skill.Evidence.values:
        wrong["kind"] = _("何からわかるかを選んでください。")
    if not text or len(text) > LONGEST:
        wrong["text"] = _("何をしたかを、%(most)d文字までで書いてください。") % {"most": LONGEST}
    if shown.on is None or shown.on > clock.today():
        wrong["on"] = _("いつのことかを、きょうまでの日で選んでください。")
    if wrong or shown.on is None:
        raise Wrong(wrong)
    try:
        with transaction.atomic():
            made = Skill.objects.create(
                user=by,
                profile=shown.profile,
                evidence=shown.kind,
                text=text,
                on=shown.on,
                entered_at=clock.now(),
                event=replaces.event if replaces else None,
                replaces=replaces,
            )
    except IntegrityError as error:
        raise Refused(_("この記録は、もう直されています。")) from error
    facts = {"profile": made.profile, "evidence": made.evidence} | ({"replaces": replaces.pk} if replaces else {})
    ledger.write("corrected_skill" if replaces else "recorded_skill", made.ledger_key, by=by, facts=facts)
    return made


def _hold(skill: Skill, by: User) -> Skill:
    skill = Skill.objects.select_for_update(of=("self",)).select_related("event").get(pk=skill.pk)
    if skill.user_id != by.pk:
        raise Refused(_("ほかの人の記録です。"))
    if not skill.is_current:
        raise Refused(_("この記録は、もう直されています。"))
    return skill
