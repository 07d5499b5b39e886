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
