"""The register read as offices write it, compared, loaded twice, cut off in between, and asked for an earlier day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yakuba.ledger import Robot
from yakuba.ledger.models import Line
from yakuba.people.models import Resident
from yakuba.residents import comparing, judging, loading, mapping, reading
from yakuba.residents.models import Attribute, Doubtful, Former, Load
from yakuba.residents.reading import Notes, Record, Rejected
from yakuba.residents.tests.conftest import HANA, SORA, TARO, row
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

pytestmark = pytest.mark.django_db
BY = Robot("tests", "運用")
FIRST, SECOND = date(2026, 11, 1), date(2026, 12, 1)


def declared():
    return mapping.mapping("juki")


def load(path, as_of=FIRST):
    return loading.load(path, "juki", declared(), as_of, by=BY)


def people_in(path, notes=None):
    """The rows that are taken."""
    return [one for one in reading.records(path, declared(), notes) if isinstance(one, Record)]


def states(number="0000000101"):
    return list(Resident.objects.filter(number=number).order_by("valid_from"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_file_in_every_encoding_gives_the_same_people(write, encoding):
    found = people_in(write([row(HANA), row(TARO), row(SORA)], encoding))
    assert [one.number for one in found] == ["0000000101", "0000000102", "0000000103"]
    hana, taro, sora = found
    assert (hana.values["family_kana"], hana.values["given_kana"]) == ("カクウ", "ハナ")
    assert (taro.values["family_kana"], hana.values["birth_date"]) == ("カクウ", date(1985, 4, 2))
    assert (sora.values["birth_date"], sora.since) == (date(1945, 1, 5), date(1998, 6, 1))
    assert hana.attributes == {"income_class": "B", "child_allowance": True, "care_level": None, "income": 3_500_000}
    assert hana.values["relation"] == "世帯主"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"宛名番号": "1.31E+05"}, "表計算ソフトで壊れた"),
        ({"宛名番号": "12345678901"}, "けたの番号ではありません"),
        ({"宛名番号": ""}, "宛名番号が空"),
        ({"氏名": "　"}, "氏名が空"),
        ({"生年月日": "きのう"}, "日付として読めません"),
        ({"生年月日": "R9.2.30"}, "日付として読めません"),
        ({"生年月日": "2021-01-01"}, "生まれる前"),
        ({"異動日": ""}, "異動日"),
        ({"消除日": "2019-01-01"}, "消除日が、異動日より前"),
        ({"児童手当": "たぶん"}, "はい・いいえ"),
        ({"所得額": "三百万"}, "数として"),
        ({"町名": "町" * 101}, "長すぎます"),
        ({"郵便番号": "abc"}, "番号ではありません"),
        ({"氏名": "架空\x07花"}, "目に見えない記号"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_its_line_and_reason(write, change, why):
    [good, bad] = list(reading.records(write([row(TARO), row(HANA, **change)]), declared()))
    assert isinstance(good, Record)
    assert isinstance(bad, Rejected)
    assert bad.line == 3
    assert why in bad.why


def test_zeros_that_a_spreadsheet_ate_come_back_and_a_number_twice_is_rejected(write):
    notes = Notes()
    path = write([row(HANA, 宛名番号="101", 郵便番号="1"), row(TARO, 宛名番号="101")])
    first, second = reading.records(path, declared(), notes)
    assert isinstance(first, Record)
    assert isinstance(second, Rejected)
    assert (first.number, first.values["postcode"], notes.padded) == ("0000000101", "0000001", 3)
    assert "2行目と同じ" in second.why


def test_gaiji_are_kept_and_told(write):
    notes = Notes()
    [one] = people_in(write([row(HANA, 氏名="\ue000橋　𠮷子")]), notes)
    assert one.values["family_name"] == "\ue000橋"
    assert one.values["given_name"] == "𠮷子"
    assert notes.private_use == ["\ue000"]
    load(write([row(HANA, 氏名="\ue000橋　𠮷子")]))
    assert states()[0].family_name == "\ue000橋"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "1行目"),
        (b"\x81,a\n1,2\n", "文字の決まり"),
        (b"one\n1\n", "見出し"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path, content, why):
    path = tmp_path / "juki.csv"
    path.write_bytes(content)
    with pytest.raises(reading.Unreadable, match=why):
        reading.missing_columns(path, declared())


def test_columns_that_are_not_there_are_named(tmp_path):
    path = tmp_path / "juki.csv"
    path.write_text("宛名番号,世帯番号\n1,2\n", encoding="utf-8")
    assert "氏名" in reading.missing_columns(path, declared())


def test_the_same_file_twice_changes_nothing(write):
    path = write([row(HANA), row(TARO), row(SORA)])
    assert load(path).counts == {"new": 3, "rejected": 0}
    before = list(Resident.objects.order_by("pk").values())
    assert load(path, SECOND).counts == {"same": 3, "rejected": 0}
    assert list(Resident.objects.order_by("pk").values()) == before
    assert Attribute.objects.count() == 6
    assert [line.verb for line in Line.objects.about("register:residents")] == ["began_load", "loaded_register"] * 2


def test_a_change_begins_a_new_state_and_the_old_one_answers_for_its_days(write):
    load(write([row(HANA), row(TARO)]))
    moved = row(HANA, 町名="港町", 番地="9番", 異動日="2026-11-20", 所得区分="C")
    looked = comparing.preview(write([moved, row(TARO)]), declared(), SECOND)
    assert (looked.counts["moved"], looked.counts["same"]) == (1, 1)
    assert "本町 → 港町" in looked.shown["moved"][0]
    assert len(states()) == 1  # a look changes nothing
    load(write([moved, row(TARO)]), SECOND)
    old, new = states()
    assert (old.town, old.valid_until) == ("本町", date(2026, 11, 20))
    assert (new.town, new.valid_from, new.valid_until) == ("港町", date(2026, 11, 20), None)
    asked = Resident.objects.valid_on(date(2026, 11, 19)).get(number="0000000101")
    assert asked.town == "本町"
    known = Attribute.objects.known_of(["0000000101"], date(2026, 11, 30))
    assert known["0000000101"]["income_class"] == "B"
    assert Attribute.objects.known_of(["0000000101"], SECOND)["0000000101"]["income_class"] == "C"


def test_who_leaves_ends_and_who_comes_back_begins_again(write):
    load(write([row(HANA)]))
    load(write([row(HANA, 消除日="2026-11-25", 消除事由="転出")]), SECOND)
    assert states()[0].valid_until == date(2026, 11, 25)
    assert not Resident.objects.valid_on(date(2026, 11, 25)).filter(number="0000000101").exists()
    back = row(HANA, 異動日="2027-03-01")
    assert load(write([back]), date(2027, 3, 2)).counts["new"] == 1
    assert [one.valid_from for one in states()] == [date(2020, 4, 1), date(2027, 3, 1)]
    assert load(write([row(HANA, 町名="昔", 異動日="2026-01-01", 消除日="")]), date(2027, 4, 1)).counts


def test_what_is_put_right_within_its_day_leaves_its_former_words(write):
    load(write([row(HANA)]))
    load(write([row(HANA, 異動日="2020-04-01", 町名="本町一丁目")]), FIRST)  # the same file, mended the same day
    one = states()[-1]
    assert one.town == "本町一丁目"
    load(write([row(HANA, 異動日="2020-04-01", 町名="本町二丁目")]), FIRST)
    assert Former.objects.get().words == {"town": "本町一丁目"}
    assert states()[-1].town == "本町二丁目"


def test_the_account_goes_along_into_the_next_state(write, cast):
    load(write([row(HANA)]))
    Resident.objects.filter(number="0000000101").update(user=cast.mio, email="hana@mihon.example")
    load(write([row(HANA, 町名="港町", 異動日="2026-11-20")]), SECOND)
    assert states()[1].user == cast.mio
    assert states()[1].email == "hana@mihon.example"


def test_two_people_of_one_name_and_birth_date_stay_two_until_somebody_judges(write, cast):
    twin = row(HANA, 宛名番号="0000000777", 世帯番号="S9")
    load(write([row(HANA), twin]))
    pair = Doubtful.objects.get()
    assert (pair.one, pair.other) == ("0000000101", "0000000777")
    with pytest.raises(Refused, match="理由"):
        judging.judge(pair, "different", " ", by=cast.ken)
    judging.judge(pair, "different", "戸籍で別の人と確かめた。", by=cast.ken)
    with pytest.raises(Refused, match="もう判断"):
        judging.judge(pair, "same", "やはり同じ。", by=cast.ken)
    load(write([row(HANA), twin]), SECOND)
    assert Doubtful.objects.count() == 1
    assert Resident.objects.filter(birth_date=date(1985, 4, 2)).count() == 2


def test_cut_off_in_between_the_same_file_goes_on_and_another_waits(write, monkeypatch):
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    path = write([row(HANA), row(TARO), row(SORA)])

    def stop(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(path, "juki", declared(), FIRST, by=BY, told=stop)
    assert Resident.objects.exclude(number="").count() == 1
    with pytest.raises(Refused, match="途中"):
        load(write([row(SORA)], name="other.csv"))
    done = load(path)
    assert (done.counts["same"], done.counts["new"]) == (1, 2)
    assert Load.objects.get() == done


def test_the_database_keeps_one_standing_state_and_one_load(write):
    load(write([row(HANA)]))
    one = states()[0]
    one.pk, one._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()
    made = {"file_name": "a", "sha256": "0", "mapping": "juki", "as_of": FIRST, "begun_at": clock.now()}
    Load.objects.create(**made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Load.objects.create(**made)


def test_planted_without_the_look_at_the_state_before_the_database_refuses(write, monkeypatch):
    """A loader that took everybody for new would give them two states at once."""
    load(write([row(HANA)]))
    plain = comparing._step
    monkeypatch.setattr(comparing, "_step", lambda record, _before, known, day: plain(record, None, known, day))
    with pytest.raises(IntegrityError), transaction.atomic():
        load(write([row(HANA)]), SECOND)
