"""Effects: aimed at with a baseline, measured again later in the same way. Without a baseline there is none."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.figures import quoting
from yakuba.ledger import Actor
from yakuba.systems.asking import Boxes
from yakuba.systems.models import Effect, Purchase, System
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

MOST = 10**15


@transaction.atomic
def aim_effect(thing: System | Purchase, typed: Mapping[str, Any], *, by: Actor) -> Effect:
    """効果のねらいを書く: the measure, how it stands before, how that was found, and in which days. Raises Wrong."""
    boxes = Boxes(typed)
    words = {
        "measure": boxes.text("measure", must=_("何で測るかを書いてください。例：1件あたりの職員の時間")),
        "unit": boxes.text("unit", longest=20, must=_("単位を書いてください。例：分")),
        "method": boxes.text("method", longest=200, must=_("どう測ったかを書いてください。なければ残せません。")),
        "figure": boxes.text("figure").strip("{}"),
    }
    before = boxes.number("before_value", most=MOST, must=_("導入前の値を書いてください。なければ残せません。"))
    begin = boxes.day("before_from", must=_("いつから測ったかを入力してください。"))
    end = boxes.day("before_until", must=_("いつまで測ったかを入力してください。"))
    target = boxes.number("target_value", most=MOST)
    less = boxes.choice("less_is_better", ["less", "more"]) != "more"
    if words["figure"] and not _is_known(words["figure"]):
        boxes.wrong["figure"] = _("この名前の計測はありません。例：minutes:dog-registration")
    if begin and end and end < begin:
        boxes.wrong["before_until"] = _("測り終えた日は、始めた日より後にしてください。")
    boxes.done()
    assert before is not None
    assert begin is not None
    assert end is not None
    of: dict[str, Any] = {"system": thing} if isinstance(thing, System) else {"purchase": thing}
    made = Effect.objects.create(
        **of, **words, less_is_better=less, before_value=before, before_from=begin, before_until=end,
        target_value=target, written_at=clock.now(),
    )  # fmt: skip
    facts: dict[str, Any] = {"effect": made.pk, **words, "before": before, "target": target}
    facts |= {"from": begin.isoformat(), "until": end.isoformat()}
    ledger.write("aimed_effect", thing.ledger_key, by=by, facts=facts)
    return made


@transaction.atomic
def measure_effect(effect: Effect, typed: Mapping[str, Any], *, by: Actor) -> Effect:
    """もう一度測る, in the same way, after the baseline's days. What was measured before stays in the ledger.

    Raises Wrong, Refused.
    """
    effect = Effect.objects.select_for_update(of=("self",)).select_related("system", "purchase").get(pk=effect.pk)
    if effect.is_struck:
        raise Refused(_("もう取り消されています。"))
    boxes = Boxes(typed)
    value = boxes.number("after_value", most=MOST, must=_("いまの値を書いてください。"))
    begin = boxes.day("after_from", must=_("いつから測ったかを入力してください。"))
    end = boxes.day("after_until", must=_("いつまで測ったかを入力してください。"))
    if begin and begin <= effect.before_until:
        boxes.wrong["after_from"] = _("導入前に測った期間より後にしてください。")
    if begin and end and end < begin:
        boxes.wrong["after_until"] = _("測り終えた日は、始めた日より後にしてください。")
    boxes.done()
    effect.after_value, effect.after_from, effect.after_until = value, begin, end
    effect.save(update_fields=["after_value", "after_from", "after_until"])
    thing = effect.system or effect.purchase
    assert thing is not None
    assert begin is not None
    assert end is not None
    facts = {"effect": effect.pk, "after": value, "from": begin.isoformat(), "until": end.isoformat()}
    ledger.write("measured_effect", thing.ledger_key, by=by, facts=facts)
    return effect


def figures_now(effects: Iterable[Effect]) -> dict[int, str]:
    """What the city's own meter says today of the effects that name a figure, by their pk; read in one go."""
    named = [one for one in effects if one.figure and not one.is_struck]
    said = quoting.quoted("\n".join(_cited(one.figure) for one in named)).split("\n")
    return {one.pk: words for one, words in zip(named, said, strict=False)}


def _is_known(figure: str) -> bool:
    return quoting.CITED.fullmatch(_cited(figure)) is not None and not quoting.unknown_in(_cited(figure))


def _cited(figure: str) -> str:
    """As a text of the plan would cite it."""
    return "{" + figure + "}"
