"""The next edition, drafted from what was said of this one; its file for the catalogue, its differences in words."""

from collections.abc import Sequence
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.taboos import editions
from yakuba.taboos.editions import Edition, Taboo
from yakuba.taboos.flagging import cleaned
from yakuba.taboos.models import Redraft
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

MOST = 40
LONGEST = 200


def under_way() -> Redraft | None:
    """The draft of the edition after the one in force; None where nobody has begun it."""
    found = editions.current()
    return Redraft.objects.filter(number=found.number + 1).first() if found else None


@transaction.atomic
def begin_redraft(*, by: Actor) -> Redraft:
    """Begin with the edition in force as it stands; whoever begins again finds the draft that there is."""
    found = editions.current()
    if found is None:
        raise Refused(_("もとになる御法度がありません。"))
    made, is_new = Redraft.objects.get_or_create(
        number=found.number + 1, defaults={"entries": [_plain(one) for one in found.entries], "drafted_at": clock.now()}
    )
    if is_new:
        ledger.write("began_redraft", made.ledger_key, by=by, facts={"from": found.number})
    return made


@transaction.atomic
def redraft(draft: Redraft, texts: Sequence[tuple[int, str, str]], *, why: str, decided_by: str, by: Actor) -> Redraft:
    """Keep the draft as it is typed: number, text and hint of each. A number without text is dropped for good.

    Raises Refused where it has been kept by somebody else meanwhile, a text is too long, or a new number is not new.
    """
    held = Redraft.objects.select_for_update().get(pk=draft.pk)
    if held.revision != draft.revision:
        raise Refused(_("この案は、画面を開いたあとにほかの人が直しました。いまの文をたしかめてください。"))
    known = {one["no"]: one for one in held.entries}
    entries = []
    for number, text, hint in texts:
        text, hint = _short(text), _short(hint)
        if text:
            entries.append(
                {"pair": None, "again": None} | known.get(number, {}) | {"no": number, "text": text, "hint": hint}
            )
    held.entries = _still_paired(sorted(entries, key=lambda one: one["no"]))
    if not 1 <= len(held.entries) <= MOST or len({one["no"] for one in held.entries}) != len(held.entries):
        raise Refused(_("1条から%(most)d条までで、番号は一度ずつにしてください。") % {"most": MOST})
    held.why, held.decided_by = cleaned(why)[:2000], cleaned(decided_by)[:200]
    as_edition(held)  # What is kept can be taken into the catalogue as it stands.
    held.revision, held.drafted_at = held.revision + 1, clock.now()
    held.save()
    ledger.write("redrafted", held.ledger_key, by=by, facts={"revision": held.revision, "entries": len(held.entries)})
    return held


def as_declared(draft: Redraft) -> dict[str, Any]:
    """The draft as `edition.yaml` would say it, with the translations that still hold; what is open is 未定."""
    before = editions.edition(draft.number - 1)
    now = clock.now()
    return {
        "number": draft.number,
        "title": before.title.model_dump(exclude_defaults=True),
        "decided_in": f"{now:%Y-%m}",
        "decided_by": draft.decided_by or "未定",
        "source": f"第{draft.number - 1}版（{before.source}）への気づきから起こした案",
        "why": draft.why or "未定",
        "notes": [one.model_dump(exclude_defaults=True) for one in before.notes],
        "questions": [one.model_dump(exclude_defaults=True) for one in before.questions],
        "entries": [_declared(one, before.entry(one["no"])) for one in draft.entries],
    }


def as_edition(draft: Redraft) -> Edition:
    """Raises Refused where the draft would not be taken by the catalogue."""
    try:
        return Edition.model_validate(as_declared(draft))
    except ValidationError as error:
        raise Refused(_("この案は、まだ版として読めません。")) from error


def as_yaml(draft: Redraft) -> str:
    return yaml.safe_dump(as_declared(draft), allow_unicode=True, sort_keys=False, width=120)


def differences(draft: Redraft) -> list[str]:
    """What is different from the edition before, a sentence for each; empty where nothing is."""
    before = {one.no: _plain(one) for one in editions.edition(draft.number - 1).entries}
    now = {one["no"]: one for one in draft.entries}
    said = []
    for number in sorted(before.keys() | now.keys()):
        was, is_now = before.get(number), now.get(number)
        if was is None and is_now is not None:
            said.append(_("%(no)d番を加えます：%(now)s") % {"no": number, "now": is_now["text"]})
        elif is_now is None and was is not None:
            said.append(_("%(no)d番をやめます：%(was)s") % {"no": number, "was": was["text"]})
        elif was is not None and is_now is not None:
            said += _changes(number, was, is_now)
    return said


def _changes(number: int, was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    said = []
    if was["text"] != now["text"]:
        words = {"no": number, "was": was["text"], "now": now["text"]}
        said.append(_("%(no)d番の文を「%(was)s」から「%(now)s」に改めます。") % words)
    if was["hint"] != now["hint"]:
        said.append(_("%(no)d番の会話の糸口を「%(now)s」に改めます。") % {"no": number, "now": now["hint"]})
    if was["pair"] != now["pair"]:
        said.append(_("%(no)d番の対がなくなります。") % {"no": number})
    if was["again"] != now["again"]:
        said.append(_("%(no)d番の再掲のしるしがなくなります。") % {"no": number})
    return said


def _plain(one: Taboo) -> dict[str, Any]:
    return {"no": one.no, "text": one.text.ja, "hint": one.hint.ja, "pair": one.pair, "again": one.again}


def _declared(one: dict[str, Any], before: Taboo | None) -> dict[str, Any]:
    """English and やさしい日本語 go along only while the Japanese is what they translate."""
    is_same = before is not None and before.text.ja == one["text"]
    text = before.text.model_dump(exclude_defaults=True) if before and is_same else {"ja": one["text"]}
    rest = {name: one[name] for name in ("pair", "again") if one[name] is not None}
    return {"no": one["no"], "text": text, "hint": one["hint"] or "—", **rest}


def _still_paired(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whoever loses the other half of a pair, or what it repeats, stands alone."""
    there = {one["no"] for one in entries}
    return [one | {name: one[name] if one[name] in there else None for name in ("pair", "again")} for one in entries]


def _short(typed: str) -> str:
    words = cleaned(typed)
    if len(words) > LONGEST or "\n" in words:
        raise Refused(_("一つの条は、一行で%(most)d文字までにしてください。") % {"most": LONGEST})
    return words
