"""`make messages`: brings yakuba/locale up to what templates and Python say, and compiles it; polib is all it needs.

New texts come in empty, texts that are gone go out; translations stay. tests/floorplan/test_translations.py holds the
result against the sources, so that a text without its English cannot be committed.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

from tests.floorplan.building import CODE, ROOT, files, product

LOCALE = CODE / "locale"
# Django's own folder names of "en" and "ja-easy".
LANGUAGES = {
    "en": {"Language": "en", "Plural-Forms": "nplurals=2; plural=(n != 1);"},
    "ja_Easy": {"Language": "ja", "Plural-Forms": "nplurals=1; plural=0;"},
}
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
TWO = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
# What Django's templatize makes of {% translate %}, {% blocktranslate %} and _("…") in a template.
IN_TEMPLATE = re.compile(rf"\b(n?gettext|_)\({LITERAL}(?:, *{LITERAL})?")


class Message(NamedTuple):
    """One text to translate; `plural` is empty where it has none, `context` where the text alone says enough."""

    text: str
    plural: str = ""
    context: str = ""


def in_python(source: str) -> Iterator[Message]:
    """The texts of one Python file. Raises ValueError for one that is put together at run time."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ONE:
            yield Message(_literal(node.args[0]))
        elif node.func.id in TWO:
            yield Message(_literal(node.args[0]), _literal(node.args[1]))
        elif node.func.id in IN_CONTEXT:
            yield Message(_literal(node.args[1]), context=_literal(node.args[0]))


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"line {node.lineno}: only a whole text can be translated: {ast.unparse(node)}")


def in_template(source: str) -> Iterator[Message]:
    """The texts of one template."""
    for found in IN_TEMPLATE.finditer(templatize(source)):
        yield Message(*(ast.literal_eval(literal) for literal in found.groups()[1:] if literal))


def said() -> dict[Message, list[Path]]:
    """Every text of the product, with the files it stands in."""
    texts: dict[Message, list[Path]] = {}
    for path in product():
        for message in in_python(path.read_text(encoding="utf-8")):
            texts.setdefault(message, []).append(path)
    for path in files(".html", ".txt", under=CODE):
        if "templates" in path.parts:
            for message in in_template(path.read_text(encoding="utf-8")):
                texts.setdefault(message, []).append(path)
    return {message: sorted(set(paths)) for message, paths in texts.items() if message.text}


def book(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update(language: str) -> polib.POFile:
    """The translations known for `language`, in the order of the sources, with what is new left empty."""
    known = {key(entry): entry for entry in polib.pofile(str(book(language)))}
    updated = polib.POFile(wrapwidth=0)
    updated.metadata = {
        **LANGUAGES[language],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for message, paths in sorted(said().items(), key=lambda item: (item[1][0], item[0])):
        entry = known.get(message) or _empty(message, plurals=1 if language == "ja_Easy" else 2)
        entry.occurrences = [(str(path.relative_to(ROOT)), "") for path in paths]
        updated.append(entry)
    return updated


def key(entry: polib.POEntry | polib.MOEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def _empty(message: Message, *, plurals: int) -> polib.POEntry:
    flags = ["python-format"] if "%(" in message.text else []
    if message.plural:
        forms = dict.fromkeys(range(plurals), "")
        return polib.POEntry(msgid=message.text, msgid_plural=message.plural, msgstr_plural=forms, flags=flags)
    return polib.POEntry(msgid=message.text, msgctxt=message.context or None, flags=flags)


def main() -> None:
    for language in LANGUAGES:
        updated = update(language)
        updated.save(str(book(language)))
        empty = len(updated.untranslated_entries())
        print(f"{language}: {len(updated)} texts, {empty} of them not translated")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    main()
