"""Each cue comes to mind where it should, and not where somebody has thought of it already."""

from typing import Any

import pytest

from yakuba.taboos.suggesting import Facts, speaks_for_or_against, suggestions


def numbers(text, **facts):
    return [one.number for one in suggestions(text, Facts(**facts))]


FIRES: list[tuple[list[int], str, dict[str, Any]]] = [
    ([7, 11], "申請書の様式は変えずに、PDF化して電子申請にします。", {}),
    ([7, 11], "紙の台帳をそのままデジタルにする。", {}),
    ([7, 11], "台帳を電子化する。手順を減らす。", {"steps_now": 5, "steps_then": 5}),
    ([11], "回覧をペーパーレスにする。", {}),
    ([8], "課で新しいアプリを購入したい。ｱﾌﾟﾘの導入で楽になる。", {}),
    ([9], "現行の様式に合わせて改修してもらう。", {}),
    ([9], "帳票をカスタマイズする。", {}),
    ([9], "標準機能のままでは困るので、ｶｽﾀﾏｲｽﾞを求める。", {}),
    ([10], "共同調達には必要なところだけ参加する。", {}),
    ([10], "研修", {"takes_part_of_joint": True}),
    ([12], "とても便利です。", {"has_tried": False}),
    ([13], "うちの仕事には向いていない。", {"has_tried": False}),
    ([12, 13], "賛成の人も反対の人もいる。", {"has_tried": False}),
    ([14], "来年から受付はオンラインのみにする。", {}),
    ([14], "窓口の受付は廃止。", {}),
    ([16], "議事録はAIが作成して公開する。", {}),
    ([17], "オールインワンの製品を導入。", {}),
    ([17], "予約の仕組み", {"functions": ("予約", "決済", "通知", "分析")}),
    ([18], "手続きの100%をオンラインで。", {"quiet_windows": 2}),
    ([18], "目標", {"is_ambitious": True, "quiet_windows": 3}),
]
NEAR_MISSES: list[tuple[str, dict[str, Any]]] = [
    ("申請書の手順を二つ減らしてから電子化する。", {"steps_now": 5, "steps_then": 3}),
    ("流れは変えない。", {"steps_now": 5, "steps_then": 3}),
    ("手順を見直して、ペーパーレスにする。", {}),
    ("アプリを購入したい。庁内で使っているものがないかは確認した。", {}),
    ("アプリを購入したい。", {"asked_whole_city": True}),
    ("アプリの使い方を案内する。", {}),
    ("カスタマイズはしない。標準機能のまま使う。", {}),
    ("共同調達に参加し、負担金も払う。", {}),
    ("必要なところだけ印刷する。", {}),
    ("とても便利です。", {"has_tried": True}),
    ("とても便利です。", {}),
    ("二週間試したら、便利だった。便利です。", {"has_tried": False}),
    ("オンラインだけにせず、紙でも受け付ける。オンラインのみの日もある。窓口でも聞く。", {}),
    ("受付はオンラインのみにする。", {"other_channels": True}),
    ("議事録はAIが作成し、担当が確認して公開する。", {}),
    ("議事録はAIが作成する。", {"ai_owner": "総務課長"}),
    ("多機能トイレの案内板を直す。", {}),
    ("予約の仕組み", {"functions": ("予約", "決済", "通知", "通知")}),
    ("手続きの100%をオンラインで。", {"quiet_windows": 1}),
    ("目標は三割。", {"quiet_windows": 5}),
    ("", {}),
]


@pytest.mark.parametrize(("expected", "text", "facts"), FIRES)
def test_it_comes_to_mind(expected, text, facts):
    assert numbers(text, **facts) == expected


@pytest.mark.parametrize(("text", "facts"), NEAR_MISSES)
def test_a_near_miss_brings_nothing(text, facts):
    assert numbers(text, **facts) == []


def test_every_cue_is_tried():
    assert {number for expected, _text, _facts in FIRES for number in expected} == {
        7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18
    }  # fmt: skip


def test_it_asks_and_blames_nobody():
    said = [one.why for _expected, text, facts in FIRES for one in suggestions(text, Facts(**facts))]
    for word in ("違反", "禁止", "だめ", "しなさい", "ならない", "あなた", "！"):
        assert not [why for why in said if word in why], word


def test_whether_somebody_has_tried_is_asked_only_where_it_matters():
    assert speaks_for_or_against("とても便利です。")
    assert speaks_for_or_against("反対です。")
    assert not speaks_for_or_against("試したところ、便利です。")
    assert not speaks_for_or_against("机を三つ買います。")
