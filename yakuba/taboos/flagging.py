"""「それは御法度の○番じゃない？」: flagged, answered, weighed, taken back. Nothing else ever waits for any of it."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.people.models import User
from yakuba.taboos import editions
from yakuba.taboos.models import LONGEST, LONGEST_FEEDBACK, Answer, Feedback, Flag, Verdict, Weighing
from yakuba.taboos.things import Thing
from yakuba.toolbox import clock, text
from yakuba.toolbox.refused import Refused

R = TypeVar("R", bound=models.Model)


@transaction.atomic
def flag(thing: Thing, number: int, line: str, *, key: UUID, by: User) -> Flag:
    """Put a number and one line beside a thing that the caller has looked up for `by`. The same key twice is one flag.

    Raises Refused where there is no such number, the line is empty, too long or more than one.
    """
    line = one_line(line)
    found = editions.current()
    if found is None or found.entry(number) is None:
        raise Refused(_("その番号の御法度はありません。一覧から選んでください。"))
    said = {"thing": thing.key, "edition": found.number, "number": number, "line": line}
    facts = {"thing": thing.key, "edition": found.number, "number": number}

    def written(made: Flag) -> None:
        # A key of its own: to whoever acts on the thing it has not changed, and its chain does not grow.
        ledger.write("flagged", made.ledger_key, by=by, facts=facts, detail={"line": line})

    return _once(Flag, key, {**said, **_signed(by)}, written, said)


@transaction.atomic
def answer_flag(of: Flag, line: str, *, key: UUID, by: User) -> Answer:
    """Answer a flag, or what others have answered. Raises Refused where it has been taken back."""
    line = one_line(line)
    of = _hold(of)

    def written(_made: Answer) -> None:
        ledger.write("answered_flag", of.ledger_key, by=by, facts={}, detail={"line": line})

    said = {"flag": of, "line": line}
    return _once(Answer, key, {**said, **_signed(by)}, written, {"flag_id": of.pk, "line": line})


@transaction.atomic
def take_back_flag(of: Flag, *, by: User) -> Flag:
    """Whoever raised it lets it go: it is shown and counted no more. Raises Refused for anybody else."""
    of = _hold(of)
    if not of.may_take_back(by):
        raise Refused(_("取り下げられるのは、それを付けた人だけです。"))
    of.taken_back_at = clock.now()
    of.save(update_fields=["taken_back_at"])
    ledger.write("took_back_flag", of.ledger_key, by=by)
    return of


@transaction.atomic
def weigh(thing: Thing, question: int, verdict: str, line: str = "", *, key: UUID, by: User) -> Weighing:
    """Answer one of the two questions about a thing. Raises Refused where no answer is chosen."""
    if question not in (1, 2) or verdict not in Verdict.values:
        raise Refused(_("「はい」「いいえ」「わからない」のどれかを選んでください。"))
    line = one_line(line) if line.strip() else ""
    said = {"thing": thing.key, "question": question, "verdict": verdict, "line": line}

    def written(made: Weighing) -> None:
        facts = {"thing": thing.key, "question": question, "verdict": verdict}
        ledger.write("weighed", f"weighing:{made.pk}", by=by, facts=facts, detail={"line": line})

    return _once(Weighing, key, {**said, **_signed(by)}, written, said)


@transaction.atomic
def feed_back(number: int | None, words: str, *, key: UUID, by: User) -> Feedback:
    """Say what does not fit of a number, or of the whole. Raises Refused where nothing is said."""
    words = cleaned(words)
    found = editions.current()
    if found is None or (number is not None and found.entry(number) is None):
        raise Refused(_("その番号の御法度はありません。一覧から選んでください。"))
    if not words:
        raise Refused(_("気づいたことを書いてください。"))
    if len(words) > LONGEST_FEEDBACK:
        raise Refused(_("%(most)d文字までにしてください。") % {"most": LONGEST_FEEDBACK})
    said = {"edition": found.number, "number": number, "text": words}

    def written(made: Feedback) -> None:
        facts = {"edition": found.number, "number": number}
        ledger.write("fed_back", f"feedback:{made.pk}", by=by, facts=facts, detail={"text": words})

    kept = {**said, "by_post": by.actor_post, "said_at": clock.now()}
    return _once(Feedback, key, kept, written, said)


def one_line(typed: str) -> str:
    """What was typed, as one line. Raises Refused with a sentence for its author."""
    line = cleaned(typed)
    if not line:
        raise Refused(_("ひとことを書いてください。"))
    if "\n" in line:
        raise Refused(_("一行で書いてください。"))
    if len(line) > LONGEST:
        raise Refused(
            _("%(most)d文字までにしてください（いま%(count)d文字）。") % {"most": LONGEST, "count": len(line)}
        )
    return line


def cleaned(typed: str) -> str:
    """Raises Refused where something is in it that is no character."""
    try:
        return text.clean(typed).strip()
    except text.Unprintable as wrong:
        raise Refused(str(wrong)) from wrong


def _once(model: type[R], key: UUID, kept: dict[str, Any], written: Callable[[R], None], same: dict[str, Any]) -> R:
    """The row of that key, made now with its ledger line, or as it was made before.

    Raises Refused where the key was used for something else.
    """
    try:
        with transaction.atomic():
            made = model._default_manager.create(key=key, **kept)
    except IntegrityError:
        before = model._default_manager.filter(key=key).first()
        if before is None:
            raise
        if any(getattr(before, name) != value for name, value in same.items()):
            raise Refused(_("この欄は、もう送られています。ページを開き直してから、もう一度書いてください。")) from None
        return before
    written(made)
    return made


def _signed(by: User) -> dict[str, Any]:
    return {"by": by, "by_name": by.actor_name, "by_post": by.actor_post, "said_at": clock.now()}


def _hold(of: Flag) -> Flag:
    """Locked; first lock, then ask. Raises Refused where it has been taken back."""
    of = Flag.objects.select_for_update().get(pk=of.pk)
    if of.taken_back_at:
        raise Refused(_("この御法度は、付けた人が取り下げました。"))
    return of
