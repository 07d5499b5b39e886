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


def _event(slug: str, ja: str, en: str, icon: str, codes: str) -> LifeEvent:
    return LifeEvent(slug, Text(ja=ja, en=en), icon, frozenset(codes.split()))


LIFE_EVENTS = (
    _event("moving", "引っ越し", "Moving", "moving", "moving-in moving-out housing"),
    _event("birth", "妊娠・出産", "Pregnancy and birth", "birth", "pregnancy birth"),
    _event("child", "子育て", "Raising children", "child", "childcare"),
    _event("work", "仕事", "Work", "work", "work"),
    _event("health", "健康・介護", "Health and care", "health", "health care pension"),
    _event("bereavement", "家族が亡くなった", "A death in the family", "bereavement", "bereavement"),
    _event("tax", "税とくるま", "Tax and cars", "tax", "tax car"),
    _event("disaster", "災害にあった", "After a disaster", "disaster", "disaster"),
    _event("living", "ごみ・くらし", "Waste and daily life", "living", "waste pets marriage"),
    _event("learning", "学び・参加", "Learning and taking part", "learning", "learning opinion"),
)
