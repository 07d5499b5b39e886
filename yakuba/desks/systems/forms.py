"""The forms of this desk as lists of boxes: one template shows them all, with what was typed and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yakuba.people.models import Section
from yakuba.systems.declared import declared
from yakuba.systems.models import WITHHELD, FitGap, Pilot, Scenario

Words = str | Promise


@dataclass(frozen=True)
class Box:
    """One box of a form."""

    name: str
    label: Words
    kind: str = "text"
    must: bool = False
    hint: Words = ""
    choices: Sequence[tuple[str, Words]] = ()
    value: Any = ""
    wrong: str = ""
    id: str = ""


def day(name: str, label: Words, *, must: bool = False, hint: Words = "") -> Box:
    return Box(name, label, "date", must, hint)


def yen(name: str, label: Words, *, must: bool = False) -> Box:
    return Box(name, label, "yen", must)


CONTRACT = [
    Box("what", _("何の契約か"), must=True, hint=_("同じことの契約は、同じ言葉で書いてください。例：利用料")),
    Box("vendor", _("契約の相手"), must=True),
    day("begins_on", _("契約の始まり"), must=True),
    day("ends_on", _("契約の終わり（その日まで）"), hint=_("わからないときは空けてください。")),
    yen("yearly_yen", _("1年あたりの金額"), must=True),
    Box("renewable", _("新しく調達しなくても、延長できる契約"), "yes"),
]  # fmt: skip
BUDGET = [
    Box("fiscal_year", _("年度（西暦）"), "number", must=True),
    Box("what", _("何の予算か"), must=True, hint=_("同じ年度と名前で書くと、前の行を直します。")),
    yen("requested_yen", _("要求した額"), must=True),
    yen("approved_yen", _("認められた額")),
    yen("spent_yen", _("使った額")),
]
BETTER = [("less", _("少ないほど良い")), ("more", _("多いほど良い"))]
EFFECT = [
    Box("measure", _("何で測るか"), must=True, hint=_("例：1件あたりの職員の時間")),
    Box("unit", _("単位"), must=True, hint=_("例：分")),
    Box("less_is_better", _("良くなる向き"), "choice", choices=BETTER),
    Box("method", _("測り方"), must=True, hint=_("あとで同じように測れる言葉で。例：1週間の記録")),
    Box("figure", _("市のものさしの名前"), hint=_("手で数えたら空けてください。例：minutes:dog-registration")),
    Box("before_value", _("導入前の値"), "number", must=True),
    day("before_from", _("導入前に測った期間（から）"), must=True),
    day("before_until", _("導入前に測った期間（まで）"), must=True),
    Box("target_value", _("めざす値"), "number"),
]  # fmt: skip
MEASURE = [
    Box("after_value", _("いまの値"), "number", must=True),
    day("after_from", _("測った期間（から）"), must=True),
    day("after_until", _("測った期間（まで）"), must=True),
]
STRIKE = [Box("why", _("取り消す理由"), must=True)]
RETIRE = [
    day("on", _("使い終える日"), must=True),
    Box("replaced_by", _("代わりのシステムの符号"), hint=_("なければ空けてください。")),
]
END = [day("on", _("やめる日"), must=True)]
CONCLUDE = [
    Box("state", _("取り入れるか"), "choice", must=True, choices=[("", "—"), *Pilot.State.choices[1:]]),
    Box("result", _("試してわかったこと"), "area", must=True),
    Box("why", _("そう決めた理由"), "area", must=True),
]
SETTLE = [Box("decision", _("どこで決めたか"), must=True, hint=_("決裁の受付番号か、決めたことのわかる場所。"))]
ALL_CHANNELS = _("窓口・電話・紙・オンラインを合わせて。")
PURCHASE = [
    Box("title", _("買いたいもの"), must=True),
    Box("functions", _("働き"), must=True, hint=_("「、」で区切って。例：申請フォーム、予約")),
    Box("product", _("製品の候補")),
    Box("vendor", _("事業者の候補")),
    Box("reason", _("何に困っていて、なぜ要るのか"), "area", must=True),
    yen("estimate_yen", _("見込みの金額")),
    Box("asked_others", _("ほかの課に聞いたこと"), "area", hint=_("同じ困りごとがほかの課にもないか。")),
    Box("adds_channel", _("受付の入り口か道具が、一つ増える"), "yes"),
    Box("minutes_before", _("いまの1件あたりの職員の時間（分）"), "number", hint=ALL_CHANNELS),
    Box("minutes_after", _("導入後の1件あたりの職員の時間（分）"), "number", hint=ALL_CHANNELS),
    Box("removes", _("代わりにやめるもの"), "area"),
    day("side_by_side_until", _("両方を続けるのは、いつまでか")),
]  # fmt: skip


def system(sections: Iterable[Section], *, is_new: bool) -> list[Box]:
    """The form of a system; its code and first day are said once."""
    here = declared()
    works: list[tuple[str, Words]] = [("", _("対象ではない"))]
    works += [(one.code, one.title) for one in here.standard.works]
    boxes = [
        Box("name", _("名前"), must=True),
        Box("functions", _("働き"), must=True, hint=_("「、」で区切って。例：申請フォーム、予約")),
        Box("section", _("担当課"), "choice", must=True, choices=_sections(sections)),
        Box("product", _("製品")),
        Box("vendor", _("事業者")),
        Box("standard_work", _("標準化の対象"), "choice", choices=works),
        Box("fitgap", _("どこまで進んだか"), "choice", choices=[("", "—"), *FitGap.choices]),
        Box("procurement_months", _("調達にかかる月数"), "number", value=here.procurement_months),
        Box("migration_months", _("移行にかかる月数"), "number", value=here.migration_months),
        Box("withheld", _("公表しない理由"), "choice", choices=[("", _("公表してよい")), *WITHHELD.items()]),
        day("valid_from", _("使い始めた日")),
    ]
    if not is_new:
        return boxes
    hint = _("半角の英小文字とハイフン。あとから変えられません。")
    return [Box("code", _("符号"), must=True, hint=hint), *boxes]


def purchase(sections: Iterable[Section]) -> list[Box]:
    """The form of a wish; the two questions at its end may stay empty, like most of it."""
    bother, time = declared().check.questions
    hint = _("自由に書いてください。書かなくてもかまいません。")
    return [
        Box("section", _("相談する課"), "choice", must=True, choices=_sections(sections)),
        *PURCHASE,
        Box("lessens_bother", _("「%(question)s」") % {"question": bother}, "area", hint=hint),
        Box("frees_time", _("「%(question)s」") % {"question": time}, "area", hint=hint),
    ]


def scenario(sections: Iterable[Section], systems: Iterable[tuple[str, str]]) -> list[Box]:
    hint = _("減った時間は、始める前の時間がわかるときだけ書けます。")
    return [
        Box("name", _("名前"), must=True),
        Box("kind", _("種類"), "choice", must=True, choices=Scenario.Kind.choices),
        Box("section", _("担当課"), "choice", must=True, choices=_sections(sections)),
        Box("systems", _("使うシステム"), "many", must=True, choices=list(systems)),
        Box("functions", _("働き"), hint=_("「、」で区切って。例：データ入力")),
        Box("product", _("製品")),
        Box("before_minutes", _("始める前の1か月の時間（分）"), "number", hint=hint),
        Box("before_method", _("始める前の時間の測り方")),
        day("before_month", _("始める前に測った月の1日")),
        Box("saved_minutes", _("いま減っている1か月の時間（分）"), "number"),
    ]


def pilot(sections: Iterable[Section]) -> list[Box]:
    return [
        Box("title", _("試すこと"), must=True),
        Box("section", _("担当課"), "choice", must=True, choices=_sections(sections)),
        Box("partner", _("いっしょに試す相手"), hint=_("会社・大学など。いなければ空けてください。")),
        Box("question", _("何を確かめるのか"), "area", must=True),
        day("begins_on", _("始める日"), must=True),
        day("ends_on", _("終える日"), must=True),
    ]


def filled(
    boxes: Iterable[Box], act: str, stands: Mapping[str, Any], typed: Mapping[str, Any] | None, wrong: Mapping[str, str]
) -> list[Box]:
    """The boxes as the page shows them: what was typed where it comes back, else what stands now."""
    return [
        replace(
            box,
            id=f"{act}-{box.name}",
            value=typed.get(box.name, "") if typed is not None else stands.get(box.name, box.value),
            wrong=wrong.get(box.name, ""),
        )
        for box in boxes
    ]


def _sections(sections: Iterable[Section]) -> list[tuple[str, Words]]:
    return [(one.code, one.title) for one in sections]
