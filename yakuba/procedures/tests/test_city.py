"""The city's own files: name and standing letters, checked like every other file of the catalogue."""

from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from yakuba.procedures.city import city, letters
from yakuba.procedures.loading import Unsound

LETTER = "received: {subject: 受け付けました, body: '{receipt} {title} {url}'}\n"


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Path:
    settings.CATALOGUE = tmp_path
    return tmp_path


def test_the_sample_city_is_sound() -> None:
    assert city().name.ja == "みほん市"
    assert {"received", "asked_to_correct", "declined", "issued", "withdrawn", "resume_link"} <= set(letters())


def test_a_missing_file_is_told(catalogue: Path) -> None:
    with pytest.raises(Unsound, match=r"city.yaml:1: ファイルがありません"):
        city()


def test_a_wrong_key_is_told_with_its_line(catalogue: Path) -> None:
    text = (Path(settings.ROOT) / "catalogue" / "city.yaml").read_text(encoding="utf-8")
    (catalogue / "city.yaml").write_text(f"{text}\nmajor: 見本\n", encoding="utf-8")
    with pytest.raises(Unsound, match=r":\d+: 「major」という項目はありません。\n    → もしかして：mayor"):
        city()


def test_a_letter_with_a_word_that_nobody_fills_in_is_refused(catalogue: Path) -> None:
    (catalogue / "letters.yaml").write_text(LETTER.replace("{title}", "{titel}"), encoding="utf-8")
    with pytest.raises(Unsound, match=r"letters.yaml:1: 手紙「received」の \{titel\} に入る言葉がありません。"):
        letters()


@pytest.mark.parametrize("word", ["reason", "criteria", "appeal"])
def test_a_refusal_that_leaves_out_what_the_law_wants_is_not_sound(catalogue: Path, word: str) -> None:
    whole = "{reason} {criteria} {appeal}"
    text = f"declined: {{subject: お受けできません, body: {{ja: '{whole}', en: '{whole.replace(word, 'receipt')}'}}}}\n"
    (catalogue / "letters.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Unsound, match=rf"手紙「declined」に \{{{word}\}}（.*）がありません。\n    → 本文に"):
        letters()
