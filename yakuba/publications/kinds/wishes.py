"""要望のゆくえ: which system answers what somebody wrote, and how far that system is, as a file says it."""

from typing import Literal

from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures.declaration import Declared

State = Literal["can", "planned", "later"]
STATES: dict[State, str] = {"can": "できる", "planned": "計画にある", "later": "これから"}
NO_SYSTEM = "これから検討"


class System(Declared):
    """One system of the checklist: how it stands today, where it is, what of it is still to come."""

    number: int
    title: str
    now: State
    what: str = Option("", description="何ができるか、何をつくるか。名前でわかるものには書かない。")
    place: str = Option("", description="手続きの名前、または / で始まるページの場所。できるものに書く。")
    rest: str = Option("", description="まだない部分。")

    @model_validator(mode="after")
    def _what_works_has_a_place(self) -> "System":
        if (self.now == "can") != bool(self.place):
            raise ValueError("できる（can）ものには place を書き、まだのものには書かないでください。")
        return self


class Wish(Declared):
    """What one answer asks for; `now` and `why` where its systems say more than is true of it."""

    staff_class: str
    number: int
    systems: tuple[int, ...] = ()
    now: State | None = None
    why: str = ""


class Wishes(Declared):
    """wishes.yaml: every wish once, linked to systems that are listed."""

    systems: tuple[System, ...]
    wishes: tuple[Wish, ...]

    @model_validator(mode="after")
    def _everything_is_there_once(self) -> "Wishes":
        known = [system.number for system in self.systems]
        named = [(wish.staff_class, wish.number) for wish in self.wishes]
        if len(set(known)) < len(known) or len(set(named)) < len(named):
            raise ValueError("同じシステムか、同じ番号の回答が、二度書かれています。")
        if unknown := {number for wish in self.wishes for number in wish.systems} - set(known):
            raise ValueError(f"systems にない番号です：{sorted(unknown)}")
        return self

    @property
    def linked(self) -> int:
        """How many wishes lead to a system at all."""
        return sum(bool(wish.systems) for wish in self.wishes)

    def systems_of(self, wish: Wish) -> list[System]:
        """What answers it, the most finished first."""
        found = [system for system in self.systems if system.number in wish.systems]
        return sorted(found, key=lambda system: list(STATES).index(system.now))

    def state_of(self, wish: Wish) -> str:
        """In one word: what is furthest of it, or that its writer left it open."""
        if not wish.systems:
            return NO_SYSTEM
        return STATES[wish.now or self.systems_of(wish)[0].now]

    def trail(self, wish: Wish) -> str:
        """Where it leads, a line for each system."""
        if wish.why:
            return f"{STATES[wish.now or 'planned']}：{self._names(wish)}。{wish.why}"
        return "\n".join(map(_line, self.systems_of(wish))) or "システムにつながる内容は書かれていません。"

    def _names(self, wish: Wish) -> str:
        return "、".join(f"［{system.number}］{system.title}" for system in self.systems_of(wish))


def _line(system: System) -> str:
    what = f" — {system.what}" if system.what else ""
    place = f"（{system.place}）" if system.place else ""
    rest = f"。まだないもの：{system.rest}" if system.rest else ""
    return f"{STATES[system.now]}：［{system.number}］{system.title}{what}{place}{rest}"
