"""Surveys: who is asked, who has answered, and what was answered; for an anonymous one these are kept apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from secrets import choice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import balloting, filing
from yakuba.cases.audience import everybody_asked, is_asked, sections_that_are_not
from yakuba.cases.drafting import filler_for
from yakuba.cases.models import Ballot, Box, Case, Draft, Ticket
from yakuba.cases.refused import Incomplete, Refused
from yakuba.ledger import GUEST
from yakuba.people.models import User
from yakuba.procedures.declaration import Survey
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.wording import listed
from yakuba.toolbox import clock, dates, rows, tokens

INVITED_AT_ONCE = 1000
# Without the signs that are taken for others: 0 and O, 1 and I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_CODES = 100_000


@dataclass(frozen=True)
class Counts:
    """Invited → attended → answered. None is a number that nobody has: everyone cannot be counted."""

    invited: int | None
    attended: int | None  # set by whoever keeps the event
    answered: int  # cases
    in_box: int  # answers that still lie among others in the box; they will be cases


def counts(of: Procedure | Version, *, attended: int | None = None) -> Counts:
    """How many were asked and have answered, of a survey or of one version of it."""
    procedure_id = of.pk if isinstance(of, Procedure) else of.procedure_id
    version = of.current if isinstance(of, Procedure) else of
    survey = version.declaration.survey if version else None
    is_counted = survey is not None and survey.audience != "everyone"
    return Counts(
        invited=Ticket.objects.filter(survey=procedure_id).count() if is_counted else None,
        attended=attended,
        answered=Case.objects.filter(**_within(of)).count(),
        in_box=Ballot.objects.filter(**_within(of)).count(),
    )


def answers(of: Procedure | Version) -> Iterator[dict[str, Any]]:
    """What was answered, of all versions or of one, in an order that has nothing to do with that of filing."""
    # The salt is drawn for each case: the same order each time, and no other's.
    cases = Case.objects.filter(erased_at=None, **_within(of)).order_by("submission_salt")
    yield from cases.values_list("answers", flat=True).iterator()


def _within(of: Procedure | Version) -> dict[str, Any]:
    return {"version__procedure": of} if isinstance(of, Procedure) else {"version": of}


@transaction.atomic
def invite(survey: Procedure, *, by: ledger.Actor) -> int:
    """A ticket for each account of the audience today that has none yet; returns how many are new.

    Raises Refused where the audience names a section that there is not.
    """
    survey = Procedure.objects.select_for_update(no_key=True, of=("self",)).select_related("current").get(pk=survey.pk)
    if missing := sections_that_are_not(declared(survey)):
        words = {"codes": listed(missing)}
        raise Refused(
            _("対象の課「%(codes)s」は、いまの市役所にありません。audience を直して公開してください。") % words
        )
    digests = [_digest_of(survey, key) for key in everybody_asked(declared(survey))]
    known = set(Ticket.objects.filter(survey=survey).values_list("pk", flat=True))
    new = sorted(set(digests) - known)
    Ticket.objects.bulk_create([Ticket(pk=one, survey=survey) for one in new], batch_size=INVITED_AT_ONCE)
    if new:
        ledger.write("invited", survey.ledger_key, by=by, facts={"count": len(new)})
    return len(new)


@transaction.atomic
def draw_codes(survey: Procedure, count: int, *, by: ledger.Actor) -> list[str]:
    """Tickets on paper (回答番号): codes to be printed and sent to people without an account; only digests are kept."""
    if declared(survey).audience == "everyone":
        raise Refused(_("だれでも答えられるアンケートに、回答番号は要りません。"))
    if not 1 <= count <= MOST_CODES:
        raise Refused(_("回答番号は、一度に%(most)s枚までです。") % {"most": f"{MOST_CODES:,}"})
    codes = ["".join(choice(LETTERS) for _sign in range(12)) for _one in range(count)]
    tickets = sorted(_digest_of_code(survey, code) for code in codes)
    Ticket.objects.bulk_create([Ticket(pk=one, survey=survey) for one in tickets], batch_size=INVITED_AT_ONCE)
    ledger.write("codes_drawn", survey.ledger_key, by=by, facts={"count": count})
    return codes


@dataclass(frozen=True)
class Door:
    """How somebody finds a survey: whether they may answer now, and if not, why."""

    state: str  # open, answered, not_yet, over, not_asked
    sentence: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def door(survey: Procedure, user: User | None, code: str = "") -> Door:
    """What stands at the survey's door for this person, or for whoever holds the code."""
    version = survey.current
    assert version is not None  # who asks has found it published
    declared, today = version.declaration, clock.today()
    if survey.withdrawn_at or (declared.last_day and today > declared.last_day):
        return Door("over", _over(declared.last_day))
    if declared.first_day and today < declared.first_day:
        until = dates.in_words(declared.first_day)
        return Door("not_yet", _("このアンケートの受付は、%(day)sからです。") % {"day": until})
    if _has_used_ticket(survey, user, code):
        return Door("answered", _("回答しました。ありがとうございます。回答は一人一回です。"))
    if not _may_answer(survey, user, code):
        return Door("not_asked", _not_asked() if user else _("ログインすると、回答できるかどうかがわかります。"))
    return Door("open")


