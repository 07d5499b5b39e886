"""Comments sorted by two people who do not see each other's work; how far they agree, and what holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.models import Case
from yakuba.figures.agreement import Agreement, agreement, keywords
from yakuba.figures.models import Settled, Sorted
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

CODERS = 2


@dataclass(frozen=True)
class Code:
    code: str
    label: str


@dataclass(frozen=True)
class Comment:
    """One comment under its number; `mine` is how the reader has sorted it, `held` what holds."""

    number: int
    case: int
    words: str
    mine: str = ""
    other: str = ""
    held: str = ""


@dataclass(frozen=True)
class Sorting:
    """How far the sorting of one question has come. The agreement is there once both are done."""

    codes: Sequence[Code]
    comments: Sequence[Comment]
    coders: int
    done: int
    agreement: Agreement | None
    words: Mapping[str, Sequence[tuple[str, int]]]

    @property
    def is_done(self) -> bool:
        return self.done >= CODERS


def frame(slug: str, field: str) -> list[Code]:
    """The codes that the city sorts a question by; none where there are none."""
    entries = _frames(settings.CATALOGUE / "_codes" / f"{slug}.yaml").get(field, [])
    return [Code(one["code"], one["label"]) for one in entries]


def sorting(survey: Procedure, field: str, user: User) -> Sorting:
    """All comments of a question as this person may see them now."""
    comments = _comments(survey, field)
    by_coder = _by_coder(survey, field, comments)
    done = sum(mine.keys() >= comments.keys() for mine in by_coder.values()) if comments else 0
    both = list(by_coder.values()) if done >= CODERS else []
    settled = dict(Settled.objects.filter(case__in=list(comments), field=field).values_list("case", "code"))
    mine = by_coder.get(user.pk, {})
    others = next((one for key, one in by_coder.items() if key != user.pk), {}) if both else {}
    held = (
        {case: settled.get(case) or (both[0][case] if both[0][case] == both[1][case] else "") for case in comments}
        if both
        else {}
    )
    shown = [
        Comment(number, case, words, mine.get(case, ""), others.get(case, ""), held.get(case, ""))
        for number, (case, words) in enumerate(comments.items(), 1)
    ]
    return Sorting(
        codes=frame(survey.slug, field),
        comments=shown,
        coders=len(by_coder),
        done=done,
        agreement=agreement(both[0], both[1]) if both else None,
        words=_words(shown, [one.code for one in frame(survey.slug, field)]) if both else {},
    )


@transaction.atomic
def sort_comment(survey: Procedure, field: str, case: int, code: str, *, by: User) -> Sorted:
    """One comment put under a code.

    Raises Refused for a code or comment that is not there, to a third person, and once both are done: whoever has seen
    the other's codes would only make them agree; what differs is settled with a reason.
    """
    survey = Procedure.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    _ask(survey, field, case, code)
    coders = set(Sorted.objects.filter(survey=survey, field=field).values_list("coder", flat=True))
    if len(coders) >= CODERS and by.pk not in coders:
        raise Refused(_("この問いは、もう二人が分類しています。"))
    comments = _comments(survey, field)
    if sum(mine.keys() >= comments.keys() for mine in _by_coder(survey, field, comments).values()) >= CODERS:
        raise Refused(_("二人とも分類を終えています。ちがうものは、理由を書いて決めてください。"))
    made, _is_new = Sorted.objects.update_or_create(
        case_id=case, field=field, coder=by, defaults={"survey": survey, "code": code, "sorted_at": clock.now()}
    )
    ledger.write("sorted_comment", f"sorting:{survey.slug}:{field}", by=by, facts={"case": case})
    return made


@transaction.atomic
def settle_comment(survey: Procedure, field: str, case: int, code: str, why: str, *, by: User) -> Settled:
    """What holds where the two differ. Raises Refused before both are done, where they agree, or without why."""
    survey, why = Procedure.objects.select_for_update(of=("self",)).get(pk=survey.pk), clean(why).strip()
    _ask(survey, field, case, code)
    state = sorting(survey, field, by)
    if state.agreement is None or case not in state.agreement.differing:
        raise Refused(_("二人の分類が終わり、ちがうものだけを決められます。"))
    if not why or len(why) > 500:
        raise Refused(_("そう決めた理由を、500文字までで書いてください。"))
    said = {"code": code, "why": why, "settled_at": clock.now(), "settled_by": by.actor_post or by.actor_name}
    made, _is_new = Settled.objects.update_or_create(case_id=case, field=field, defaults=said)
    ledger.write("settled_comment", f"sorting:{survey.slug}:{field}", by=by, facts={"case": case, "code": code})
    return made


def _by_coder(survey: Procedure, field: str, comments: Mapping[int, str]) -> dict[int, dict[int, str]]:
    """How each coder has sorted the comments that are still there."""
    found: dict[int, dict[int, str]] = {}
    for case, coder, code in Sorted.objects.filter(survey=survey, field=field).values_list("case", "coder", "code"):
        mine = found.setdefault(coder, {})
        if case in comments:
            mine[case] = code
    return found


def _ask(survey: Procedure, field: str, case: int, code: str) -> None:
    if code not in {one.code for one in frame(survey.slug, field)} or case not in _comments(survey, field):
        raise Refused(_("分類を選んでください。"))


def _comments(survey: Procedure, field: str) -> dict[int, str]:
    """By the case's key, in an order that has nothing to do with that of filing."""
    cases = Case.objects.filter(version__procedure=survey, erased_at=None).exclude(outcome="withdrawn")
    found = cases.order_by("submission_salt").values_list("pk", "answers")
    return {key: words for key, said in found if isinstance(words := said.get(field), str) and words.strip()}


def _words(comments: Sequence[Comment], codes: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """Words by which the comments of each code stand out."""
    return {
        code: keywords(
            [one.words for one in comments if one.held == code], [one.words for one in comments if one.held != code]
        )
        for code in codes
    }


@lru_cache
def _frames(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
