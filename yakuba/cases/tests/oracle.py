"""What must be true of cases whatever happened to them, and the complaints where it is not."""

import re
from collections.abc import Iterable, Iterator

from yakuba import ledger
from yakuba.cases.models import Case, Counter, Paper
from yakuba.ledger.models import Detail, Line
from yakuba.mailroom.models import Letter
from yakuba.toolbox.tests.papers import text_of

ENDS = {"granted": None, "declined": "declined", "withdrawn": "withdrawn"}
TOKEN = re.compile(r"TOKEN[A-Z0-9]{8}")


def token(number: int) -> str:
    """What one applicant carries and no other does."""
    return f"TOKEN{number:08X}"


def unsound() -> list[str]:
    """Complaints about any case: its state, its lines, its papers."""
    found = [complaint for case in Case.objects.all() for complaint in _of_one(case)]
    verdict = ledger.verify()
    return found + ([str(verdict.broken)] if verdict.broken else [])


def mixed_up() -> list[str]:
    """Complaints about tokens that turn up with a case they do not belong to, or are missing from its paper."""
    found = []
    for case in Case.objects.prefetch_related("papers"):
        own = {str(case.applicant_name).split()[-1]}
        for paper in case.papers.all():
            if (seen := _tokens([text_of(bytes(paper.blob.content))])) != own:
                found.append(f"{case}: on its paper stands {seen}, not {own}")
        letters = Letter.objects.about(case.ledger_key)
        lines = Line.objects.about(case.ledger_key)
        told = [f"{letter.subject} {letter.text} {letter.to}" for letter in letters]
        written = [str(line.facts) for line in lines] + [one.text for one in Detail.objects.filter(line__in=lines)]
        if strangers := _tokens([*told, *written, str(case.answers), str(case.values)]) - own:
            found.append(f"{case}: {strangers} in its letters or lines")
    return found


def badly_numbered() -> list[str]:
    """Complaints about numbers that are missing, double, or counted and not given."""
    found = []
    for counter in Counter.objects.all():
        series, year = counter.name.split("/")
        given = sorted(Paper.objects.filter(number__startswith=f"{series}第{year}-").values_list("number", flat=True))
        wanted = [f"{series}第{year}-{number:06d}号" for number in range(1, counter.last + 1)]
        if given != wanted:
            found.append(f"{counter.name}: {given} and not {wanted}")
    counted = sum(Counter.objects.values_list("last", flat=True))
    return found + ([f"{Paper.objects.count()} papers, {counted} counted"] if Paper.objects.count() != counted else [])


def unfinished() -> list[str]:
    """Complaints about automatic cases that have not ended with one paper each, untried before."""
    found = [f"{case} waits for {case.waits_for}" for case in Case.objects.exclude(outcome="granted")]
    found += [f"{case} has {case.papers.count()} papers" for case in Case.objects.all() if case.papers.count() != 1]
    return found + [f"{line.thing} failed" for line in Line.objects.filter(verb="failed")]


def _of_one(case: Case) -> Iterator[str]:
    verbs = list(Line.objects.about(case.ledger_key).exclude(verb="opened").values_list("verb", flat=True))
    ended = [verb for verb in verbs if verb in ("declined", "withdrawn")]
    if verbs[:1] != ["filed"] or verbs.count("filed") != 1:
        yield f"{case}: filed {verbs.count('filed')} times"
    if len(ended) > 1 or (ended and verbs[-1] != ended[0]):
        yield f"{case}: acted upon after its end: {verbs}"
    if ended != ([case.outcome] if case.outcome in ("declined", "withdrawn") else []):
        yield f"{case}: is {case.outcome or case.waits_for}, but its lines say {ended}"
    if verbs.count("issued") != case.papers.count():
        yield f"{case}: {case.papers.count()} papers, {verbs.count('issued')} issued"
    if case.outcome in ("declined", "withdrawn") and case.papers.exists():
        yield f"{case}: {case.outcome} with a paper in somebody's hands"
    if case.corrections.filter(answered_at=None).count() != (case.waits_for == "applicant"):
        yield f"{case}: waits for {case.waits_for} with {case.corrections.filter(answered_at=None).count()} corrections"
    if case.reviews.count() != case.review_count or verbs.count("checked") != case.review_count:
        yield f"{case}: {case.reviews.count()} reviews"
    moved = {"agreed", "sent_down", "pulled_up", "scrapped", "enforced"}
    moved |= {"accepted", "sent_back", "recalled", "proposed", "returned", "decided", "released", "issued_by_hand"}
    hands = sum(verb in moved for verb in verbs) + ended.count("declined")
    if hands != case.hands:
        yield f"{case}: {case.hands} hands, {hands} acts"


def _tokens(texts: Iterable[str]) -> set[str]:
    return {found for text in texts for found in TOKEN.findall(text)}
