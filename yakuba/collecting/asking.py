"""A round of asking: opened for its targets, answered one by one, reminded once, closed with whatever has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger, mailroom
from yakuba.collecting.models import Round, Target
from yakuba.ledger import Actor
from yakuba.people.models import Post, Section, User
from yakuba.people.standing_in import Hall
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

DAYS_BEFORE = 3


@dataclass(frozen=True)
class Asked:
    """One thing to ask about, of a section or of one post or person in it."""

    thing: str
    title: str
    section: Section
    post: Post | None = None
    user: User | None = None
    place: str = ""


@dataclass(frozen=True)
class About:
    """What a round is: `key` once for good, one open round at a time for each `kind` and `about`.

    `words` say in the letters what is asked, `where` is the page on which it is answered.
    """

    key: str
    kind: str
    title: str
    due_on: date
    about: str = field(default="")
    words: str = ""
    where: str = "/office/"
    section: Section | None = None
    unit: str = ""


@transaction.atomic
def open_round(about: About, targets: Sequence[Asked], *, by: Actor) -> Round:
    """Ask. The work of an abolished section is asked of the one that took it over.

    Raises Refused where the round was opened before, another of its kind is still open, or nobody is to be asked.
    """
    if not targets:
        raise Refused(_("聞く相手がひとつもありません。"))
    if about.due_on < clock.today():
        raise Refused(_("回答の期限は、きょうかそれより後の日にしてください。"))
    hall = Hall(clock.today())
    try:
        with transaction.atomic():
            made = Round.objects.create(
                key=about.key,
                kind=about.kind,
                about=about.about,
                title=about.title,
                words=about.words,
                where=about.where,
                section=about.section,
                unit=about.unit,
                due_on=about.due_on,
                opened_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("この確認は、もう開いているか、前に開いたことがあります。")) from error
    _aim(made, targets, hall)
    facts = {"title": about.title, "due_on": about.due_on.isoformat(), "targets": len(targets)}
    ledger.write("opened_round", made.ledger_key, by=by, facts=facts)
    _write_to_all(made, hall)
    return made


@transaction.atomic
def ask_more(asked: Round, targets: Sequence[Asked], due_on: date, *, by: Actor) -> int:
    """Ask those who were not asked before; the day holds for all. How many were new. Raises Refused."""
    asked = _hold(asked)
    if due_on < clock.today():
        raise Refused(_("回答の期限は、きょうかそれより後の日にしてください。"))
    hall, known = Hall(clock.today()), set(asked.targets.values_list("thing", flat=True))
    new = [one for one in targets if one.thing not in known]
    _aim(asked, new, hall)
    asked.due_on = due_on
    asked.save(update_fields=["due_on"])
    ledger.write("asked_more", asked.ledger_key, by=by, facts={"targets": len(new), "due_on": due_on.isoformat()})
    if new:
        _write_to_all(asked, hall)
    return len(new)


@transaction.atomic
def answer(target: Target, said: str, *, by: User, words: str = "", values: Mapping[str, Any] | None = None) -> Target:
    """One answer, which may be given anew until the round is closed; each stays in the ledger.

    Raises Refused where it is not asked of them, or the round is over.
    """
    asked = _hold(target.round)
    target = Target.objects.select_for_update().get(pk=target.pk)
    if not target.may_answer(by):
        raise Refused(_("この件は、ほかの課か、ほかの人に聞いています。"))
    return _keep(asked, target, said, by=by, words=words, values=values or {})


@transaction.atomic
def answer_of_themselves(about: str, kind: str, things: Collection[str], said: str, *, by: Actor) -> int:
    """Where a round is open, what was done to these things counts as their answer; how many that were."""
    asked = Round.objects.select_for_update().filter(kind=kind, about=about, closed_at=None).first()
    if asked is None:
        return 0
    found = list(asked.targets.select_for_update().filter(thing__in=things).order_by("pk"))
    for target in found:
        _keep(asked, target, said, by=by, words="", values={})
    return len(found)


@transaction.atomic
def remind(asked: Round, *, by: Actor) -> int:
    """One letter to each person whose answers are missing, with all of theirs; how many letters. Once a day at most.

    Raises Refused where the round is closed.
    """
    asked = _hold(asked)
    letters = _write_to_all(asked, Hall(clock.today()))
    if letters:
        ledger.write("reminded_round", asked.ledger_key, by=by, facts={"letters": letters})
    return letters


def remind_due(*, by: Actor) -> int:
    """The worker's daily look: three days before the day, whoever is missing is told once more; how many letters."""
    soon = Round.objects.open().filter(due_on=clock.today() + timedelta(days=DAYS_BEFORE))
    return sum(remind(one, by=by) for one in soon.order_by("pk"))


