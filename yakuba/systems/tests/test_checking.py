"""The conversation before a purchase: 「もしかして、御法度の8番？」, and the yellow note on work that grows."""

from dataclasses import replace
from datetime import date

import pytest

from yakuba.systems.checking import Wish, fatigue, hints
from yakuba.systems.declared import declared
from yakuba.systems.duplicates import Thing, matches
from yakuba.systems.standing import names

CHECK = declared().check
PLAIN = Wish("予約フォーム", "電話での予約が多い。", ["予約"], asked_others="環境課にも聞いた。")


def numbers(wish, found=()):
    return [hint.number for hint in hints(wish, found, CHECK)]


def test_a_plain_wish_is_left_in_peace():
    assert numbers(PLAIN) == []


def test_what_is_there_already_is_named():
    wish = Thing("purchase:1", "予約", "ロゴホーム", "", ["予約"])
    found = matches(wish, [Thing("system:forms", "電子申請サービス", "LoGoフォーム", "", ["申請"])], names())
    [hint] = hints(PLAIN, found, CHECK)
    assert hint.wording == "もしかして、御法度の8番？"
    assert "電子申請サービス" in hint.because
    assert hint.quote == "各部署が、個別にシステムやツールを導入すべからず"


def test_the_same_vendor_alone_is_no_hint():
    wish = Thing("purchase:1", "予約", "予約の品", "(株)みほん", ["予約"])
    found = matches(wish, [Thing("system:books", "図書館", "蔵書の品", "株式会社みほん", ["蔵書"])], names())
    assert found
    assert numbers(PLAIN, found) == []


def test_one_section_alone_is_asked_whether_others_were():
    assert numbers(replace(PLAIN, asked_others=" ")) == [8]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("本市仕様にカスタマイズする。", [9]),
        ("ｶｽﾀﾏｲｽﾞを頼む。", [9]),
        ("本市の仕様書にそう。", []),
        ("カスタマイズはしない。", []),
        ("カスタマイズなしで使う。", []),
        ("ノンカスタマイズで入れる。", []),
        ("カスタマイズはしない。ただし帳票は本市仕様とする。", [9]),
        ("カスタマイズする。紙はなしにする。", [9]),
    ],
)
def test_customising_is_heard_unless_it_is_denied(reason, said):
    assert numbers(replace(PLAIN, reason=reason)) == said


@pytest.mark.parametrize(("count", "said"), [(3, []), (4, [17]), (9, [17])])
def test_four_functions_in_one_purchase_are_many(count, said):
    assert numbers(replace(PLAIN, functions=[f"働き{number}" for number in range(count)])) == said


def test_the_same_function_written_twice_counts_once():
    assert numbers(replace(PLAIN, functions=["予約", "予約 ", " 予約", "受付", ""])) == []


def test_bait_is_heard_as_well():
    assert numbers(replace(PLAIN, title="オールインワンの窓口")) == [17]


GROWS = replace(PLAIN, adds_channel=True, minutes_before=20, minutes_after=25, removes="電話の受付を15時までにする。")


@pytest.mark.parametrize(
    ("wish", "noted"),
    [
        (PLAIN, False),
        (GROWS, True),
        (replace(GROWS, side_by_side_until=date(2027, 3, 31)), False),
        (replace(GROWS, minutes_after=20), False),
        (replace(GROWS, minutes_after=None), True),
        (replace(GROWS, minutes_before=0, minutes_after=0), False),
        (replace(GROWS, minutes_after=15, removes=""), True),
        (replace(GROWS, adds_channel=False), False),
    ],
)
def test_work_that_grows_gets_a_yellow_note(wish, noted):
    note = fatigue(wish, CHECK)
    assert bool(note) == noted
    if note:
        assert "多チャンネル化" in note.quote
        assert "第2" in note.source
