"""Our Japanese for what django and allauth say: compiled, and each sentence still one of theirs."""

from pathlib import Path

import allauth
import django
import polib
import pytest
from django.conf import settings

PLAINER = settings.LOCALE_PATHS[0] / "ja" / "LC_MESSAGES"
THEIRS = [
    Path(django.__file__).parent / "conf/locale/ja/LC_MESSAGES/django.po",
    Path(django.__file__).parent / "contrib/auth/locale/ja/LC_MESSAGES/django.po",
    Path(allauth.__file__).parent / "locale/ja/LC_MESSAGES/django.po",
]


def forgotten(ours, theirs):
    """Sentences that we put into plainer words, and that nobody says any more."""
    said = {entry.msgid for catalogue in theirs for entry in catalogue}
    return [entry.msgid for entry in ours if entry.msgid not in said]


def test_every_plainer_sentence_replaces_one_that_is_still_said():
    assert forgotten(polib.pofile(PLAINER / "django.po"), [polib.pofile(path) for path in THEIRS]) == []


@pytest.mark.parametrize(
    "path", sorted(settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3]
)
def test_what_is_written_is_what_is_compiled(path):
    written = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(path).translated_entries()}
    compiled = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.mofile(path.with_suffix(".mo"))}
    assert compiled == written


def test_a_sentence_that_has_gone_is_noticed():
    ours, theirs = polib.POFile(), polib.POFile()
    ours.append(polib.POEntry(msgid="Sign In", msgstr="ログイン"))
    theirs.append(polib.POEntry(msgid="Log In", msgstr="ログイン"))
    assert forgotten(ours, [theirs]) == ["Sign In"]
