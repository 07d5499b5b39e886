"""Pasted words become statements in the order of the agenda: by rules that anybody can follow, without any network."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

CUES = ("決定", "承認", "了承", "次回まで", "担当")
STAMP = re.compile(r"^\s*[\[(（【]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])）】]?\s*(?:-->\s*[\d:.,]+)?\s*")
SPEAKER = re.compile(r"^([^：:]{1,40})[：:]\s*(.+)$")
# Kanji, katakana and Latin words of two letters or more carry what a title is about; particles do not.
WORDS = re.compile(r"[一-龥々]{2,}|[ァ-ヴー]{2,}|[A-Za-z0-9]{2,}")


@dataclass(frozen=True)
class Said:
    """A statement: which item of the agenda it was about (its place in the list), who spoke, and what."""

    item: int | None
    speaker: str
    text: str
    is_decision: bool


def statements(transcript: str, titles: Sequence[str]) -> list[Said]:
    """The statements in the order of the agenda, within an item in the order in which they were made.

    What names no title belongs to the item spoken of last; what comes before any title, to none.
    """
    words = [_words(title) for title in titles]
    found: list[Said] = []
    item: int | None = None
    for line in transcript.splitlines():
        text = STAMP.sub("", unicodedata.normalize("NFC", line)).strip()
        if not text or text.isdigit():
            continue
        spoken = SPEAKER.match(text)
        speaker, text = (spoken[1].strip(), spoken[2].strip()) if spoken else ("", text)
        item = _about(text, words, item)
        found.append(Said(item, speaker, text, any(cue in text for cue in CUES)))
    return sorted(found, key=lambda said: -1 if said.item is None else said.item)


def _about(text: str, words: Sequence[set[str]], now: int | None) -> int | None:
    """The item most of whose words are named, if that is at least half of them; else the one spoken of now."""
    shares = [sum(word in text for word in ours) / len(ours) if ours else 0.0 for ours in words]
    best = max(range(len(shares)), key=lambda place: shares[place], default=None)
    return best if best is not None and shares[best] >= 0.5 else now


def _words(title: str) -> set[str]:
    return set(WORDS.findall(title))
