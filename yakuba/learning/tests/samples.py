"""An event, its sittings and those who come, as the tests of this room need them."""

from typing import Any

from yakuba.learning import announcing
from yakuba.learning.announcing import Sitting
from yakuba.learning.models import Event, Session
from yakuba.learning.signing_up import Guest
from yakuba.ledger import Robot
from yakuba.people.models import Section

HOST = Robot("tests", "市民課 係員")


def announced(section: Section, **typed: Any) -> Event:
    given = {"title": "DXの講演会", "aim": "変える理由を知る。", "kind": "lecture"} | typed
    return announcing.announce(given, section=section, by=HOST)


def sitting(event: Event, **given: Any) -> Session:
    return announcing.add_session(event, Sitting(**{"name": "午前の部", "place": "大会議室", **given}), by=HOST)


def guest(number: int) -> Guest:
    return Guest(f"例示 {number}", "0000-00-0000", f"guest{number}@mihon.example")