@transaction.atomic
def close_round(asked: Round, *, by: Actor) -> Round:
    """Ends it, whatever is missing: nothing that comes after waits for a late answer. Raises Refused."""
    asked = _hold(asked)
    asked.closed_at = clock.now()
    asked.save(update_fields=["closed_at"])
    ledger.write("closed_round", asked.ledger_key, by=by, facts=dict(asked.counts()))
    return asked


def _aim(asked: Round, targets: Sequence[Asked], hall: Hall) -> None:
    Target.objects.bulk_create(
        Target(
            round=asked,
            thing=one.thing,
            title=one.title[:200],
            section=hall.in_charge(one.section),
            post=one.post,
            user=one.user,
            place=one.place,
        )
        for one in targets
    )


def _hold(asked: Round) -> Round:
    """Always before its targets, so that answering, reminding and closing wait for each other."""
    asked = Round.objects.select_for_update().get(pk=asked.pk)
    if not asked.is_open:
        raise Refused(_("この確認は、もう終わっています。"))
    return asked


def _keep(asked: Round, target: Target, said: str, *, by: Actor, words: str, values: Mapping[str, Any]) -> Target:
    target.answer, target.words, target.values = said, words, dict(values)
    target.answered_at, target.answered_by = clock.now(), by.actor_post or by.actor_name
    target.save(update_fields=["answer", "words", "values", "answered_at", "answered_by"])
    ledger.write("answered_round", target.thing, by=by, facts={"round": asked.key, "answer": said, "words": words})
    return target


def _write_to_all(asked: Round, hall: Hall) -> int:
    """One letter to each person of whom something is still wanted and who has not been written to today."""
    missing: dict[int, list[Target]] = {}
    people: dict[int, User] = {}
    waiting = asked.targets.waiting().select_for_update(of=("self",))
    for target in waiting.select_related("section", "post__section", "user"):
        if target.reminded_at and clock.day_of(target.reminded_at) == hall.day:
            continue
        target.reminded_at = clock.now()
        target.save(update_fields=["reminded_at"])
        for user in _whom(hall, target):
            people[user.pk] = user
            missing.setdefault(user.pk, []).append(target)
    for key, targets in missing.items():
        _tell(asked, people[key], targets)
    return len(missing)


def _whom(hall: Hall, target: Target) -> list[User]:
    """That person; whoever stands at the post; of a section, its head, or else everybody there."""
    if target.user:
        return [target.user]
    if target.post:
        return [one.user for one in hall.who_may_act(target.post)]
    heads = hall.posts_at(target.section, Post.Rank.HEAD)
    standing = [one.user for post in heads[:1] for one in hall.who_may_act(post)]
    return standing or hall.staff_of(target.section)


def _tell(asked: Round, user: User, targets: Sequence[Target]) -> None:
    listed = "\n".join(f"・{one.title}" for one in targets)
    body = _("%(title)sへの回答をお待ちしています（%(due_on)sまで）。") % {
        "title": asked.title,
        "due_on": dates.in_words(asked.due_on),
    }
    mailroom.post(
        "round_reminder",
        to=user.email,
        subject=_("確認のお願い：%(title)s") % {"title": asked.title},
        body=f"{body}{asked.words}\n\n{listed}\n\n{settings.SITE_URL}{asked.where}\n",
        about=asked.ledger_key,
    )
