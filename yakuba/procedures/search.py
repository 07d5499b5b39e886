"""Finding a procedure by what a resident types: kana or kanji, two characters or a sentence, with a slip in it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import kana

TITLE, WORD, TEXT = 8, 6, 2
NEAR = 0.5  # what a hit with a slip counts, against an exact one


def find(query: str, procedures: Iterable[Procedure]) -> list[Procedure]:
    """The procedures that `query` means, best first; every word of it must be found, else any of them."""
    terms = kana.fold(query).split()[:10]
    if not terms:
        return list(procedures)
    scored = [(_scores(terms, index_of(one)), one) for one in procedures if one.current]
    found = [(sum(scores), one) for scores, one in scored if all(scores)] or [
        (sum(scores), one) for scores, one in scored if any(scores)
    ]
    return [one for _score, one in sorted(found, key=lambda pair: (-pair[0], pair[1].slug))]


def index_of(procedure: Procedure) -> Sequence[tuple[int, str]]:
    """The folded texts of a procedure, each with its weight; made once for each version."""
    assert procedure.current is not None
    return _index(procedure.current.sha256, procedure.current)


@lru_cache(maxsize=2000)
def _index(sha256: str, version: Version) -> Sequence[tuple[int, str]]:
    declared = version.declaration
    texts = [(TITLE, declared.title.ja), (TITLE, declared.title.en), (TITLE, declared.reading)]
    texts += [(WORD, word) for word in declared.words]
    if declared.summary:
        texts += [(TEXT, declared.summary.ja), (TEXT, declared.summary.en)]
    if declared.guide:
        texts.append((TEXT, declared.guide.who.ja))
    return [(weight, kana.fold(text)) for weight, text in texts if text]


def _scores(terms: Sequence[str], index: Sequence[tuple[int, str]]) -> list[float]:
    return [max((weight * _match(term, text) for weight, text in index), default=0) for term in terms]


def _match(term: str, text: str) -> float:
    """1 where the term stands in the text (or a word of the text in a long term), less with a slip, 0 without."""
    if term in text:
        return 1 if term == text else 0.9
    if len(text) >= 2 and text in term:
        return 0.7
    if len(term) < 3 or not _shares_a_pair(term, text):
        return 0
    return NEAR if slips(term, text) <= (1 if len(term) < 8 else 2) else 0


def _shares_a_pair(term: str, text: str) -> bool:
    # One slip leaves at least one pair of neighbours whole, except in the middle of three characters.
    return any(term[at : at + 2] in text for at in range(len(term) - 1)) or (
        len(term) == 3 and term[0] in text and term[2] in text
    )


def slips(term: str, text: str) -> int:
    """How many characters must be put in, left out or changed for the term to stand somewhere in the text."""
    row = [0] * (len(text) + 1)
    for wanted in term:
        last, row = row, [row[0] + 1]
        for at, given in enumerate(text, start=1):
            row.append(min(last[at] + 1, row[at - 1] + 1, last[at - 1] + (wanted != given)))
    return min(row)
