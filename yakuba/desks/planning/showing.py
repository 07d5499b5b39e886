"""One item as it stands: its words, its reasons, its history, what can be done with it, and who may know how."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, keeps_the_programme, staff_only
from yakuba.desks.pages import page
from yakuba.desks.planning.asking import may_change
from yakuba.desks.things import of_item
from yakuba.desks.tones import STATE_TONES
from yakuba.learning import finding
from yakuba.ledger.models import Line
from yakuba.meetings.models import Decision
from yakuba.people.models import Section
from yakuba.programme import helping, plans, stating
from yakuba.programme.manuscript import NEXT_ON, REASONS, TEXT_LABELS, promise_in_words, schedule_in_words
from yakuba.programme.models import MASKABLE, WITHHELD, Item, State, Tier
from yakuba.programme.reviewing import asked_since, confirmed
from yakuba.publications.models import Leaf
from yakuba.toolbox import clock, dates

ITEMS = Item.objects.select_related("section").prefetch_related("stages", "promises", "changes", "calls__offers")
HISTORY = 30
VERBS = {
    "registered_item": gettext_lazy("載せた"),
    "revised_item": gettext_lazy("直した"),
    "promised_item": gettext_lazy("時期を決めた"),
    "moved_item": gettext_lazy("状態を移した"),
    "resumed_item": gettext_lazy("再開した"),
    "withheld_text": gettext_lazy("公表のしかたを変えた"),
    "handed_over_item": gettext_lazy("担当を替えた"),
    "confirmed_item": gettext_lazy("変更なしと確認した"),
    "answered_round": gettext_lazy("確認に答えた"),
    "asked_for_help": gettext_lazy("SOSを出した"),
    "offered_help": gettext_lazy("SOSに答えた"),
    "thanked_for_help": gettext_lazy("お礼を言った"),
    "ended_call": gettext_lazy("SOSを終えた"),
}
ASKED = {
    "why": gettext_lazy("理由"),
    "stands_at": gettext_lazy("協議が止まっているところ"),
    "condition": gettext_lazy("次の条件（再開・判断の条件）"),
    "next_on": gettext_lazy("次に見直す・判断する日"),
    "tried": gettext_lazy("試したこと"),
    "learnt": gettext_lazy("学んだこと"),
    "instead": gettext_lazy("代わりにすること"),
}


@require_GET
@staff_only
def item(request: SignedInRequest, pk: int) -> HttpResponse:
    """取組のページ."""
    return item_page(request, get_object_or_404(ITEMS, pk=pk))


def item_page(request: SignedInRequest, item: Item, **more: Any) -> HttpResponse:
    item = ITEMS.get(pk=item.pk)  # as it is now, whatever the caller had in its hands
    declared = plans.plan(item.plan)
    is_own = not declared.source
    mine = is_own and may_change(item, request.user)
    seen = confirmed(item, asked_since(item.plan))
    chapter = declared.chapter(item.chapter)
    open_call = next((one for one in item.calls.all() if one.is_open), None)
    context = {
        "room": "office",
        "here": "programme",
        "tab": "items",
        "item": item,
        "thing": of_item(item),
        "plan": declared,
        "tag": STATE_TONES[item.state],
        "tier": Tier(item.tier).label,
        "chapter": chapter.title if chapter else item.chapter,
        "texts": [_text(item, field) for field in TEXT_LABELS if getattr(item, field)],
        "reasons": _reasons(item),
        "promise": promise_in_words(list(item.promises.all())),
        "schedule": schedule_in_words(item.stages.all(), is_lost=item.schedule_lost),
        "seen": seen,
        "history": _history(item),
        "calls": list(item.calls.all()),
        "open_call": open_call,
        "may_know": helping.who_may_know(item) if mine and item.state in ("undecided", "held") else [],
        "people": finding.who_may_know(open_call.words) if open_call else [],
        "decisions": Decision.objects.filter(concerns=item).select_related("meeting__body"),
        "published": Leaf.objects.filter(
            key=str(item.number), edition__name=item.plan, edition__kind="plan", edition__state="published"
        ).exists(),
        "mine": mine,
        "keeps": keeps_the_programme(request.user),
        "me": request.user.actor_key,
        "ways": [_way(item, state) for state in stating.WAYS[item.state]] if mine else [],
        "years": [(year, plans.year_in_words(year)) for year in range(clock.today().year - 1, clock.today().year + 8)],
        "maskable": [(field, TEXT_LABELS[field]) for field in MASKABLE],
        "withheld_reasons": list(WITHHELD.items()),
        "sections": Section.objects.valid_on(clock.today()).exclude(parent=None).order_by("pk") if mine else [],
        "today": clock.today(),
        "typed": {},
        **more,
    }
    return page(request, "planning/item.html", context, status=422 if more.get("wrongs") else 200)


def _text(item: Item, field: str) -> dict[str, Any]:
    """A text with what the public reads instead of it, where that is something else."""
    reason = item.withheld.get(field)
    return {
        "label": TEXT_LABELS[field],
        "text": getattr(item, field),
        "withheld": WITHHELD[reason] if reason else "",
        "public": item.public_words.get(field, ""),
    }


def _reasons(item: Item) -> list[tuple[str, str]]:
    last = item.last_change
    if last is None:
        return []
    told = [(label, getattr(last, field)) for field, label in REASONS.get(last.state, {}).items()]
    if not told and last.why:
        told = [(_("そのわけ"), last.why)]
    if last.next_on and last.state in NEXT_ON:
        told.append((NEXT_ON[last.state], dates.in_words(last.next_on)))
    return [one for one in told if one[1]]


def _way(item: Item, state: str) -> dict[str, Any]:
    """A state it can be brought to, with the boxes that must be filled in for it."""
    names = {
        "undecided": ("why", "stands_at", "condition", "next_on"),
        "held": ("why", "condition", "next_on"),
        "dropped": ("why", "tried", "learnt", "instead"),
    }.get(state, ("why",))
    return {
        "state": state,
        "title": State(state).label,
        "resumed": stating.is_resumed(item.state, state),
        "boxes": [
            {
                "name": name,
                "label": ASKED[name],
                "must": name in stating.DEMANDED.get(state, ()) or stating.is_resumed(item.state, state),
            }
            for name in names
        ],
    }


def _history(item: Item) -> list[dict[str, Any]]:
    lines = Line.objects.about(item.ledger_key).order_by("-number")[:HISTORY]
    return [
        {
            "what": VERBS.get(line.verb, line.verb),
            "at": line.at,
            "post": line.actor_post or line.actor_name,
            "state": State(line.facts["state"]).label if line.facts.get("state") in State.values else "",
            "year": plans.year_in_words(line.facts["year"]) if isinstance(line.facts.get("year"), int) else "",
            "why": line.facts.get("why", ""),
        }
        for line in lines
    ]