def is_for(survey: Procedure, user: User | None) -> bool:
    """Whether the survey may be seen by this person at all: one among staff is nobody else's business."""
    return declared(survey).is_for_public or is_asked(user, declared(survey))


def has_answered(survey: Procedure, user: User) -> bool:
    """Whether this person has; what they answered stands nowhere beside it."""
    return _has_used_ticket(survey, user, "")


@transaction.atomic
def answer(pk: UUID, *, user: User | None = None, code: str = "") -> Case | None:
    """回答を出す: once for each ticket. The case, or None where it is anonymous and goes into the box.

    Raises Incomplete with what must be corrected, Refused where it is closed, or the ticket is used or not theirs.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("version__procedure", "user").get(pk=pk)
    if draft.is_done:
        return draft.case
    filing.ask_open(draft.version)
    checked, errors = filler_for(draft).check(draft.answers)
    if errors:
        raise Incomplete(_("まだ入力していないところがあります。"), errors)
    _use_ticket(draft.version.procedure, user, code)
    if draft.declaration.is_anonymous:
        balloting.put_in(draft.version, checked)
        draft.is_answered = True
    else:
        application = filing.Application(draft.version, checked, str(draft.pk), draft.user)
        draft.case = filing.file_answer(application, by=user or GUEST).case
    draft.answers, draft.typed = {}, {}
    rows.update(draft, ["case", "answers", "typed", "is_answered"])
    return draft.case


def declared(survey: Procedure) -> Survey:
    """What its current version says about the survey. Raises Refused where it is none."""
    found = survey.current.declaration.survey if survey.current else None
    if found is None:
        raise Refused(_("これはアンケートではありません。"))
    return found


def _use_ticket(survey: Procedure, user: User | None, code: str) -> None:
    """Marks the ticket, in the same statement in which it is found unused: of two at once one is refused."""
    if declared(survey).audience == "everyone":
        return
    digests = _digests(survey, user, code)
    if Ticket.objects.filter(pk__in=digests, is_used=True).exists():
        raise Refused(_("このアンケートには、もう回答しています。回答は一人一回です。"))
    if not Ticket.objects.filter(pk__in=digests).exists():
        if not is_asked(user, declared(survey)) or user is None:
            raise Refused(_not_asked())
        Ticket.objects.bulk_create([Ticket(pk=_digest_of(survey, user.pk), survey=survey)], ignore_conflicts=True)
    if not Ticket.objects.filter(pk__in=digests, is_used=False).update(is_used=True):
        raise Refused(_("このアンケートには、もう回答しています。回答は一人一回です。"))


def _may_answer(survey: Procedure, user: User | None, code: str) -> bool:
    held = Ticket.objects.filter(pk__in=_digests(survey, user, code), is_used=False)
    return is_asked(user, declared(survey)) or held.exists()


def _has_used_ticket(survey: Procedure, user: User | None, code: str) -> bool:
    return Ticket.objects.filter(pk__in=_digests(survey, user, code), is_used=True).exists()


def _digests(survey: Procedure, user: User | None, code: str) -> list[str]:
    """Under which digest the ticket is: of the code where one was given, else of the person; nobody has none."""
    if code:
        return [_digest_of_code(survey, code)]
    return [_digest_of(survey, user.pk)] if user else []


def _digest_of(survey: Procedure, user: int) -> str:
    return tokens.digest(f"{_salt(survey)}:user:{user}")


def _digest_of_code(survey: Procedure, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign in LETTERS)
    return tokens.digest(f"{_salt(survey)}:code:{plain}")


def _salt(survey: Procedure) -> str:
    """Of the survey's box, which is there from the first question on."""
    if not hasattr(survey, "box"):
        survey.box, _is_new = Box.objects.get_or_create(survey=survey)
    return survey.box.salt


def _not_asked() -> str:
    return _("あなたは、このアンケートの対象ではありません。")


def _over(last: Any) -> str:
    if last is None:
        return _("このアンケートの受付は終わりました。")
    return _("このアンケートの受付は、%(day)sで終わりました。") % {"day": dates.in_words(last)}
