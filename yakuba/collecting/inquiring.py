"""庁内照会: one section asks others, answers come by a day, and numbers are added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba.collecting import asking
from yakuba.collecting.models import Round, Target
from yakuba.people.models import Section, User
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

KIND = "inquiry"
NOTHING, SOMETHING = "nothing", "answered"
LONGEST = 2000
MOST = 10**12


@dataclass(frozen=True)
class Question:
    """What is asked, by when; `unit` where the answer is a number, such as 台. Sent twice under one key, asked once."""

    key: UUID
    title: str
    words: str
    due_on: date
    unit: str = ""


@transaction.atomic
def inquire(section: Section, question: Question, sections: Sequence[Section], *, by: User) -> Round:
    """照会する, on behalf of one's own section.

    Raises Refused where it is not one's own, nothing is asked, or nobody; or where it was asked before.
    """
    if section.pk not in {one.pk for one in by.sections_today}:
        raise Refused(_("自分の課の名前でだけ、照会できます。"))
    title, words, unit = (clean(one).strip() for one in (question.title, question.words, question.unit))
    if not title or not words or len(title) > 200 or len(words) > LONGEST or len(unit) > 20:
        raise Refused(_("件名と、聞きたいことを書いてください。"))
    about = asking.About(
        key=f"{KIND}:{question.key}",
        kind=KIND,
        about=str(question.key),
        title=title,
        due_on=question.due_on,
        words=words,
        where="/office/inquiries/",
        section=section,
        unit=unit,
    )
    targets = [asking.Asked(f"section:{one.code}", title, one) for one in sections if one.pk != section.pk]
    return asking.open_round(about, targets, by=by)


def answer(target: Target, words: str, number: str = "", *, nothing: bool = False, by: User) -> Target:
    """回答する, or say that there is nothing (該当なし). Raises Refused without words or the number asked for."""
    if nothing:
        return asking.answer(target, NOTHING, by=by, values={"number": 0} if target.round.unit else {})
    words = clean(words).strip()
    if len(words) > LONGEST:
        raise Refused(_("%(most)d文字までにしてください。") % {"most": LONGEST})
    if not target.round.unit:
        if not words:
            raise Refused(_("回答を書くか、「該当なし」を選んでください。"))
        return asking.answer(target, SOMETHING, by=by, words=words)
    found = number.replace(",", "").strip()
    if not (found.isdecimal() and len(found) < 14 and int(found) <= MOST):
        raise Refused(_("数を、0以上の整数で書いてください。"))
    return asking.answer(target, SOMETHING, by=by, words=words, values={"number": int(found)})


def total(targets: Sequence[Target]) -> int:
    """All numbers that have come, added up."""
    return sum(one.values.get("number", 0) for one in targets)
