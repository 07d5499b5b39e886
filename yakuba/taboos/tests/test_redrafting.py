"""The next edition: drafted from the one in force, different in words, taken into the catalogue as a file."""

import shutil

import pytest

from yakuba.taboos import editions, flagging, redrafting
from yakuba.taboos.models import Flag, Redraft
from yakuba.toolbox.refused import Refused


@pytest.fixture
def draft(cast):
    return redrafting.begin_redraft(by=cast.rie)


def texts_of(draft, **changed):
    """Its entries as a form sends them; `t6` is another text for 6, `h6` another hint."""
    return [
        (one["no"], changed.get(f"t{one['no']}", one["text"]), changed.get(f"h{one['no']}", one["hint"]))
        for one in draft.entries
    ]


def kept(draft, by, *more, **changed):
    return redrafting.redraft(draft, [*texts_of(draft, **changed), *more], why="わけ", decided_by="本部", by=by)


def test_it_begins_as_the_edition_in_force_stands(draft, cast):
    assert draft.number == 2
    assert redrafting.differences(draft) == []
    assert redrafting.begin_redraft(by=cast.ken) == draft


def test_every_difference_is_said_in_words(draft, cast):
    changed = kept(
        draft, cast.rie, (19, "責めるべからず", ""), t6="現場と市民の声を", h1="だれに聞きましたか", t15="", t7=""
    )
    assert redrafting.differences(changed) == [
        "1番の会話の糸口を「だれに聞きましたか」に改めます。",
        "6番の文を「現場の声を確かめず、仕組みを作るべからず」から「現場と市民の声を」に改めます。",
        "7番をやめます：今のやり方をそのままデジタル化すべからず（既存手法の再構築・BPRから考える）",
        "9番の再掲のしるしがなくなります。",
        "14番の対がなくなります。",
        "15番をやめます：デジタルに不慣れな市民層を、DX推進が遅れる理由にすることなかれ",
        "19番を加えます：責めるべからず",
    ]


@pytest.mark.parametrize("text", ["あ" * 201, "一行\n二行", "無\0"])
def test_what_cannot_stand_in_a_list_is_refused(draft, cast, text):
    with pytest.raises(Refused):
        kept(draft, cast.rie, t1=text)
    assert Redraft.objects.get().revision == 1


def test_an_edition_of_nothing_is_refused(draft, cast):
    with pytest.raises(Refused, match="1条から"):
        kept(draft, cast.rie, **{f"t{number}": "" for number in range(1, 19)})


def test_taken_into_the_catalogue_it_is_in_force_and_what_was_said_keeps_its_meaning(
    draft, note, cast, key, settings, tmp_path
):
    flagging.flag(note, 15, "理由にしていませんか", key=key(), by=cast.ken)
    changed = kept(draft, cast.rie, t15="")
    text = redrafting.as_yaml(changed)
    shutil.copytree(settings.CATALOGUE / "_taboos", tmp_path / "_taboos")
    (tmp_path / "_taboos" / "2").mkdir()
    (tmp_path / "_taboos" / "2" / "edition.yaml").write_text(text, encoding="utf-8")
    settings.CATALOGUE = tmp_path
    current = editions.current()
    assert current is not None
    assert (current.number, current.decided_by, current.why) == (2, "本部", "わけ")
    assert current.entry(15) is None
    assert redrafting.under_way() is None  # the draft after this one has not been begun
    with pytest.raises(Refused, match="その番号"):
        flagging.flag(note, 15, "もうない番号", key=key(), by=cast.ken)
    said = Flag.objects.get()
    old = editions.edition(said.edition).entry(said.number)
    assert old is not None
    assert old.text.ja.startswith("デジタルに不慣れな市民層を")
    assert Flag.objects.by_number_and_month(2) == {}


def test_english_goes_along_only_while_it_says_the_same(draft, cast):
    changed = redrafting.as_edition(kept(draft, cast.rie, t6="現場と市民の声を"))
    sixth, fifth = changed.entry(6), changed.entry(5)
    assert sixth is not None
    assert fifth is not None
    assert (sixth.text.en, bool(fifth.text.en)) == ("", True)
