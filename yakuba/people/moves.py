"""What the personnel office does: register staff, appoint them, end an appointment; absences and deputies."""

from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Absence, Deputy, Holding, Post, User
from yakuba.people.validity import overlapping
from yakuba.toolbox.refused import Refused


@transaction.atomic
def register_staff(email: str, name: str, *, by: Actor) -> User:
    """An account for somebody who begins to work here; the office answers for the address.

    Without a password: its owner chooses one through the reset letter. Raises Refused where the address has an account
    already: a resident who begins to work here is appointed as who they are.
    """
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Refused(_("このメールアドレスのアカウントは、もうあります。"))
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    ledger.write("registered_staff", user.actor_key, by=by)
    return user


@transaction.atomic
def rename(user: User, name: str, *, by: Actor) -> User:
    """氏名を直す, from now on: older lines keep the name of their day. Raises Refused where it is the same."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if name == user.name:
        raise Refused(_("いまの氏名と同じです。"))
    before, user.name = user.name, name
    user.save(update_fields=["name"])
    ledger.write("renamed", user.actor_key, by=by, detail={"before": before, "after": name})
    return user


@transaction.atomic
def appoint(user: User, post: Post, valid_from: date, valid_until: date | None = None, *, by: Actor) -> Holding:
    """The appointment (発令): from `valid_from` up to but not including `valid_until`, this person holds the post.

    Raises Refused where the person holds that post on one of these days already, or the post does not exist then.
    """
    _hold(user)
    if valid_until is not None and valid_until <= valid_from:
        raise Refused(_("任期の終わりは、始まりより後の日にしてください。"))
    if not (post.is_valid_on(valid_from) and post.section.is_valid_on(valid_from)):
        raise Refused(_("その日には、この職がありません。"))
    if Holding.objects.filter(overlapping(valid_from, valid_until), user=user, post=post).exists():
        raise Refused(_("同じ期間に、もうこの職に就いています。"))
    holding = Holding.objects.create(user=user, post=post, valid_from=valid_from, valid_until=valid_until)
    user.forget_posts()
    ledger.write("appointed", user.actor_key, by=by, facts=_facts(holding))
    return holding


@transaction.atomic
def end_holding(holding: Holding, on: date, *, by: Actor) -> Holding:
    """The transfer (異動): from the day `on` this person no longer holds the post.

    Raises Refused where the holding begins only then, or has ended before.
    """
    _hold(holding.user)
    holding.refresh_from_db(fields=["valid_from", "valid_until"])
    if on <= holding.valid_from:
        raise Refused(_("任期の終わりは、始まりより後の日にしてください。"))
    if holding.valid_until is not None and holding.valid_until <= on:
        raise Refused(_("この任期は、その日より前に終わっています。"))
    holding.valid_until = on
    holding.save(update_fields=["valid_until"])
    holding.user.forget_posts()
    ledger.write("ended_holding", holding.user.actor_key, by=by, facts=_facts(holding))
    return holding


@transaction.atomic
def report_absence(user: User, valid_from: date, valid_until: date, *, by: Actor) -> Absence:
    """不在: from `valid_from` up to but not including `valid_until` somebody is not here. Why, nobody asks.

    Raises Refused where that is no span of days.
    """
    _hold(user)
    if valid_until <= valid_from:
        raise Refused(_("不在の終わりは、始まりより後の日にしてください。"))
    absence = Absence.objects.create(user=user, valid_from=valid_from, valid_until=valid_until)
    facts = {"valid_from": valid_from.isoformat(), "valid_until": valid_until.isoformat()}
    ledger.write("reported_absence", user.actor_key, by=by, facts=facts)
    return absence


@transaction.atomic
def name_deputy(post: Post, deputy: Post, valid_from: date, *, by: Actor) -> Deputy:
    """代決者: the post that acts for another while its holder is away, behind those named before.

    Raises Refused where posts would stand in for each other in a circle.
    """
    # One at a time for the whole hall: two halves of a circle could be drawn at once.
    list(Post.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    rows = Deputy.objects.filter(overlapping(valid_from, None))
    stands_for: dict[int, set[int]] = {}
    for one in rows:
        stands_for.setdefault(one.deputy_id, set()).add(one.post_id)
    reached, waiting = set(), [post.pk]
    while waiting:
        here = waiting.pop()
        reached.add(here)
        waiting += stands_for.get(here, set()) - reached
    if deputy.pk in reached:
        raise Refused(_("代決者がひと回りしてしまいます。別の職にしてください。"))
    order = rows.filter(post=post).count() + 1
    named = Deputy.objects.create(post=post, deputy=deputy, order=order, valid_from=valid_from)
    facts = {"deputy": str(deputy), "order": order, "valid_from": valid_from.isoformat()}
    ledger.write("named_deputy", f"post:{post.pk}", by=by, facts=facts)
    return named


@transaction.atomic
def end_deputy(named: Deputy, on: date, *, by: Actor) -> Deputy:
    """From the day `on` that post no longer stands in. Raises Refused where it did not do so then."""
    named = Deputy.objects.select_for_update().select_related("deputy__section").get(pk=named.pk)
    if on <= named.valid_from or (named.valid_until is not None and named.valid_until <= on):
        raise Refused(_("代決の終わりは、始まりより後で、いまの終わりより前の日にしてください。"))
    named.valid_until = on
    named.save(update_fields=["valid_until"])
    facts = {"deputy": str(named.deputy), "on": on.isoformat()}
    ledger.write("ended_deputy", f"post:{named.post_id}", by=by, facts=facts)
    return named


@transaction.atomic
def end_absence(absence: Absence, on: date, *, by: Actor) -> Absence | None:
    """Somebody is back on the day `on`; on or before the first day of the absence there was none, and None is returned.

    Raises Refused where the absence has ended before.
    """
    absence = Absence.objects.select_for_update().select_related("user").get(pk=absence.pk)
    if absence.valid_until is not None and absence.valid_until <= on:
        raise Refused(_("この不在は、もう終わっています。"))
    facts = {"valid_from": absence.valid_from.isoformat(), "on": on.isoformat()}
    ledger.write("came_back", absence.user.actor_key, by=by, facts=facts)
    if on <= absence.valid_from:
        absence.delete()
        return None
    absence.valid_until = on
    absence.save(update_fields=["valid_until"])
    return absence


def _hold(user: User) -> None:
    """Locks the person, so that two appointments at once are asked one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _facts(holding: Holding) -> dict[str, str | int | None]:
    until = holding.valid_until
    return {
        "holding": holding.pk,
        "post": str(holding.post),
        "valid_from": holding.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }
