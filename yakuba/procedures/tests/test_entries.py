"""What people type into each kind of field: what is taken, and the sentence with which the rest is sent back."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import translation

from yakuba.procedures.kinds import Field, Wrong
from yakuba.procedures.tests.forms import UPLOADS, around, field, refusal, take
from yakuba.procedures.tests.values import COLOURS, RARE

PERSON = {"family": "見本", "given": "はな", "family_kana": "ミホン", "given_kana": "ハナ"}
BORN = {"birth_date__year": "平成2", "birth_date__month": "5", "birth_date__day": "6"}
HOME = {"postcode": "986-0822", "prefecture": "宮城県", "city": "石巻市", "town": "中央", "block": "1-2"}
ACCOUNT = {
    "bank": "みほん銀行", "bank_code": "1", "branch": "本店", "branch_code": "５", "type": "ordinary",
    "number": "12345", "holder_kana": "ﾐﾎﾝ ﾊﾅ",
}  # fmt: skip


def numbered(cases: Sequence[tuple[Field, Any, Any]]) -> list[str]:
    return [f"{declared.kind} {number}" for number, (declared, _given, _expected) in enumerate(cases)]


TAKEN: list[tuple[Field, dict[str, Any], Any]] = [
    (field("text"), {"_": "　𠮷田　"}, "𠮷田"),
    (field("text", kana=True), {"_": "みほん ﾊﾅ"}, "ミホン ハナ"),
    (field("text", pattern="[A-Z]{2}"), {"_": "AB"}, "AB"),
    (field("long_text"), {"_": "  二行\r\nあります \n"}, "  二行\nあります \n"),
    (field("long_text"), {"_": "あ" * 3_500}, "あ" * 3_500),
    (field("number"), {"_": "１，２００"}, 1200),
    (field("number"), {"_": "−3"}, -3),
    (field("number"), {"_": "3.0"}, 3),
    (field("number", decimals=2), {"_": "-0.0"}, "0.0"),
    (field("number", decimals=2), {"_": "12.50"}, "12.50"),
    (field("money"), {"_": "￥1,500円"}, 1500),
    (field("yes_no"), {"_": "はい"}, True),
    (field("yes_no", no="いません"), {"_": "いません"}, False),
    (field("choice", options=COLOURS), {"_": "あお"}, "blue"),
    (field("choice", options=COLOURS), {"_": "green"}, "green"),
    (field("choices", options=COLOURS), {"_": ["green", "red", "red"]}, ["red", "green"]),
    (field("date"), {"year": "令和６", "month": "5", "day": "3日"}, "2024-05-03"),
    (field("date"), {"_": "R6.5.3"}, "2024-05-03"),
    (field("time"), {"hour": "９", "minute": "5"}, "09:05"),
    (field("time"), {"hour": "14"}, "14:00"),
    (field("time"), {"_": "14時30分"}, "14:30"),
    (field("person"), PERSON | BORN, {**PERSON, "birth_date": "1990-05-06"}),
    (field("person", birth_date=False), PERSON | {"given_kana": "はな"}, PERSON),
    (field("address"), HOME, {**HOME, "postcode": "9860822", "building": ""}),
    (field("phone"), {"_": "（03）１２３４ー5678"}, "03-1234-5678"),
    (field("phone"), {"_": "+81 90 1234 5678"}, "+81-90-1234-5678"),
    (field("email"), {"_": "ｈana＠example.jp"}, "hana@example.jp"),
    (
        field("bank_account"),
        ACCOUNT,
        {**ACCOUNT, "bank_code": "0001", "branch_code": "005", "number": "0012345", "holder_kana": "ミホン ハナ"},
    ),
    (field("file"), {"_": ["file-2", "file-2", "file-1"]}, [UPLOADS["file-2"], UPLOADS["file-1"]]),
    (field("place"), {"text": "中央公園"}, {"text": "中央公園", "lat": "", "lon": ""}),
    (
        field("place"),
        {"text": "公園", "lat": "38.4", "lon": "１４１．３"},
        {"text": "公園", "lat": "38.400000", "lon": "141.300000"},
    ),
    (field("consent", text="よいですか"), {"_": "on"}, True),
]


@pytest.mark.parametrize(("declared", "typed", "value"), TAKEN, ids=numbered(TAKEN))
def test_an_entry_is_taken_as_it_was_meant(declared: Field, typed: dict[str, Any], value: Any) -> None:
    assert take(declared, **typed) == value


REFUSED: list[tuple[Field, dict[str, Any], dict[str, str]]] = [
    (field("text"), {"_": " "}, {"": "答えを入力してください。"}),
    (field("text", max_length=3), {"_": "四文字だ"}, {"": "3文字までで入力してください。いま4文字です。"}),
    (field("text", min_length=3), {"_": "二字"}, {"": "3文字以上で入力してください。いま2文字です。"}),
    (field("text", kana=True), {"_": "見本"}, {"": "カタカナで入力してください。例：ミホン ハナ"}),
    (field("text", pattern="[A-Z]{2}"), {"_": "A"}, {"": "書き方をたしかめてください。"}),
    (field("text", pattern="[A-Z]", pattern_says="英字です。"), {"_": "1"}, {"": "英字です。"}),
    (field("text"), {"_": "一行\n二行"}, {"": "改行やタブを消して、1行で入力してください。"}),
    (
        field("text"),
        {"_": "a\0b"},
        {"": "2文字目に、目に見えない記号（U+0000）が入っています。消してから入力してください。"},
    ),
    (
        field("long_text"),
        {"_": "\ud842"},
        {"": "1文字目に、目に見えない記号（U+D842）が入っています。消してから入力してください。"},
    ),
    (field("long_text"), {"_": "あ" * 4_001}, {"": "4000文字までで入力してください。いま4001文字です。"}),
    (field("number"), {"_": "三"}, {"": "数字で入力してください。例：3"}),
    (field("number"), {"_": "1e5"}, {"": "数字で入力してください。例：3"}),
    (field("number"), {"_": "1,2"}, {"": "数字で入力してください。例：3"}),
    (field("number"), {"_": "NaN"}, {"": "数字で入力してください。例：3"}),
    (field("number"), {"_": "9" * 5_000}, {"": "数字で入力してください。例：3"}),
    (field("number"), {"_": "9" * 20}, {"": "数が大きすぎます。"}),
    (field("number"), {"_": "2.5"}, {"": "小数点のない数を入力してください。"}),
    (field("number", decimals=1), {"_": "2.55"}, {"": "小数は1けたまでで入力してください。"}),
    (field("number", min=1), {"_": "0"}, {"": "1以上の数を入力してください。"}),
    (field("number", max=10), {"_": "11"}, {"": "10以下の数を入力してください。"}),
    (field("money"), {"_": "-1"}, {"": "0以上の数を入力してください。"}),
    (field("money"), {"_": "0.5円"}, {"": "1円に満たない額は入力できません。"}),
    (field("yes_no"), {"_": "たぶん"}, {"": "「はい」か「いいえ」を選んでください。"}),
    (field("yes_no", yes="います"), {}, {"": "「います」か「いいえ」を選んでください。"}),
    (field("choice", options=COLOURS), {}, {"": "答えを選んでください。"}),
    (
        field("choice", options=COLOURS),
        {"_": "黒"},
        {"": "「黒」は選べません。次から選んでください：red、あお、みどり"},
    ),
    (field("choices", options=COLOURS, min=2), {"_": ["red"]}, {"": "2つ以上選んでください。"}),
    (
        field("choices", options=COLOURS, max=2),
        {"_": ["red", "blue", "green"]},
        {"": "2つまで選べます。いま3つ選ばれています。"},
    ),
    (
        field("date"),
        {"year": "2026", "month": "2", "day": "30"},
        {"year": "2月30日はありません。日をたしかめてください。"},
    ),
    (
        field("date"),
        {"year": "令和0", "month": "1", "day": "1"},
        {"year": "令和0年はありません。はじめの年は「令和元年」と入力してください。"},
    ),
    (field("date"), {"month": "1", "day": "1"}, {"year": "年・月・日をすべて入力してください。"}),
    (
        field("date", not_before="today"),
        {"_": "2026-11-20"},
        {"": "2026年11月21日（令和8年）以後の日を入力してください。"},
    ),
    (
        field("date", not_after="2026-03-31"),
        {"_": "2026-04-01"},
        {"": "2026年3月31日（令和8年）以前の日を入力してください。"},
    ),
    (field("time"), {"hour": "25", "minute": "0"}, {"hour": "0時0分から23時59分までの時刻を入力してください。"}),
    (field("time"), {"minute": "30"}, {"hour": "時と分を数字で入力してください。例：14 30"}),
    (
        field("person"),
        {"family": "見本", "given_kana": "花", **BORN},
        {
            "given": "名を入力してください。",
            "family_kana": "氏のフリガナを入力してください。",
            "given_kana": "カタカナで入力してください。例：ミホン ハナ",
        },
    ),
    (
        field("person"),
        PERSON | {"birth_date__year": "2026", "birth_date__month": "11", "birth_date__day": "22"},
        {"birth_date.year": "生年月日が今日より後になっています。年をたしかめてください。"},
    ),
    (
        field("person"),
        PERSON | {"birth_date__year": "1890", "birth_date__month": "1", "birth_date__day": "1"},
        {"birth_date.year": "生年月日が130年より前です。年をたしかめてください。"},
    ),
    (field("person", sex=True), PERSON | BORN, {"sex": "性別を選んでください。"}),
    (
        field("person", birth_date=False),
        PERSON | {"given": "花\n子"},
        {"given": "改行やタブを消して、1行で入力してください。"},
    ),
    (
        field("address"),
        HOME | {"postcode": "986-082", "town": ""},
        {
            "postcode": "郵便番号は7けたの数字で入力してください。例：986-0822",
            "town": "町名・大字を入力してください。",
        },
    ),
    (
        field("phone"),
        {"_": "1234"},
        {"": "電話番号は市外局番から10けた以上の数字で入力してください。例：090-1234-5678"},
    ),
    (field("email"), {"_": "a@b"}, {"": "メールアドレスの形をたしかめてください。例：hana@example.jp"}),
    (
        field("email"),
        {"_": "a@b.jp, c@d.jp"},
        {"": "メールアドレスは一つだけ、空白や区切りの記号を入れずに入力してください。"},
    ),
    (
        field("bank_account"),
        ACCOUNT | {"bank_code": "12345", "branch_code": "本", "number": "", "type": "gold", "holder_kana": "見本"},
        {
            "bank_code": "金融機関コードは4けたの数字で入力してください。",
            "branch_code": "店番号は3けたの数字で入力してください。",
            "number": "口座番号を入力してください。",
            "type": "預金の種類を選んでください。",
            "holder_kana": "口座名義は、通帳にあるとおりカタカナで入力してください。例：ミホン ハナ",
        },
    ),
    (field("file"), {"_": "file-9"}, {"": "ファイルが見つかりません。もう一度選んでください。（1個）"}),
    (field("file", max_files=1), {"_": ["file-1", "file-2"]}, {"": "ファイルは1個までです。"}),
    (field("file"), {}, {"": "答えのファイルを選んでください。"}),
    (field("place"), {"lat": "38.4", "lon": "141.3"}, {"text": "場所を言葉で入力してください。例：住所、建物の名前"}),
    (
        field("place"),
        {"text": "公園", "lat": "141.3", "lon": "38.4"},
        {"lat": "日本の中の場所を入力してください。緯度と経度が逆になっていませんか。"},
    ),
    (field("place"), {"text": "公園", "lat": "38.4"}, {"lat": "緯度と経度は両方入力するか、両方空けてください。"}),
    (
        field("place"),
        {"text": "公園", "lat": "北", "lon": "東"},
        {"lat": "緯度と経度は小数で入力してください。例：38.434000"},
    ),
    (
        field("consent", text="よいですか"),
        {"_": "no"},
        {"": "同意しないと先に進めません。内容を読んで、同意するときはチェックを入れてください。"},
    ),
]


@pytest.mark.parametrize(("declared", "typed", "said"), REFUSED, ids=numbered(REFUSED))
def test_an_entry_is_sent_back_with_a_sentence_at_its_input(
    declared: Field, typed: dict[str, Any], said: dict[str, str]
) -> None:
    assert refusal(declared, **typed) == said


@pytest.mark.parametrize("rare", RARE)
def test_rare_characters_are_kept_to_the_last_code_point(rare: str) -> None:
    assert take(field("text"), _=rare) == rare
    assert take(field("long_text"), _=rare) == rare
    assert take(field("place"), text=rare)["text"] == rare
    assert take(field("address"), **HOME | {"building": rare})["building"] == rare
    assert take(field("person", kana=False, birth_date=False), family=rare, given=rare) == {
        "family": rare,
        "given": rare,
    }


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        ("2024-05-03", "2024年5月3日（令和6年）", "3 May 2024"),
        ("2019-05-01", "2019年5月1日（令和元年）", "1 May 2019"),
        ("1850-01-02", "1850年1月2日", "2 January 1850"),
    ],
)
def test_a_day_is_shown_in_the_readers_way(day: str, ja: str, en: str) -> None:
    assert field("date").show(day) == ja
    with translation.override("en"):
        assert field("date").show(day) == en


@pytest.mark.parametrize("kind", ["text", "date", "person", "place", "file"])
def test_what_need_not_be_answered_may_stay_blank(kind: str) -> None:
    assert take(field(kind, required=False), _=" ") is None
    assert take(field(kind, required="later"), _="") is None


MISSHAPEN: list[tuple[Field, Any, str]] = [
    (field("text"), 5, "答えの形がちがいます。"),
    (field("text"), ["a"], "答えの形がちがいます。"),
    (field("number"), "5", "答えの形がちがいます。"),
    (field("number"), True, "答えの形がちがいます。"),
    (field("number"), 2.5, "答えの形がちがいます。"),
    (field("money"), 100.0, "答えの形がちがいます。"),
    (field("yes_no"), "yes", "答えの形がちがいます。"),
    (field("choices", options=COLOURS), "red", "答えの形がちがいます。"),
    (field("date"), "令和0年1月1日", "答えの形がちがいます。"),
    (field("date"), 20260101, "答えの形がちがいます。"),
    (field("time"), "noon", "答えの形がちがいます。"),
    (field("person"), PERSON | {"age": "3"}, "「age」という項目はありません。"),
    (field("person"), "見本 はな", "答えの形がちがいます。"),
    (field("address"), HOME | {"building": None}, "答えの形がちがいます。"),
    (field("place"), {"text": "公園", "lat": 38.4, "lon": 141.3}, "答えの形がちがいます。"),
    (field("file"), [{"id": "file-1", "path": "x"}], "「path」という項目はありません。"),
    (field("file"), [{"name": "a.jpg"}], "答えの形がちがいます。"),
    (field("consent", text="よいですか"), "true", "答えの形がちがいます。"),
]


@pytest.mark.parametrize(("declared", "value", "said"), MISSHAPEN, ids=numbered(MISSHAPEN))
def test_json_of_another_shape_is_refused(declared: Field, value: Any, said: str) -> None:
    with pytest.raises(Wrong) as refused:
        declared.take(declared.from_json(value), around())
    assert refused.value.messages == {"": said}


def test_what_json_leaves_out_is_asked_for_at_its_input() -> None:
    person = field("person")
    with pytest.raises(Wrong) as refused:
        person.take(person.from_json({"family": "見本", "birth_date": "1990-05-06"}), around())
    assert set(refused.value.messages) == {"given", "family_kana", "given_kana"}


def test_a_declared_decimal_may_be_a_json_number() -> None:
    weight = field("number", decimals=1)
    assert weight.take(weight.from_json(12.5), around()) == "12.5"


def test_files_do_not_come_in_a_row() -> None:
    photo = field("file")
    with pytest.raises(Wrong, match="見つかりません"):
        photo.take(photo.from_cells({"": "a.jpg;b.jpg"}), around())


def test_a_field_without_a_title_goes_by_its_name() -> None:
    assert refusal(field("text", title=None), _="") == {"": "answerを入力してください。"}
