"""Nothing is said in Japanese alone: every text of a page stands in the books of yakuba/locale, and those are compiled.

English says everything; やさしい日本語 what a resident meets, each kanji with its reading. `make messages` brings the
books up to date.
"""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import to_locale

from tests import messages
from tests.floorplan.building import CODE, shown
from tests.messages import Message, book, in_python, in_template, key, said

OURS = tuple(messages.LANGUAGES)
# Residents do not get to see these; they stay Japanese for somebody who reads やさしい日本語.
FOR_STAFF = (
    "desks/api/",
    "desks/office/",
    "desks/boxes.py",
    *(f"desks/courses/{name}.py" for name in ("acts", "events", "mine", "talent", "training")),
    *(
        f"desks/courses/templates/courses/{name}.html"
        for name in ("_session", "announce", "base", "event", "events", "mine", "talent", "training", "who")
    ),
    *(f"desks/gatherings/{name}.py" for name in ("acts", "asking", "following", "minutes", "reading", "showing")),
    *(
        f"desks/gatherings/templates/gatherings/{name}.html"
        for name in ("_act", "_box", "_form", "_item", "_meetings", "_task_state", "_turn", "base")
    ),
    *(
        f"desks/gatherings/templates/gatherings/{name}.html"
        for name in ("body", "meeting", "meetings", "minutes", "paper", "tasks", "year")
    ),
    "desks/inquiries/",
    "desks/organisation/",
    "desks/planning/",
    "desks/reports/",
    "desks/results/",
    "desks/routes.py",
    "desks/systems/",
    "desks/taboos/flagging.py",
    "desks/taboos/reading.py",
    "desks/taboos/redrafting.py",
    "desks/taboos/trials.py",
    "desks/taboos/templates/taboos/",
    "desks/templates/desks/_office_nav.html",
    "desks/templates/desks/_posts.html",
    "desks/templates/desks/_programme_nav.html",
    "desks/templates/desks/_proposed.html",
    "desks/templates/mfa/",
    "cases/board.py",
    "cases/bulk.py",
    "cases/calling.py",
    "cases/deciding.py",
    "cases/enforcing.py",
    "cases/exporting.py",
    "cases/handing_over.py",
    "cases/issuing.py",
    "cases/looking.py",
    "cases/making.py",
    "cases/routes.py",
    "cases/replaying.py",
    "cases/routing.py",
    "cases/shown.py",
    "cases/tables.py",
    "cases/taking.py",
    "collecting/",
    "figures/coding.py",
    "figures/considering.py",
    "figures/differencing.py",
    "figures/quoting.py",
    "figures/suppressing.py",
    "figures/tabulating.py",
    "figures/wording.py",
    *(f"learning/{name}.py" for name in ("announcing", "completing", "finding", "following_up", "leading", "skills")),
    "learning/register.py",
    "ledger/",
    "mailroom/delivering.py",
    "mailroom/posting.py",
    "people/",
    "procedures/routes.py",
    "systems/",
    *(f"meetings/{name}.py" for name in ("bundling", "calling", "manuscript", "minuting", "papers")),
    *(f"meetings/{name}.py" for name in ("records", "running", "sitting", "tasks")),
    "programme/answering.py",
    "residents/",
    "programme/helping.py",
    "programme/importing.py",
    "programme/items.py",
    "programme/manuscript.py",
    "programme/reviewing.py",
    "programme/stating.py",
    "publications/detectors/",
    "publications/models.py",
    "publications/kinds/",
    "publications/paraphrasing.py",
    "publications/publishing.py",
    "taboos/",
    "toolbox/outside.py",
    "toolbox/press.py",
    "toolbox/signatures.py",
    "toolbox/tables.py",
    "toolbox/workbooks.py",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)([#0-9.]*[a-zA-Z])|(%%)")
MARKUP = re.compile(r"</?\w+[^>]*>")
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿　-〿！-～]")
# What a resident types as it stands here, so that English says it in Japanese as well.
IN_ENGLISH_TOO = ("ミホン ハナ", "ミホン", "ハナ", "%(era)s元年")
READING = re.compile(r"[㐀-鿿々ヶ]+（[ぁ-ゖー]+）")
# Dates and eras are quoted as they are typed; nobody types a reading.
QUOTED = re.compile(r"「[^「」（]*」")


def forms(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> Counter[str]:
    return Counter(found[0] for found in PLACEHOLDER.finditer(text))


def differing(entry: polib.POEntry) -> list[str]:
    """What a translation has lost or invented: a value to be filled in, or markup. A word may be said twice."""
    complaints = []
    for form in filter(None, forms(entry)):
        if set(placeholders(form)) != set(placeholders(entry.msgid)):
            complaints.append(f"{entry.msgid}: {form}: the places to be filled in differ")
        if Counter(MARKUP.findall(form)) != Counter(MARKUP.findall(entry.msgid)):
            complaints.append(f"{entry.msgid}: {form}: the markup differs")
    return complaints


def is_for_staff(paths: list[Path]) -> bool:
    return all(str(path.relative_to(CODE)).startswith(FOR_STAFF) for path in paths)


def japanese_left(english: str) -> list[str]:
    for known in IN_ENGLISH_TOO:
        english = english.replace(known, "")
    return JAPANESE.findall(english)


def kanji_without_reading(easy: str) -> list[str]:
    return re.findall(r"[㐀-鿿々]+", READING.sub("", QUOTED.sub("", easy)))


def opened(language: str) -> polib.POFile:
    return polib.pofile(str(book(language)))


def test_the_books_lie_where_django_looks_for_them() -> None:
    folders = {to_locale(code) for code, _name in settings.LANGUAGES}
    assert folders == {"ja", *OURS}


@pytest.mark.parametrize("language", OURS)
def test_every_text_is_in_the_book_and_no_other(language: str) -> None:
    known, spoken = {key(entry) for entry in opened(language)}, set(said())
    assert [f"{text.text}: run `make messages`" for text in spoken - known] == []
    assert [f"{text.text}: nobody says this any more; run `make messages`" for text in known - spoken] == []


def test_every_text_has_its_english() -> None:
    assert [entry.msgid for entry in opened("en") if entry.fuzzy or not all(forms(entry))] == []


def test_every_text_for_residents_has_its_plain_japanese() -> None:
    paths = said()
    missing = [entry for entry in opened("ja_Easy") if entry.fuzzy or not all(forms(entry))]
    assert [entry.msgid for entry in missing if not is_for_staff(paths[key(entry)])] == []


@pytest.mark.parametrize("language", OURS)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    assert [complaint for entry in opened(language) for complaint in differing(entry)] == []


def test_english_holds_no_japanese() -> None:
    assert [form for entry in opened("en") for form in forms(entry) if japanese_left(form)] == []


def test_plain_japanese_gives_the_reading_of_every_kanji() -> None:
    assert [form for entry in opened("ja_Easy") for form in forms(entry) if kanji_without_reading(form)] == []


@pytest.mark.parametrize("path", sorted(messages.LOCALE.glob("*/LC_MESSAGES/django.po")), ids=shown)
def test_what_is_written_is_what_is_compiled(path: Path) -> None:
    written = {key(entry): forms(entry) for entry in polib.pofile(str(path)).translated_entries()}
    compiled = {key(entry): forms(entry) for entry in polib.mofile(str(path.with_suffix(".mo")))}
    assert compiled == written, "run `make messages`"


# Every rule can fail.


def test_texts_are_found_wherever_they_stand() -> None:
    python = 'x = _("一") % 1, ngettext("二", "三", n)'
    page = """{% translate '四' as x %}{% if a|default:_("五") %}{% endif %}
    {% blocktranslate with n=a %}{{ n }}の六{% endblocktranslate %}
    {% blocktranslate count n=a %}七{% plural %}{{ n }}八{% endblocktranslate %}"""
    assert set(in_python(python)) == {Message("一"), Message("二", "三")}
    assert set(in_template(page)) == {Message("四"), Message("五"), Message("%(n)sの六"), Message("七", "%(n)s八")}


def test_a_text_that_is_put_together_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(in_python("_(f'{name}さん')"))


def test_a_lost_place_is_noticed() -> None:
    lost = polib.POEntry(msgid="%(n)d個", msgstr="some", flags=["python-format"])
    changed = polib.POEntry(msgid="<b>%(n)d</b>個", msgstr="%(n)d of them", flags=["python-format"])
    kept = polib.POEntry(msgid="%(n)d個", msgstr="%(n)d of %(n)d")
    assert [bool(differing(entry)) for entry in (lost, changed, kept)] == [True, True, False]


def test_forgotten_japanese_and_a_missing_reading_are_noticed() -> None:
    assert japanese_left("Basis：law") == ["："]
    assert japanese_left("For example, ミホン ハナ") == []
    assert kanji_without_reading("住所（じゅうしょ）を 書いてください") == ["書"]
    assert kanji_without_reading("「令和8年」の ように 書（か）いてください") == []
