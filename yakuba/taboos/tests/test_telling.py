"""An entry of the log is told once, told better by its teller, and found by whatever stands in it."""

import pytest
from django.db import IntegrityError, transaction

from yakuba.ledger.models import Line
from yakuba.taboos import telling
from yakuba.taboos.models import Trial
from yakuba.taboos.telling import Told, Untold
from yakuba.toolbox.refused import Refused

STORY = Told(
    kind="failure",
    title="予約の枠を早く開けすぎた",
    tried="検診の予約を二か月前に開けました。",
    expected="余裕をもって決められる。",
    happened="四割の取り消しがありました。ｷｬﾝｾﾙの電話も100%増えました。",
    learned="三週間前がちょうどよい。",
    reuse="予約を受ける課",
    things=("note:1",),
)


@pytest.fixture
def told(cast, key):
    return telling.tell_trial(STORY, key=key(), by=cast.ken)


def test_it_keeps_all_of_it_and_the_ledger_only_what_names_nobody(told):
    line = Line.objects.get(verb="told_trial")
    assert line.facts == {"kind": "failure", "version": 1, "things": ["note:1"]}
    assert (told.by_name, told.by_post, told.things) == ("見本 けん", "市民課 係員", ["note:1"])


@pytest.mark.parametrize(
    "query",
    ["予約", "早く", "三週", "予約 電話", "キャンセル", "きゃんせる", "ｷｬﾝ", "１００％", "予約を受ける課", "割"],
)
def test_it_is_found_by_two_characters_in_any_width(told, query):
    assert list(Trial.objects.found(query)) == [told]


@pytest.mark.parametrize("query", ["転入", "予約 転入", "_", "note:1", "1%0", "\\"])
def test_it_is_not_found_by_what_does_not_stand_in_it(told, query):
    assert list(Trial.objects.found(query)) == []


def test_entries_are_found_by_the_thing_they_name_and_not_by_a_longer_key(told, cast, key):
    assert list(Trial.objects.about("note:1")) == [told]
    assert not Trial.objects.about("note:17").exists()
    telling.tell_trial(Told(kind="trial", title="別", happened="別", things=("note:17",)), key=key(), by=cast.ken)
    assert list(Trial.objects.about("note:1")) == [told]


def test_a_correction_is_a_new_version_and_the_old_one_stays(told, cast, key):
    once = key()
    for _time in range(2):
        better = telling.correct_trial(
            told, Told(kind="turn", title="三週間前に開ける", happened="減りました。"), key=once, by=cast.ken
        )
    assert (better.version, better.entry, better.first) == (2, told.pk, told)
    assert list(Trial.objects.newest()) == [better]
    assert [one.title for one in Trial.objects.versions_of(told.pk)] == ["三週間前に開ける", "予約の枠を早く開けすぎた"]
    assert not Trial.objects.found("四割").exists()
    assert [line.verb for line in Line.objects.about(told.ledger_key)] == ["told_trial", "corrected_trial"]


def test_only_its_teller_corrects_it_and_only_as_it_stands(told, cast, key):
    new = Told(kind="turn", title="直す", happened="直した。")
    with pytest.raises(Refused, match="書いた人だけ"):
        telling.correct_trial(told, new, key=key(), by=cast.rie)
    telling.correct_trial(told, new, key=key(), by=cast.ken)
    with pytest.raises(Refused, match="直されました"):
        telling.correct_trial(told, new, key=key(), by=cast.ken)
    assert Trial.objects.count() == 2


def test_a_correction_that_cannot_be_kept_changes_nothing(told, cast, key):
    with pytest.raises(Untold):
        telling.correct_trial(told, Told(kind="turn", title="", happened="直した。"), key=key(), by=cast.ken)
    assert list(Trial.objects.newest()) == [told]


def test_what_somebody_does_not_see_they_cannot_name(cast, key):
    with pytest.raises(Untold, match="見つかりません"):
        telling.tell_trial(STORY, key=key(), by=cast.taro)


def test_the_database_keeps_one_latest_and_every_version_once(told, cast, key):
    better = telling.correct_trial(told, Told(kind="turn", title="二", happened="二"), key=key(), by=cast.ken)
    for changed in ({"version": 2, "is_latest": False}, {"version": 3, "is_latest": True}, {"version": 1}):
        twin = Trial.objects.get(pk=better.pk)
        twin.pk, twin.key = None, key()
        for name, value in changed.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)
