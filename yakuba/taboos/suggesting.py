"""「もしかして○番？」: what a text and a few facts bring to mind. Never kept, never counted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from yakuba.toolbox import kana


@dataclass(frozen=True)
class Facts:
    """What is known of a thing beside its words; None, 0 and empty where nothing is."""

    # How many steps the work has now, and would have then.
    steps_now: int | None = None
    steps_then: int | None = None
    # Somebody has looked whether the whole hall has such a tool already.
    asked_whole_city: bool = False
    # Something done jointly with others, of which the city takes a part.
    takes_part_of_joint: bool = False
    # What a purchase is for, each function once.
    functions: tuple[str, ...] = ()
    # Who answers for what an AI made.
    ai_owner: str = ""
    # There is another way than online.
    other_channels: bool = False
    # A high aim, and how many windows of review have passed without one setback written down.
    is_ambitious: bool = False
    quiet_windows: int = 0
    # Whether its author has told of a trial; None where that is not known.
    has_tried: bool | None = None

    def knowing(self, *, has_tried: bool) -> "Facts":
        return replace(self, has_tried=has_tried)


@dataclass(frozen=True)
class Suggestion:
    """A number that may be worth a word, and why."""

    number: int
    why: str


MANY_FUNCTIONS = 4
QUIET_WINDOWS = 2


def _cue(pattern: str) -> re.Pattern[str]:
    """Folded like the text it is looked for in, so that カスタマイズ and ｶｽﾀﾏｲｽﾞ are one."""
    return re.compile(kana.fold(pattern))


DIGITISE = _cue("電子化|デジタル化|ペーパーレス|PDF化|紙をデータに|紙を電子|オンライン化|電子申請に")
RETHINK = _cue("見直|やめる|廃止|なくす|なくし|減ら|BPR|再構築|まとめる|省く|統合|短縮")
SAME_FLOW = _cue(
    "そのまま(電子|デジタル|データ|PDF|システム|オンライン)|(流れ|手順|やり方|様式)は(変え|変わら|そのまま|同じ)"
)
TOOL = _cue(
    "(システム|ツール|アプリ|ソフト|クラウド)(の|を|が)?(新しく|新たに|独自に|課で)?(導入|購入|買|契約|入れたい|必要)"
)
WHOLE_CITY = _cue("全庁|庁内で|ほかの課|他課|他の課|DX推進課|共同|すでに(ある|使って)")
CUSTOM = _cue(
    "カスタマイズ|独自仕様|個別改修|作り込み|(現行|今|いま)の(業務|やり方|運用|様式)に合わせて(改修|作|直|変)"
)
NO_CUSTOM = _cue(
    "カスタマイズ(は|を)?(し|せ|行わ|求め)(ない|ず)|カスタマイズなし|ノンカスタマイズ|標準(機能|仕様)のまま"
)
JOINT = _cue("共同調達|共同利用|市町村との連携|広域連携|連携協議会|共同研修|人材プール")
PART = _cue("一部(だけ|のみ)|(だけ|のみ)(に)?参加|必要な(ところ|部分)だけ|負担金は(出さ|払わ)|都合の(よい|良い)")
FOR = _cue("便利(だ|です|になる|になり)|(よい|良い)と思|賛成|ぜひ(導入|使)|効果が高い|おすすめ")
AGAINST = _cue("使いにくい|使えない|反対|無理(だ|です|と思)|向いていない|効果がない|うまくいかない")
TRIED = _cue("試した|試してみ|ためした|試行し|使ってみた|実証した|トライアルをし")
ONLINE_ONLY = _cue(
    "(オンライン|電子申請|スマホ)(だけ|のみ|に限)|(窓口|紙)(で)?(の受付|の申請)?(は|を)(廃止|やめ|終了|なくし)"
)
OTHER_WAY = _cue("紙でも|窓口でも|電話でも|代わりに(入力|申請)|手伝")
MADE_BY_AI = _cue("(AI|ChatGPT|チャットGPT)(が|で|に|を使って)")
SOMEBODY = _cue("(人|職員|係|担当|係長|課長|者)が(責任|たしか|確認|見て|点検|確か|決め|承認)|責任者|目視")
ALL_IN_ONE = _cue("多機能|オールインワン|(何|なん)でもでき|全部入り")
PURCHASE = _cue("購入|導入|契約|調達|買う|買い")
AMBITIOUS = _cue("100%|全て(の|を)|すべて(の|を)|ゼロにする|日本一|全国初|完全(に|な)")


def suggestions(text: str, facts: Facts | None = None) -> list[Suggestion]:
    """What the words and facts bring to mind, in the order of the numbers; most things bring nothing."""
    said, known = kana.fold(text), facts or Facts()
    return sorted((one for cue in CUES for one in cue(said, known)), key=lambda one: one.number)


def speaks_for_or_against(text: str) -> bool:
    """Whether it matters if its author has tried what they write about."""
    said = kana.fold(text)
    return bool((FOR.search(said) or AGAINST.search(said)) and not TRIED.search(said))


def _same_flow(said: str, known: Facts) -> Iterator[Suggestion]:
    """7 and 11: what is done now becomes electronic, and nothing else changes."""
    counted = known.steps_now is not None and known.steps_then is not None
    if counted and known.steps_then < known.steps_now:  # type: ignore[operator]
        return
    is_same = SAME_FLOW.search(said) or (counted and DIGITISE.search(said))
    if is_same:
        yield Suggestion(7, _("流れを変えずに、電子にするように読めます。なくせる手順はありませんか。"))
    if is_same or (DIGITISE.search(said) and not RETHINK.search(said)):
        yield Suggestion(11, _("紙が電子になるほかに、何が変わりますか。"))


def _own_tool(said: str, known: Facts) -> Iterator[Suggestion]:
    """8: a tool is wanted, and nobody says that the hall was asked."""
    if TOOL.search(said) and not WHOLE_CITY.search(said) and not known.asked_whole_city:
        yield Suggestion(8, _("同じことができるものが、庁内にもうあるかもしれません。"))


def _customised(said: str, _known: Facts) -> Iterator[Suggestion]:
    """9: the product is bent to our way of working."""
    if CUSTOM.search(NO_CUSTOM.sub("", said)):
        yield Suggestion(9, _("製品を直すかわりに、仕事のほうを合わせられませんか。"))


def _picked(said: str, known: Facts) -> Iterator[Suggestion]:
    """10: of something joint only a part."""
    if known.takes_part_of_joint or (JOINT.search(said) and PART.search(said)):
        yield Suggestion(10, _("いっしょにする取組の一部だけを取るように読めます。こちらが引き受けるものは何ですか。"))


def _untried(said: str, known: Facts) -> Iterator[Suggestion]:
    """12 and 13: for or against something, by somebody who has told of no trial."""
    if known.has_tried is not False or TRIED.search(said):
        return
    if FOR.search(said):
        yield Suggestion(12, _("試した記録がまだないようです。小さく試してから書くと、読む人が安心します。"))
    if AGAINST.search(said):
        yield Suggestion(13, _("試した記録がまだないようです。一度試すと、何が合わないかを書けます。"))


def _only_online(said: str, known: Facts) -> Iterator[Suggestion]:
    """14: no other way is left."""
    if ONLINE_ONLY.search(said) and not OTHER_WAY.search(said) and not known.other_channels:
        yield Suggestion(14, _("オンラインのほかの道が見えません。不慣れな人はどうしますか。"))


def _nobody_answers(said: str, known: Facts) -> Iterator[Suggestion]:
    """16: an AI's work without somebody who answers for it."""
    if MADE_BY_AI.search(said) and not SOMEBODY.search(said) and not known.ai_owner:
        yield Suggestion(16, _("AIの答えをたしかめて引き受ける人が書かれていません。"))


def _all_in_one(said: str, known: Facts) -> Iterator[Suggestion]:
    """17: much in one purchase."""
    is_much = len(set(known.functions)) >= MANY_FUNCTIONS
    if is_much or (ALL_IN_ONE.search(said) and PURCHASE.search(said)):
        yield Suggestion(17, _("一つで多くのことをするもののようです。ほんとうに使う機能はどれですか。"))


def _too_quiet(said: str, known: Facts) -> Iterator[Suggestion]:
    """18: a high aim, and two windows of review without a setback."""
    if (known.is_ambitious or AMBITIOUS.search(said)) and known.quiet_windows >= QUIET_WINDOWS:
        yield Suggestion(
            18, _("高い目標ですが、つまずきがしばらく書かれていません。小さなことでも書いておきませんか。")
        )


CUES: tuple[Callable[[str, Facts], Iterator[Suggestion]], ...] = (
    _same_flow, _own_tool, _customised, _picked, _untried, _only_online, _nobody_answers, _all_in_one, _too_quiet
)  # fmt: skip
