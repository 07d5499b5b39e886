"""Who may act: anything that can say its key, its name and its post of today."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """What the ledger copies of whoever acts; an account of people is one."""

    @property
    def actor_key(self) -> str:
        """Stays the same whatever they are called later: "user:12"."""

    @property
    def actor_name(self) -> str:
        """The name on this day: "見本 けん"."""

    @property
    def actor_post(self) -> str:
        """The post acted from on this day: "市民課 係員"; empty for a resident."""


@dataclass(frozen=True)
class Robot:
    """An automatic step, named so that nobody takes it for a person."""

    name: str
    post: str = ""

    @property
    def actor_key(self) -> str:
        return f"robot:{self.name}"

    @property
    def actor_name(self) -> str:
        return self.name

    @property
    def actor_post(self) -> str:
        return self.post


@dataclass(frozen=True)
class _Guest:
    actor_key: str = "guest"
    actor_name: str = "サインインしていない人"
    actor_post: str = ""


GUEST = _Guest()
