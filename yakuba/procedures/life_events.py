"""できごと: the life events by which procedures are found, with their words and their picture."""

from dataclasses import dataclass

from yakuba.procedures.declaration import Declaration
from yakuba.procedures.wording import Text


@dataclass(frozen=True)
class LifeEvent:
    """One tile of the home page; `codes` are those of the declarations that belong to it."""

    slug: str
    title: Text
    icon: str
    codes: frozenset[str]

    def concerns(self, declaration: Declaration) -> bool:
        return not self.codes.isdisjoint(declaration.life_events)


def _event(slug: str, ja: str, easy: str, en: str, icon: str, codes: str) -> LifeEvent:
    return LifeEvent(slug, Text(ja=ja, en=en, easy=easy), icon, frozenset(codes.split()))


# By what each of them is searched for.
WORDS = {
    "pregnancy": Text(ja="妊娠した", en="Pregnancy"),
    "birth": Text(ja="出産・子どもが生まれた", en="Birth"),
    "childcare": Text(ja="子育て", en="Raising children, childcare"),
    "moving-in": Text(ja="引っ越してきた・引越し", en="Moving in"),
    "moving-out": Text(ja="引っ越していく・引越し", en="Moving out"),
    "work": Text(ja="仕事・就職・退職", en="Work"),
    "marriage": Text(ja="結婚・離婚", en="Marriage and divorce"),
    "car": Text(ja="くるま・自動車", en="Cars"),
    "housing": Text(ja="住まい", en="Housing"),
    "care": Text(ja="介護", en="Care"),
    "health": Text(ja="健康・医療", en="Health"),
    "tax": Text(ja="税金", en="Taxes"),
    "pension": Text(ja="年金", en="Pension"),
    "bereavement": Text(ja="家族が亡くなった", en="A death in the family"),
    "disaster": Text(ja="災害にあった", en="Disaster"),
    "pets": Text(ja="ペット", en="Pets"),
    "waste": Text(ja="ごみ", en="Waste, rubbish"),
    "learning": Text(ja="学び", en="Learning"),
    "opinion": Text(ja="意見・アンケート", en="Opinion, survey"),
}

LIFE_EVENTS = (
    _event("moving", "引っ越し", "引（ひ）っ越（こ）し", "Moving", "moving", "moving-in moving-out housing"),
    _event(
        "birth", "妊娠・出産", "赤（あか）ちゃんが 生（う）まれる", "Pregnancy and birth", "birth", "pregnancy birth"
    ),
    _event("child", "子育て", "子（こ）どもを 育（そだ）てる", "Raising children", "child", "childcare"),
    _event("work", "仕事", "仕事（しごと）", "Work", "work", "work"),
    _event("health", "健康・介護", "体（からだ）・介護（かいご）", "Health and care", "health", "health care pension"),
    _event(
        "bereavement",
        "家族が亡くなった",
        "家族（かぞく）が 死（し）んだ",
        "A death in the family",
        "bereavement",
        "bereavement",
    ),
    _event("tax", "税とくるま", "税金（ぜいきん）と くるま", "Tax and cars", "tax", "tax car"),
    _event(
        "disaster",
        "災害にあった",
        "地震（じしん）や 台風（たいふう）の あと",
        "After a disaster",
        "disaster",
        "disaster",
    ),
    _event("living", "ごみ・くらし", "ごみ・くらし", "Waste and daily life", "living", "waste pets marriage"),
    _event(
        "learning",
        "学び・参加",
        "学（まな）ぶ・参加（さんか）する",
        "Learning and taking part",
        "learning",
        "learning opinion",
    ),
)
