"""The letters that a case sends, in the applicant's language."""

import re
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils import translation

from yakuba import mailroom
from yakuba.cases.drafting import ResumeLink
from yakuba.cases.models import Case, Draft
from yakuba.procedures.city import city
from yakuba.procedures.city import letters as standard
from yakuba.procedures.wording import Text
from yakuba.toolbox import dates


def tell(case: Case, name: str, words: Mapping[str, str | date]) -> None:
    """Puts the letter into the outbox, in the act's own transaction; the case must have an address."""
    letter = {**standard(), **case.declaration.letters}[name]
    with translation.override(case.language):
        said = {word: dates.in_words(one) if isinstance(one, date) else one for word, one in words.items()}
        token = said.pop("token", "")
        known = _known(case, token) | said
        mailroom.post(
            name,
            to=case.email,
            # A value that came from a long text may have several lines; a subject has one.
            subject=" ".join(fill(str(letter.subject), known).split()),
            body=f"{fill(str(letter.body), known)}\n\n{city().letter_foot}\n",
            about=case.ledger_key,
            secret=token,
        )


def send_resume_link(draft: Draft, *, to: str, url: str, link: ResumeLink) -> None:
    """The address of a form to be gone on with, to its author. Raises mailroom.Refused where `to` is no address."""
    letter = standard()["resume_link"]
    words = {
        "title": str(draft.declaration.title),
        "url": url,
        "due_on": dates.in_words(link.until),
        "city": str(city().name),
    }
    mailroom.post(
        "resume_link",
        to=to,
        subject=fill(str(letter.subject), words),
        body=f"{fill(str(letter.body), words)}\n\n{city().letter_foot}\n",
        about=f"draft:{draft.pk}",
        secret=link.token,
    )


def fill(text: str, words: Mapping[str, str]) -> str:
    """Puts in the allow-listed words, and nothing else: no attribute, no call, no format."""
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), text)


def _known(case: Case, token: str) -> dict[str, str]:
    path = f"/follow/{token}/" if token and case.user_id is None else f"/cases/{case.receipt}/"
    return {name: _amount(case, name, value) for name, value in case.values.items()} | {
        "receipt": case.receipt,
        "title": str(case.declaration.title),
        "applicant": case.applicant_name,
        "url": f"{settings.SITE_URL}{path}",
        "due_on": dates.in_words(case.due_on) if case.due_on else "",
        "criteria": "",  # told with a refusal
        "appeal": appeal_of(case),
        "city": str(city().name),
    }


def _amount(case: Case, name: str, value: object) -> str:
    """A value as a letter says it: money with its thousands apart, 25,000."""
    is_money = name.endswith("_yen") or name == case.declaration.fee
    return f"{value:,}" if is_money and isinstance(value, int) else str(value)


def appeal_of(case: Case) -> str:
    """教示, in the reader's language: how and until when the decision can be contested."""
    return str(case.declaration.appeal or city().appeal)


def criteria_of(case: Case) -> str:
    """審査基準, in the reader's language: the conditions that were not met, with their law; else what it rests on.

    From the rules that fired and the catalogue, whatever whoever refuses has written beside it.
    """
    review = case.reviews.order_by("-number").first()
    failed = [one for one in (review.findings if review else ()) if one["result"] == "not_met"]
    return "\n".join(f"{Text(**one['sentence'])}（{one['basis']}）" for one in failed) or str(case.declaration.basis)
