"""Whose desk a case lies on: taken, handed on, let go; and what colleagues note beside it."""

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.cases.acts import lock, written
from yakuba.cases.models import Case
from yakuba.cases.notes import Note, SavedFilter
from yakuba.cases.refused import Refused
from yakuba.people.models import User

FILTERS = 20


@transaction.atomic
def take(case: Case, *, by: User) -> Case:
    """担当になる. Refused where a colleague has it: they hand it on; whoever has left the section has it no longer."""
    act = lock(case)
    if not act.case.is_in_hands_of(by) or act.case.is_finished:
        raise Refused(_("担当になれるのは、まだ終わっていない、自分の課の件だけです。"))
    colleague = act.case.assignee
    if colleague is not None and colleague != by and act.case.is_in_hands_of(colleague):
        raise Refused(_("この件は、%(name)sさんが担当しています。渡してもらってください。") % {"name": colleague})
    if colleague != by:
        act.case.assignee = by
        act.says("taken", by=by)
        act.settle()
    return act.case


@transaction.atomic
def hand_on(case: Case, *, by: User, to: User, note: str = "") -> Case:
    """渡す: to a colleague of the section, with a word about it."""
    note = written(note)
    act = lock(case)
    if not act.case.is_in_hands_of(by) or act.case.is_finished:
        raise Refused(_("渡せるのは、まだ終わっていない、自分の課の件だけです。"))
    if not act.case.is_in_hands_of(to):
        raise Refused(_("渡せるのは、同じ課の人で、この件を自分で出していない人だけです。"))
    act.case.assignee = to
    act.says("handed_on", by=by, facts={"to": to.actor_key}, detail={"to": to.name, "note": note})
    if note:
        _note(act.case, by, note)
    return act.settle()


@transaction.atomic
def let_go(case: Case, *, by: User) -> Case:
    """担当を外れる."""
    act = lock(case)
    if act.case.assignee_id != by.pk:
        raise Refused(_("この件の担当ではありません。"))
    act.case.assignee = None
    act.says("let_go", by=by)
    return act.settle()


@transaction.atomic
def note(case: Case, *, by: User, text: str) -> Note:
    """内部メモ, which the applicant never sees."""
    text = written(text, _("メモを入力してください。"))
    act = lock(case)
    if not Case.objects.visible_to(by).filter(pk=act.case.pk).exists() or act.case.erased_at:
        raise Refused(_("この件にはメモを書けません。"))
    noted = _note(act.case, by, text)
    act.says("noted", by=by, facts={"note": noted.pk})
    act.settle()
    return noted


def keep_filter(user: User, name: str, query: str) -> SavedFilter:
    """一覧を覚えておく, under a name; the same name again is that list from now on. Raises Refused."""
    name = written(name, _("一覧の名前を入力してください。"))[:40]
    if SavedFilter.objects.filter(user=user).exclude(name=name).count() >= FILTERS:
        raise Refused(_("覚えておける一覧は%(most)d個までです。使わないものを消してください。") % {"most": FILTERS})
    kept, _is_new = SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query[:500]})
    return kept


def drop_filter(kept: SavedFilter) -> None:
    """Its owner does not want the list any more."""
    kept.delete()


def _note(case: Case, by: User, text: str) -> Note:
    return Note.objects.create(case=case, text=text, by_name=by.actor_name, by_post=by.actor_post)
