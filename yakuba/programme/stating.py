"""Moving an item from one state to another, with the reasons that the new one demands."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.programme.items import Wrong, hold, touched, words
from yakuba.programme.models import Change, Item, State
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

# 構想→未決定→決定→実施中→完了; from everywhere to 保留 and 断念, and back (再開). Nothing is an end for ever.
WAYS: dict[str, tuple[str, ...]] = {
    "idea": ("undecided", "decided", "held", "dropped"),
    "undecided": ("decided", "held", "dropped", "undecided"),
    "decided": ("running", "undecided", "held", "dropped"),
    "running": ("done", "undecided", "held", "dropped"),
    "done": ("running",),
    "held": ("undecided", "decided", "running", "dropped", "held"),
    "dropped": ("undecided", "decided", "running"),
}
RESUMED_FROM = ("held", "dropped", "done")


@dataclass(frozen=True)
class Reason:
    """Why an item stands where it does. Which of these must be said depends on the state (see `DEMANDED`)."""

    why: str = ""
    stands_at: str = ""
    condition: str = ""
    next_on: date | None = None
    tried: str = ""
    learnt: str = ""
    instead: str = ""


DEMANDED = {
    "undecided": ("why", "stands_at"),
    "held": ("why", "condition", "next_on"),
    "dropped": ("why", "tried", "learnt", "instead"),
}


@transaction.atomic
def move(item: Item, state: str, reason: Reason, *, seen: int, by: Actor) -> Change:
    """Bring the item to another state. `seen` is the revision that the page showed.

    Raises Wrong with a sentence for each missing reason, Refused where there is no way from its state.
    """
    item = hold(item)
    if item.revision != seen:
        raise Refused(_("ほかの人が、先にこの取組を直しました。いまの内容をたしかめてください。"))
    if state not in WAYS[item.state]:
        raise Refused(
            _("「%(was)s」から「%(state)s」には移せません。") % {"was": item.state_word, "state": _word(state)}
        )
    kept = _kept(reason)
    if missing := _missing(item.state, state, kept):
        raise Wrong(missing)
    was, item.state = item.state, state
    made = Change.objects.create(
        item=item,
        was=was,
        state=state,
        changed_at=clock.now(),
        changed_by=by.actor_post or by.actor_name,
        **{one.name: getattr(kept, one.name) for one in fields(kept)},
    )
    said = {name: value for name, value in vars(kept).items() if value and name != "next_on"}
    said |= {"next_on": kept.next_on.isoformat()} if kept.next_on else {}
    facts = {"was": was, "state": state, **said}
    ledger.write("resumed_item" if is_resumed(was, state) else "moved_item", item.ledger_key, by=by, facts=facts)
    touched(item, by=by)
    return made


def is_resumed(was: str, state: str) -> bool:
    """Whether this is 再開: from 保留, 断念 or 完了 back to work."""
    return was in RESUMED_FROM and state in ("undecided", "decided", "running")


def _kept(reason: Reason) -> Reason:
    said = {one.name: words(getattr(reason, one.name)) for one in fields(reason) if one.name != "next_on"}
    return Reason(**said, next_on=reason.next_on)


def _missing(was: str, state: str, reason: Reason) -> dict[str, str]:
    asked = {
        "why": {
            "undecided": _("なぜ、まだ決められないのかを書いてください。"),
            "held": _("なぜ保留にするのかを書いてください。"),
            "dropped": _("なぜ断念するのかを書いてください。"),
        },
        "stands_at": {"undecided": _("協議がどこで止まっているかを書いてください。だれのせいかは要りません。")},
        "condition": {"held": _("何がそろえば再開できるかを書いてください。")},
        "next_on": {"held": _("いつ見直すかを選んでください。")},
        "tried": {"dropped": _("何を試したかを書いてください。試していなければ、そう書いてください。")},
        "learnt": {"dropped": _("何を学んだかを書いてください。ほかの課と市の役に立ちます。")},
        "instead": {"dropped": _("代わりにどうするかを書いてください。代わりがなければ、そう書いてください。")},
    }
    wrong = {name: asked[name][state] for name in DEMANDED.get(state, ()) if not getattr(reason, name)}
    if state == "undecided" and not (reason.condition or reason.next_on):
        wrong["condition"] = _("次に何があれば決められるか、またはいつ決めるかを書いてください。")
    if is_resumed(was, state) and not reason.why:
        wrong["why"] = _("何が変わって再開するのかを書いてください。")
    if reason.next_on and reason.next_on < clock.today():
        wrong["next_on"] = _("きょうかそれより後の日を選んでください。")
    return wrong


def _word(state: str) -> str:
    return str(State(state).label) if state in State.values else state
