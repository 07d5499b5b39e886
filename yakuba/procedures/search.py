"""Finding a procedure by what a resident types: kana or kanji, two characters or a sentence, with a slip in it."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from yakuba.procedures.life_events import WORDS
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import kana

TITLE, WORD, TEXT = 8, 6, 2
MOST_TERMS = 10
KANJI = re.compile("[々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LATIN = re.compile("[a-z]")

# The folded texts of a procedure, each with its weight.
Index = Sequence[tuple[int, str]]
# How well a text fits, from 0 to 1.
Fit = Callable[[str], float]


def find(query: str, procedures: Iterable[Procedure]) -> list[Procedure]:
    """The procedures that `query` means, best first; all of them for an empty query.

    Slips count only where nothing is found without them, and a likeness only where slips do not explain it: so
    a word that is typed right brings up nothing beside what it says.
    """
    terms = [_singular(term) for term in kana.fold(query).split()[:MOST_TERMS]]
    published = [one for one in procedures if one.current]
    if not terms:
        return published
    indexes = [(one, index_of(one)) for one in published]
    for fits, least in ((_exactly, TEXT), (_nearly, WORD), (_alike, WORD)):
        wanted = [fits(term) for term in terms]
        rated = [(one, _scores(wanted, index, least)) for one, index in indexes]
        # Every word of it, else any of them.
        for enough in (all, any):
            if found := [(sum(scores), one) for one, scores in rated if enough(scores)]:
                return [one for _score, one in sorted(found, key=lambda pair: (-pair[0], pair[1].slug))]
    return []


def index_of(procedure: Procedure) -> Index:
    """The folded texts of a procedure, each with its weight; made once for each version."""
    assert procedure.current is not None
    return _index(procedure.current.sha256, procedure.current)


@lru_cache(maxsize=2000)
def _index(sha256: str, version: Version) -> Index:
    declared = version.declaration
    texts = [(TITLE, declared.title.ja), (TITLE, declared.title.en), (TITLE, declared.reading)]
    texts += [(WORD, word) for word in declared.words]
    if declared.summary:
        texts += [(TEXT, declared.summary.ja), (TEXT, declared.summary.en)]
    if declared.guide:
        texts.append((TEXT, declared.guide.who.ja))
    for code in declared.life_events:
        texts += [(TEXT, WORDS[code].ja), (TEXT, WORDS[code].en)]
    return [(weight, kana.fold(text)) for weight, text in texts if text]


def _scores(wanted: Sequence[Fit], index: Index, least: int) -> list[float]:
    texts = [(weight, text) for weight, text in index if weight >= least]
    return [max((weight * fit(text) for weight, text in texts), default=0) for fit in wanted]


def _singular(term: str) -> str:
    """dogs finds a dog; of Japanese words there is only one number."""
    return term[:-1] if LATIN.match(term) and len(term) > 3 and term.endswith("s") else term


def _exactly(term: str) -> Fit:
    """The term stands in the text, or the whole text in the term: 児童手当 in 児童手当がほしい."""
    if LATIN.match(term) and len(term) > 1:
        return lambda text: 0.9 * (f" {term}" in f" {text}")
    if len(term) == 1 and not KANJI.match(term):
        # A single letter or kana stands in nearly everything.
        return lambda text: 0.5 * text.startswith(term)

    def fit(text: str) -> float:
        if term in text:
            return 1 if term == text else 0.9
        return 0.7 * (len(text) >= 2 and text in term)

    return fit


def _nearly(term: str) -> Fit:
    """The term stands in the text but for a slip, or for two when it is long."""
    shortest = 3 if KANJI.search(term) else 5
    allowed = 1 if len(term) < 8 else 2
    # Of one piece more than there are slips, at least one was typed right. This is quick to see.
    size = -(-len(term) // (allowed + 1))
    pieces = [term[at : at + size] for at in range(0, len(term), size)]

    def fit(text: str) -> float:
        return 0.5 * (any(piece in text for piece in pieces) and slips(term, text) <= allowed)

    return fit if len(term) >= shortest else lambda text: 0


def _alike(term: str) -> Fit:
    """Most of its kanji stand in one text (犬を飼った: 飼い犬), or a long run of its kana does."""
    characters = set(KANJI.findall(term))

    def fit(text: str) -> float:
        if characters:
            shared = sum([character in text for character in characters]) / len(characters)
            return 0.3 * shared if shared > 0.5 else 0
        run = _longest_run(term, text) if len(term) >= 5 else 0
        return 0.3 * (run >= 5 and 2 * run >= len(term))

    return fit


def _longest_run(term: str, text: str) -> int:
    """The length of the longest piece of the term that stands in the text."""
    longest = 0
    for start in range(len(term)):
        while term[start : start + longest + 1] in text and start + longest < len(term):
            longest += 1
    return longest


def slips(term: str, text: str) -> int:
    """How many characters must be put in, left out or changed for the term to stand somewhere in the text."""
    row = [0] * (len(text) + 1)
    for wanted in term:
        last, row = row, [row[0] + 1]
        for at, given in enumerate(text, start=1):
            row.append(min(last[at] + 1, row[at - 1] + 1, last[at - 1] + (wanted != given)))
    return min(row)
