"""A pilot: started with its question, joined by sections that help, concluded with what came out and what follows."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.systems.asking import Boxes
from yakuba.systems.models import Pilot
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

LONGEST = 2000


@transaction.atomic
def start_pilot(typed: Mapping[str, Any], *, section: Section, by: Actor) -> Pilot:
    """実証を始める. Raises Wrong."""
    boxes = Boxes(typed)
    title = boxes.text("title", must=_("何を試すかを入力してください。"))
    partner = boxes.text("partner")
    question = boxes.text("question", longest=LONGEST, must=_("試して何を確かめるのかを書いてください。"))
    begin = boxes.day("begins_on", must=_("始める日を入力してください。"))
    end = boxes.day("ends_on", must=_("終える日を入力してください。終わりのない実証は始められません。"))
    if begin and end and end < begin:
        boxes.wrong["ends_on"] = _("終える日は、始める日より後にしてください。")
    boxes.done()
    assert begin is not None
    assert end is not None
    words = {"title": title, "partner": partner, "question": question}
    pilot = Pilot.objects.create(**words, section=section, begins_on=begin, ends_on=end, started_at=clock.now())
    facts = words | {"section": section.code, "begins_on": begin.isoformat(), "ends_on": end.isoformat()}
    ledger.write("started_pilot", pilot.ledger_key, by=by, facts=facts)
    return pilot


@transaction.atomic
def join_pilot(pilot: Pilot, *, section: Section, by: Actor) -> Pilot:
    """手伝う: another section takes part of the load. Raises Refused."""
    pilot = _hold_running(pilot)
    if section.pk == pilot.section_id or pilot.helpers.filter(pk=section.pk).exists():
        raise Refused(_("この課は、もう加わっています。"))
    pilot.helpers.add(section)
    ledger.write("joined_pilot", pilot.ledger_key, by=by, facts={"section": section.code})
    return pilot


@transaction.atomic
def conclude_pilot(pilot: Pilot, typed: Mapping[str, Any], *, by: Actor) -> Pilot:
    """実証を終える: what came out, whether it is taken on, and why. Raises Wrong, Refused."""
    pilot, boxes = _hold_running(pilot), Boxes(typed)
    ends = [Pilot.State.ADOPTED.value, Pilot.State.DECLINED.value]
    state = boxes.choice("state", ends, must=_("取り入れるかどうかを選んでください。"))
    result = boxes.text("result", longest=LONGEST, must=_("試してわかったことを書いてください。"))
    why = boxes.text("why", longest=LONGEST, must=_("そう決めた理由を書いてください。"))
    boxes.done()
    pilot.state, pilot.result, pilot.why = state, result, why
    pilot.save(update_fields=["state", "result", "why"])
    ledger.write("concluded_pilot", pilot.ledger_key, by=by, facts={"state": state, "result": result, "why": why})
    return pilot


def _hold_running(pilot: Pilot) -> Pilot:
    pilot = Pilot.objects.select_for_update().get(pk=pilot.pk)
    if not pilot.is_running:
        raise Refused(_("この実証は、もう終わっています。"))
    return pilot
