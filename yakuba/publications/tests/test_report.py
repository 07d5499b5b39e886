"""石巻市's result report: its true numbers, every comment under its number, nothing invented, every wish followed."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from pydantic import ValidationError

from yakuba.figures.shares import Share
from yakuba.publications.document import Bars, Comments, Document, Heading, Note, Table, to_json
from yakuba.publications.kinds import answers, event, report
from yakuba.publications.kinds.wishes import Wishes
from yakuba.toolbox import tables

SLUG = "ishinomaki-dx-lecture"
HEADS, STAFF = "部次長級の幹部職員", "管理担当部門の職員"
# As the city printed them.
PRINTED = {"午前の部": ("32人", "23人", "71.9%"), "午後の部": ("25人", "18人", "72.0%")}


def rows() -> list[dict[str, Any]]:
    return [*tables.read(Path(settings.CATALOGUE) / "dx-lecture-survey" / "answers.csv")]


def material(given=None, **changes) -> event.Material:
    found = answers.numbered(rows() if given is None else given)
    whole = event.Material(event.report(SLUG), found, date(2026, 11, 26), event.wishes(SLUG))
    return replace(whole, **changes)


@pytest.fixture(scope="module")
def ishinomaki() -> Document:
    return report.document(material())


def blocks(document, kind, words=""):
    return [one for one in document.blocks if isinstance(one, kind) and words in str(one)]


def chapter(document, code):
    """The blocks from the heading of a question to the next of its level."""
    found, inside = [], False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level < 3:
            inside = block.text.startswith(code)
        elif inside:
            found.append(block)
    return found


def test_attendance_and_rates_are_those_that_the_city_printed(ishinomaki):
    [table] = blocks(ishinomaki, Table, "部ごとの出席者数と回答率")
    assert {row[0]: row[1:] for row in table.rows} == PRINTED | {"全体": ("57人", "41人", "71.9%")}
    assert blocks(ishinomaki, Note, "回答しなかった16人（28.1%）")


def test_all_82_comments_stand_by_class_under_their_numbers(ishinomaki):
    listed = blocks(ishinomaki, Comments)
    assert [len(one.items) for one in listed] == [23, 18, 23, 18]
    assert [[number for number, _words in one.items] for one in listed] == [[*range(1, n + 1)] for n in (23, 18) * 2]
    given = rows()
    said = [words for one in listed for _number, words in one.items]
    assert sorted(said) == sorted(row[name].strip() for row in given for name in ("q4", "q5"))
    assert listed[0].items[10] == (11, "決断")


@pytest.mark.parametrize("code", ["Q1", "Q2", "Q3"])
def test_a_question_without_data_says_so_and_shows_no_number(ishinomaki, code):
    inside = chapter(ishinomaki, code)
    assert [one.kind for one in inside if isinstance(one, Note)] == ["missing", "quote", "limit"]
    assert not [one for one in inside if isinstance(one, Bars | Table)]
    assert not re.search(r"\d(\.\d)?[%％件]", str([one for one in inside if not isinstance(one, Heading)]))


def test_options_that_were_not_published_are_not_shown(ishinomaki):
    assert "いいえ" not in to_json(ishinomaki)
    assert "chatGPT" in str(chapter(ishinomaki, "Q3"))


def test_what_the_city_thought_is_quoted_as_the_citys(ishinomaki):
    declared = event.report(SLUG)
    quoted = [one.text for one in blocks(ishinomaki, Note) if one.kind == "quote"]
    assert quoted == [words for question in declared.questions for words in question.city_says]
    assert blocks(ishinomaki, Heading, "【考察】（石巻市による）")


def test_every_percentage_of_the_report_comes_from_two_counts(ishinomaki):
    known = {Share(count, of).text() for count, of in ((23, 32), (18, 25), (41, 57), (16, 57), (39, 41))}
    [bars] = blocks(ishinomaki, Bars)
    known |= {share.text() for _label, share in bars.rows}
    assert set(re.findall(r"[\d.]+%", to_json(ishinomaki))) <= known


def test_39_of_41_wishes_lead_somewhere(ishinomaki):
    assert "41件のうち39件（95.1%）" in to_json(ishinomaki)
    [bars] = blocks(ishinomaki, Bars)
    assert sum(share.count for _label, share in bars.rows) == 41
    assert dict(bars.rows)["これから検討"] == Share(2, 41)
    trails = blocks(ishinomaki, Table, "ゆくえ")
    assert [len(table.rows) for table in trails] == [23, 18]
    assert [row[0] for table in trails for row in table.rows if row[2] == "これから検討"] == ["20", "11"]


def test_every_place_of_what_works_is_there():
    wishes = event.wishes(SLUG)
    assert wishes
    for system in wishes.systems:
        if system.place.startswith("/"):
            assert resolve(system.place)
        elif system.place:
            assert (Path(settings.CATALOGUE) / system.place / "procedure.yaml").exists(), system
    with pytest.raises(Resolver404):
        resolve("/nowhere/")


def test_a_wish_is_not_said_to_be_met_by_a_system_that_misses_it(ishinomaki):
    """児童クラブ is not what childcare-place offers."""
    [row] = [row for row in blocks(ishinomaki, Table, f"ゆくえ【{STAFF}")[0].rows if row[0] == "15"]
    assert row[2] == "計画にある"
    assert "放課後児童クラブの申込みはまだない" in row[3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"systems": [], "wishes": [{"staff_class": HEADS, "number": 1, "systems": [1]}]},
        {"systems": [], "wishes": [{"staff_class": HEADS, "number": 1}] * 2},
        {"systems": [{"number": 1, "title": "a", "now": "can"}], "wishes": []},
        {"systems": [{"number": 1, "title": "a", "now": "later", "place": "/plan/"}], "wishes": []},
    ],
    ids=["unknown system", "twice", "works nowhere", "a place of nothing"],
)
def test_a_wrong_trail_is_refused(wrong):
    with pytest.raises(ValidationError):
        Wishes.model_validate(wrong)


def test_a_paraphrase_stands_for_what_was_written_wherever_it_would_stand():
    instead = {("q5", STAFF, 9): "ある業務システムの研修会を開く。"}
    document = report.document(material(paraphrases=instead))
    assert "うえぶさくら" not in to_json(replace(document, blocks=tuple(_without_systems(document))))
    assert to_json(document).count("（言い換え）ある業務システムの研修会を開く。") == 2
    assert "この版では1件を言い換えています。" in to_json(document)


def _without_systems(document):
    return [one for one in document.blocks if not (isinstance(one, Table) and "ゆくえ" in one.caption)]


def test_answers_that_are_there_are_counted_by_who_answered():
    given = rows()
    for place, row in enumerate(given[:10]):
        row.update({"q1": place < 9, "q3": ["1", "5"] if place < 5 else ["1"]})
    document = report.document(material(given))
    first, third = blocks(document, Bars)[:2]
    assert first.rows == (("はい", Share(9, 10)), ("いいえ", Share(1, 10)))
    assert dict(third.rows)["① 昔から続く事務のルールや仕組みを変えて業務を簡素化すること"] == Share(10, 10)
    assert third.base.startswith("この問いに答えた10人（2つまで選べるため")
    assert "たしかめることができません" in str(chapter(document, "Q1"))


def test_the_answers_of_two_are_not_counted():
    given = rows()
    for row in given[:2]:
        row["q1"] = True
    document = report.document(material(given))
    assert [one.caption for one in blocks(document, Bars)] == ["書かれた取組の、いまのようす"]
    assert "3人より少ない" in str(chapter(document, "Q1"))


def test_more_answers_than_people_give_no_rate():
    extra = [{"staff_class": HEADS, "q4": "もう一人", "q5": ""}] * 10
    document = report.document(material(rows() + extra + [{"staff_class": "市民"}]))
    [table] = blocks(document, Table, "部ごとの出席者数と回答率")
    assert table.rows[0] == ("午前の部", "32人", "33人", "—")
    assert blocks(document, Note, "どの部の対象でもない区分の回答が1件")


def test_a_hostile_comment_goes_through_as_it_is():
    words = "=cmd|'!A0 <script> #import $x$ @a \\u{1} 😀𠮷" + "長" * 4_000
    document = report.document(material([{"staff_class": HEADS, "q4": words, "q5": words}]))
    assert blocks(document, Comments)[0].items == ((1, words),)


def test_the_lecturer_is_named_with_the_public_post_alone(ishinomaki):
    assert "庄司 昌彦（武蔵大学社会学部メディア社会学科 教授）" in to_json(ishinomaki)
    assert "researchmap" not in to_json(ishinomaki)
