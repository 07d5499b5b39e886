"""The eighteen as they were published, and editions that would not do."""

import copy

import pytest
import yaml
from django.conf import settings

from yakuba.procedures import loading, publishing
from yakuba.procedures.loading import Unsound
from yakuba.taboos import editions
from yakuba.taboos.editions import Edition


@pytest.fixture
def catalogue(tmp_path, settings):
    settings.CATALOGUE = tmp_path
    return tmp_path


def declared():
    return loading.open_file(settings.CATALOGUE / "_taboos" / "1" / "edition.yaml").content


def read(content):
    return loading.validate(loading.read(yaml.safe_dump(content, allow_unicode=True), "edition.yaml"), Edition)


def in_force():
    found = editions.current()
    assert found is not None
    return found


def text_of(number):
    return next(one.text.ja for one in in_force().entries if one.no == number)


def test_the_first_edition_carries_the_eighteen_with_source_pairs_and_questions():
    found = in_force()
    assert [one.no for one in found.entries] == list(range(1, 19))
    assert text_of(7) == "今のやり方をそのままデジタル化すべからず（既存手法の再構築・BPRから考える）"
    assert text_of(18) == "高い目標を掲げすぎ、つまずきを隠したまま続けることなかれ"
    assert {(one.no, one.pair) for one in found.entries if one.pair} == {(12, 13), (13, 12), (14, 15), (15, 14)}
    assert [(one.no, one.again) for one in found.entries if one.again] == [(9, 7)]
    assert found.source == "杵築市DX推進全庁方針 令和8年3月"
    assert [one.ja for one in found.questions] == ["市民のわずらわしさを減らすか", "職員の現場対応時間を増やすか"]
    assert "「規則」ではなく" in found.notes[0].ja
    assert all(text.en and text.easy for text in [*(one.text for one in found.entries), *found.notes, *found.questions])


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda e: e["entries"].append(e["entries"][3]), "一度ずつ"),
        (lambda e: e["entries"].reverse(), "小さいものから"),
        (lambda e: e["entries"][11].update(pair=14), "たがいに"),
        (lambda e: e["entries"][8].update(again=10), "前にある番号"),
        (lambda e: e["questions"].pop(), "questions"),
        (lambda e: e.update(decided_in="令和8年"), "decided_in"),
        (lambda e: e.update(fine=1000), "fine"),
    ],
)
def test_an_edition_that_would_mislead_is_refused(broken, said):
    content = copy.deepcopy(declared())
    broken(content)
    with pytest.raises(Unsound, match=said):
        read(content)


def test_the_newest_edition_is_in_force_and_earlier_ones_stay(catalogue):
    for number in (1, 2, 10):
        folder = catalogue / "_taboos" / str(number)
        folder.mkdir(parents=True)
        (folder / "edition.yaml").write_text(yaml.safe_dump(declared_as(number), allow_unicode=True), encoding="utf-8")
    (catalogue / "_taboos" / "draft").mkdir()
    assert editions.numbers() == [10, 2, 1]
    assert in_force().number == 10
    assert editions.edition(1).number == 1
    with pytest.raises(KeyError):
        editions.edition(3)


def declared_as(number):
    entry = {"no": 1, "text": "一つ", "hint": "なぜ"}
    return {
        "number": number, "title": "御法度", "decided_in": "2026-03", "decided_by": "本部", "source": "架空",
        "why": "見本", "notes": ["一"], "questions": ["一", "二"], "entries": [entry],
    }  # fmt: skip


def test_a_city_without_any_has_none(catalogue):
    assert editions.current() is None


def test_no_folder_that_begins_with_a_line_is_a_procedure(tmp_path):
    for name in ("_taboos", "_shelf", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "procedure.yaml").touch()
    assert [one.name for one in publishing.folders(tmp_path)] == ["dog"]
