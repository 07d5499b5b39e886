"""Searching: kana and kanji, two characters or a sentence, a slip; and nothing beside what was meant."""

from typing import get_args

import pytest
from django.conf import settings

from yakuba.procedures import loading, search
from yakuba.procedures.compiling import compile
from yakuba.procedures.declaration import LIFE_EVENTS, Declaration
from yakuba.procedures.life_events import WORDS
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.publishing import folders
from yakuba.procedures.tests.forms import HEAD


def offered() -> list[Procedure]:
    """The catalogue as it would be if it were published; its declarations alone, without a database."""
    found = []
    for number, folder in enumerate(folders(settings.CATALOGUE), start=1):
        text = (folder / "procedure.yaml").read_text(encoding="utf-8")
        found.append(procedure(number, folder.name, text))
    return found


def procedure(number: int, slug: str, text: str) -> Procedure:
    version = Version(pk=number, number=1, declaration_text=text, sha256=f"{number}:{slug}")
    return Procedure(pk=number, slug=slug, current=version)


CATALOGUE = offered()


def find(query: str) -> list[str]:
    return [one.slug for one in search.find(query, CATALOGUE)]


FOUND = {
    "じゅうみんひょう": ["residence-certificate"],
    "ジュウミンヒョウ": ["residence-certificate"],
    "ｼﾞｭｳﾐﾝﾋｮｳ": ["residence-certificate"],
    "じゅうみんひゅう": ["residence-certificate"],
    "じゅみんひょう": ["residence-certificate"],
    "住民表": ["residence-certificate"],
    "住民票が欲しい": ["residence-certificate"],
    "じゅうみんひょうがほしい": ["residence-certificate"],
    "住民　票": ["residence-certificate"],
    "ＣＥＲＴＩＦＩＣＡＴＥ of residence": ["residence-certificate"],
    "residense": ["residence-certificate"],
    "転入": ["child-allowance", "residence-certificate"],
    "児童": ["child-allowance", "childcare-place"],
    "犬": ["dog-registration"],
    "犬を飼い始めた": ["dog-registration"],
    "飼犬": ["dog-registration"],
    "dogs": ["dog-registration"],
    "ゴミ": ["bulky-waste"],
    "そだいゴミ": ["bulky-waste"],
    "ベッドを捨てたい": ["bulky-waste"],
    "罹災": ["disaster-certificate"],
    "り災証明": ["disaster-certificate"],
    "赤ちゃんが生まれた": ["child-allowance"],
    "保育園": ["childcare-place"],
    "母子手帳": ["pregnancy-notice"],
    "アンケート": ["counter-survey", "dx-lecture-survey"],
}


@pytest.mark.parametrize(("query", "slugs"), FOUND.items(), ids=FOUND)
def test_a_search_finds_what_was_meant_and_nothing_else(query: str, slugs: list[str]) -> None:
    assert find(query) == slugs


@pytest.mark.parametrize("query", ["パスポート", "xyzzy", "墓", "x", "?", "犬" * 100, "\ud800", "%_'"])
def test_what_the_city_does_not_offer_finds_nothing_or_little(query: str) -> None:
    assert len(find(query)) <= 1


def test_two_character_words_lead_to_the_best_hit_first() -> None:
    assert find("住民")[0] == "residence-certificate"
    assert "dog-registration" not in find("転入")
    assert "dog-registration" not in find("住民")


def test_a_move_finds_everything_to_do_on_moving() -> None:
    assert find("引っ越し") == find("moving") == find("引越し")
    assert find("引っ越し")[0] == "bulky-waste"
    assert {"child-allowance", "dog-registration", "residence-certificate"} < set(find("引っ越し"))


def test_nothing_typed_shows_all() -> None:
    assert find(" ") == [one.slug for one in CATALOGUE]


def test_every_word_must_be_found_where_all_can_be() -> None:
    assert find("住民票 粗大ごみ") == ["bulky-waste", "residence-certificate"]
    assert find("証明 罹災") == ["disaster-certificate"]


def test_a_title_weighs_more_than_a_word_and_a_word_more_than_a_sentence() -> None:
    page = "\npages: [{title: 一, fields: [{name: a, kind: text}]}]\n"
    said = procedure(101, "said", HEAD + "summary: 図書館の本を借ります。" + page)
    worded = procedure(102, "worded", HEAD + "words: [図書館]" + page)
    titled = procedure(103, "titled", HEAD.replace("見本の手続き", "図書館カードの発行") + page)
    assert search.find("図書館", [said, worded, titled]) == [titled, worded, said]


@pytest.mark.parametrize(
    ("term", "text", "count"),
    [("住民票", "住民票の写し", 0), ("住民表", "住民票の写し", 1), ("じゅみん", "じゅうみん", 1), ("あいう", "", 3)],
)
def test_slips_are_counted(term: str, text: str, count: int) -> None:
    assert search.slips(term, text) == count


def test_every_life_event_has_words_to_be_searched_by() -> None:
    assert set(WORDS) == set(get_args(LIFE_EVENTS))


def test_a_published_version_is_indexed_once() -> None:
    one = CATALOGUE[0]
    assert search.index_of(one) is search.index_of(one)


def test_the_declarations_of_this_test_are_sound() -> None:
    source = loading.read(HEAD + "pages: [{title: 一, fields: [{name: a, kind: text}]}]", "x")
    assert compile(source, loading.validate(source, Declaration))
