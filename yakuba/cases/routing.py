"""決裁ルートの上の動き: agree, pull up, send down, look back, lengthen, read; and what a decision writes down."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yakuba.cases.acts import Act, hold_turn, lock, written
from yakuba.cases.models import Case, Correction, Decision, Stop
from yakuba.cases.refused import Refused
from yakuba.cases.stops import BEFORE, Turn, having_their_turn, holds
from yakuba.people.models import Post, User
from yakuba.procedures.routes import Work
from yakuba.toolbox import clock

CORRECTION_DAYS = 30


@dataclass(frozen=True)
class Ruling:
    """What is decided, from when on it holds, and why that is not the day of the decision."""

    outcome: str
    effective_on: date | None = None
    why: str = ""
    advice: str = ""


@transaction.atomic
def agree(case: Case, *, by: User, advice: str = "") -> Case:
    """回議・合議: seen and agreed to, with advice for those who come after."""
    advice = written(advice)
    act, turn = hold_turn(case, by)
    if turn.stop.act == Work.DECIDE:
        raise Refused(_("この件は、もう決裁の番です。「決裁する」か「差し戻す」を選んでください。"))
    _done(turn, by, advice)
    if turn.stop.any_one:
        beside = act.case.stops.filter(order=turn.stop.order, any_one=True, state="")
        beside.update(state="passed")
    act.says("agreed", by=by, facts=_facts(act.case, turn), detail={"advice": advice} if advice else None)
    return act.settle()


@transaction.atomic
def pull_up(case: Case, *, by: User, reason: str) -> Case:
    """引上げ: a senior further on takes it up without waiting for those before; they look at it afterwards (後閲).

    Other sections that must concur are waited for all the same.
    """
    reason = written(reason, _("引き上げる理由を入力してください。"))
    act = lock(case)
    stops = list(act.case.stops.select_related("post__section"))
    stop = own_stop_ahead(act.case, by, stops)
    if stop is None:
        raise Refused(_("引き上げられるのは、このルートの先で、いまの人より上の職にある人だけです。"))
    before = [one for one in stops if not one.state and one.act in BEFORE and one.order < stop.order]
    if any(one.act == Work.CONCUR for one in before):
        raise Refused(_("ほかの課の合議が残っています。合議は引き上げられません。"))
    act.case.stops.filter(pk__in=[one.pk for one in before]).update(state="passed", how="senior", needs_look=True)
    act.case.hands += 1
    facts = {"stop": stop.pk, "at": str(stop.post), "passed": [str(one.post) for one in before]}
    act.says("pulled_up", by=by, facts=facts, detail={"reason": reason})
    return act.settle()


@transaction.atomic
def send_down(case: Case, *, by: User, advice: str, to: Stop | None = None) -> Case:
    """差戻し: to an earlier post of the route, or (None) to whoever drafted it, with written advice."""
    advice = written(advice, _("差し戻す理由と助言を入力してください。"))
    act, turn = hold_turn(case, by)
    facts = {**_facts(act.case, turn), "to": str(to.post) if to else "drafter"}
    act.says("sent_down", by=by, facts=facts, detail={"advice": advice})
    if to is None:
        return _to_the_drafter(act, advice)
    if not act.case.stops.filter(pk=to.pk, order__lt=turn.stop.order, act__in=BEFORE).exists():
        raise Refused(_("差し戻せるのは、このルートでもう済んだ職か、起案した人です。"))
    again = act.case.stops.filter(order__gte=to.order, act__in=BEFORE)
    again.update(state="", actor=None, acted_at=None, how="", advice="", needs_look=False, looked_at=None)
    return act.settle()


@transaction.atomic
def lengthen(case: Case, *, by: User, post: Post, work: str = Work.CIRCULATE) -> Case:
    """One more post looks at it before it is decided; nothing that the rule demands is taken away."""
    act = lock(case)
    may = act.case.user_id == by.pk or act.case.turn_of(by) is not None
    if act.case.waits_for != "decide" or not may or work not in (Work.CIRCULATE, Work.CONCUR):
        raise Refused(_("ルートを延ばせるのは、起案した人と、いま番になっている人だけです。"))
    if post not in act.case.hall.valid_posts:
        raise Refused(_("%(post)sは、いまはない職です。") % {"post": post})
    if act.case.stops.filter(post=post, act__in=BEFORE).exists():
        raise Refused(_("%(post)sは、もうこのルートに入っています。") % {"post": post})
    end = act.case.stops.get(act=Work.DECIDE)
    act.case.stops.filter(order__gte=end.order).update(order=F("order") + 1)
    Stop.objects.create(case=act.case, order=end.order, act=work, post=post, is_added=True)
    act.says("lengthened", by=by, facts={"act": work, "at": str(post)})
    return act.settle()


@transaction.atomic
def look_back(stop: Stop, *, by: User) -> Stop:
    """後閲: the absent one sees afterwards what was done in their place."""
    act = lock(stop.case)
    stop = act.case.stops.select_related("post__section").get(pk=stop.pk)
    if not stop.needs_look or not holds(by, stop, act.case.hall):
        raise Refused(_("後閲するのは、その職にいる人です。もう済んでいるかもしれません。"))
    stop.needs_look, stop.looked_at = False, clock.now()
    stop.save(update_fields=["needs_look", "looked_at"])
    act.says("looked_back", by=by, facts={"stop": stop.pk, "at": str(stop.post)})
    act.settle()
    return stop


@transaction.atomic
def read(stop: Stop, *, by: User) -> Stop:
    """供覧: somebody is shown what was decided, and has seen it."""
    act = lock(stop.case)
    stop = act.case.stops.select_related("post__section").get(pk=stop.pk)
    turn = Turn(stop, act.case.hall.who_may_act(stop.post))
    if stop.act != Work.READ or stop.state or act.case.decision is None or turn.of(by) is None:
        raise Refused(_("いまは供覧の番ではありません。"))
    _done(turn, by, "")
    act.says("read", by=by, facts={"stop": stop.pk, "at": str(stop.post)})
    act.settle()
    return stop


@transaction.atomic
def scrap(case: Case, *, by: User, reason: str) -> Case:
    """廃案: a draft is not gone on with; by its own section, or by whoever has it on their desk."""
    reason = written(reason, _("廃案にする理由を入力してください。"))
    act = lock(case)
    if not act.case.may_scrap(by):
        raise Refused(_("廃案にできるのは、決裁の前の起案だけです。起案した課の人か、いま番になっている人がします。"))
    act.case.corrections.filter(answered_at=None).update(answered_at=clock.now())
    act.case.hands += 1
    act.says("scrapped", by=by, detail={"reason": reason})
    act.case.proposal |= {"reason": reason}
    return act.finish("scrapped")


def conclude(act: Act, turn: Turn, by: User, ruling: Ruling) -> dict[str, Any]:
    """Writes the decision down, and returns what the ledger keeps of it.

    Raises Refused where it is to hold from another day than today and nobody says why.
    """
    case, now = act.case, clock.now()
    effective_on = ruling.effective_on or _named_day(case) or now.date()
    if effective_on != now.date() and not ruling.why:
        raise Refused(_("効力日が決裁の日とちがいます。その理由を入力してください。"))
    _done(turn, by, ruling.advice)
    facts = _facts(case, turn)
    Decision.objects.create(
        case=case,
        digest=facts["content"],
        outcome=ruling.outcome,
        decided_at=now,
        effective_on=effective_on,
        why_another_day=ruling.why if effective_on != now.date() else "",
    )
    return {**facts, "effective_on": effective_on.isoformat()}


def content_digest(case: Case) -> str:
    """SHA-256 over what is decided on: the version, every answer, every attached file."""
    files = sorted(case.attachments.values_list("id", "blob_id"), key=str)
    content = [case.version.sha256, case.answers, [[str(key), blob] for key, blob in files]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def own_stop_ahead(case: Case, user: User, stops: list[Stop]) -> Stop | None:
    """The stop further on at which this person stands themselves, where it is not their turn yet."""
    here = having_their_turn(stops)
    has_acted = user.pk in case.put_forward_by or any(stop.actor_id == user.pk for stop in stops)
    if case.waits_for != "decide" or not here or has_acted:
        return None
    ahead = [one for one in stops if not one.state and one.act in BEFORE and one.order > here[0].order]
    return next((one for one in ahead if holds(user, one, case.hall)), None)


def _to_the_drafter(act: Act, advice: str) -> Case:
    """Every field stands open again; the drafter is told by letter, and the route is laid anew when they answer."""
    if not act.case.declaration.is_for_staff:
        raise Refused(_("住民の申請は、担当課の審査に差し戻してください。"))
    correction = Correction.objects.create(
        case=act.case,
        items=[{"field": one.name, "say": ""} for one in act.case.declaration.fields() if one.is_asked],
        note=advice,
        asked_at=clock.now(),
        answer_by=clock.today() + timedelta(days=CORRECTION_DAYS),
    )
    act.tells("asked_to_correct", items="", reason=advice, due_on=correction.answer_by)
    return act.wait_for("applicant")


def _done(turn: Turn, by: User, advice: str) -> None:
    standing = turn.of(by)
    assert standing is not None  # hold_turn asked
    stop = turn.stop
    if stop.written and not advice:
        raise Refused(_("この職は、助言を書いて次へ進めます。助言を入力してください。"))
    stop.state, stop.actor, stop.how, stop.advice, stop.acted_at = "done", by, standing.how, advice, clock.now()
    stop.needs_look = standing.how == "deputy"
    stop.save(update_fields=["state", "actor", "how", "advice", "acted_at", "needs_look"])


def _facts(case: Case, turn: Turn) -> dict[str, Any]:
    stop = turn.stop
    return {"act": stop.act, "at": str(stop.post), "how": stop.how, "content": content_digest(case)}


def _named_day(case: Case) -> date | None:
    """The day from which the draft itself wants to hold."""
    decide = case.current_step.decide if case.current_step else None
    named = case.answers.get(decide.effective) if decide and decide.effective else None
    return date.fromisoformat(named) if named else None
