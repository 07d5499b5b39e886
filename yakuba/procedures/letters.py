"""The words that a letter may have filled in: a short list and the procedure's own values, nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping

from yakuba.procedures.declaration import Declaration, Letter
from yakuba.procedures.loading import Fault, Location, Source, did_you_mean

WORDS = {
    "receipt": "受付番号",
    "title": "手続きの名前",
    "applicant": "申請した人の名前",
    "url": "その申請のページ",
    "due_on": "期限の日",
    "reason": "理由",
    "criteria": "審査基準（満たさなかった条件とその根拠）",
    "appeal": "教示",
    "city": "市の名前",
    "items": "直してほしいところ",
}
BRACES = re.compile(r"\{([^{}\n]*)\}")


def unknown_words(
    source: Source, letters: Mapping[str, Letter], values: Iterable[str], at: Location = ()
) -> Iterator[Fault]:
    """A fault for every `{…}` that nothing would be put in for: a resident would read the braces."""
    known = [*WORDS, *values]
    for name, letter in letters.items():
        for part, text in (("subject", letter.subject), ("body", letter.body)):
            for language in ("ja", "en", "easy"):
                for word in dict.fromkeys(BRACES.findall(getattr(text, language))):
                    if word not in known:
                        message = f"手紙「{name}」の {{{word}}} に入る言葉がありません。"
                        yield source.fault((*at, name, part, language), message, did_you_mean(word, known))


# 行政手続法 第8条, 行政不服審査法 第82条: a refusal without one of these is none.
MUST = {"declined": ("reason", "criteria", "appeal")}


def missing_words(source: Source, letters: Mapping[str, Letter], at: Location = ()) -> Iterator[Fault]:
    """A fault for every letter that lacks what the law wants in it, in any of its languages."""
    for name, words in MUST.items():
        if name not in letters:
            continue
        body = letters[name].body
        for language in ("ja", "en", "easy"):
            text = getattr(body, language)
            for word in words if text else ():
                if f"{{{word}}}" not in text:
                    message = f"手紙「{name}」に {{{word}}}（{WORDS[word]}）がありません。"
                    yield source.fault((*at, name, "body", language), message, f"本文に {{{word}}} を入れてください。")


def unknown_letters(source: Source, declaration: Declaration, standard: Iterable[str]) -> Iterator[Fault]:
    """A fault for every letter that is to be sent and that nobody wrote."""
    known = list(dict.fromkeys([*standard, *declaration.letters]))
    told: list[tuple[Location, str]] = [
        (("steps", index, "tell", "letter"), step.tell.letter)
        for index, step in enumerate(declaration.steps)
        if step.tell
    ]
    if declaration.tell_to:
        told.append((("tell_to", "letter"), declaration.tell_to.letter))
    for at, name in told:
        if name not in known:
            yield source.fault(at, f"手紙「{name}」がありません。", did_you_mean(name, known))
