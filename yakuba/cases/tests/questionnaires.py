"""Small surveys for the tests of this room, people to answer them, and their answers."""

from typing import Any

from yakuba.cases import drafting, surveys
from yakuba.cases.models import Case, Draft
from yakuba.cases.tests.samples import declare
from yakuba.people.models import Household, Resident, User
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock

HEAD = """\
title: 窓口のアンケート
section: residents
basis: 見本規程 第1条
measures: {paper_minutes: 5, paper_visits: 0}
"""
USUAL = """\
  aims: {ease: 使いやすさ, note: 直すところ}
  classes: age
  comments: [note]
"""
PAGES = """\
pages:
  - title: 設問
    fields:
      - {name: age, kind: choice, options: [若い, 若くない]}
      - {name: ease, kind: scale, low: いいえ, high: はい}
      - {name: note, kind: long_text, required: false}
"""


def survey(
    *, slug: str = "survey", audience: str = "residents", anonymous: bool = True, more: str = "", pages: str = ""
) -> Version:
    """Publishes a small survey; `more` are further lines of its block, `pages` others than the usual ones."""
    block = f"survey:\n  audience: {audience}\n  anonymous: {str(anonymous).lower()}\n{more}"
    return declare(block + (pages or USUAL + PAGES), slug=slug, head=HEAD)


def procedure_of(version: Version) -> Procedure:
    """Read anew, as a page would."""
    return Procedure.objects.select_related("current").get(pk=version.procedure_id)


def filled_in(version: Version, *, user: User | None = None, **own: Any) -> Draft:
    """A form with all its answers, not handed in yet."""
    anonymous = version.declaration.is_anonymous
    draft = drafting.begin(procedure_of(version), user=None if anonymous else user)
    draft.answers = {"age": "若い", "ease": 4, "note": "ありがとう"} | own
    draft.save(update_fields=["answers"])
    return draft


def answered(version: Version, *, user: User | None = None, code: str = "", **own: Any) -> Case | None:
    return surveys.answer(filled_in(version, user=user, **own).pk, user=user, code=code)


def townspeople(count: int) -> list[User]:
    """So many residents with accounts."""
    home = Household.objects.create(number="S00001")
    people = [
        User.objects.create_user(f"voter{number:03d}@mihon.example", name=f"見本 {number}") for number in range(count)
    ]
    names = dict.fromkeys(("family_name", "given_name", "family_kana", "given_kana", "relation"), "ミホン")
    address = dict.fromkeys(("postcode", "prefecture", "city", "town", "block"), "1")
    since = clock.today().replace(year=2020)
    for one in people:
        Resident.objects.create(household=home, user=one, birth_date=since, valid_from=since, **names, **address)
    return people
