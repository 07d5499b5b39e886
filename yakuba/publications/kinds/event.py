"""An event as `catalogue/_reports/<slug>/report.yaml` declares it: the words of its report, with their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field as Option

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.publications.kinds.answers import Answer
from yakuba.publications.kinds.wishes import Wishes

# (field, class, number) of a comment → the words that stand for it in public.
Paraphrases = Mapping[tuple[str, str, int], str]


class Session(Declared):
    """One sitting: whom it was for, and how many came."""

    name: str
    staff_class: str = Option(description="アンケートの staff_class の値。")
    audience: str
    attended: int = Option(ge=0)


class Lecturer(Declared):
    name: str
    reading: str
    post: str


class Layer(Declared):
    """Points for one layer of staff."""

    title: str
    points: tuple[str, ...]


class Question(Declared):
    """One question. With `options` it is counted, without it is listed word for word."""

    code: str
    field: str
    text: str
    options: dict[str, str] = Option({}, description="選択肢の値と、見せることば。自由記述なら書かない。")
    options_are_ours: bool = Option(False, description="選択肢が公表されていない。数がなければ、選択肢も見せない。")
    most: int = Option(1, ge=1, description="いくつまで選べるか。")
    city_says: tuple[str, ...] = Option((), description="市の考察。市のことばとして引く。")


class Report(Declared):
    """report.yaml: the words of a result report, with their source. Its numbers come from the answers."""

    title: str
    city: str
    source: str
    survey: str = Option(description="アンケートの手続き。")
    no_data: str = Option(description="数のない問いに、数の代わりに書くことば。")
    background: tuple[str, ...]
    sessions: tuple[Session, ...]
    lecturer: Lecturer
    talk: str
    layers: tuple[Layer, ...]
    scene: str
    aims: tuple[str, ...]
    questions: tuple[Question, ...]
    conclusions: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """What a report is written from. `as_of` is the day on which the answers were counted."""

    report: Report
    answers: Sequence[Answer]
    as_of: date
    wishes: Wishes | None = None
    paraphrases: Paraphrases = field(default_factory=dict)


def slugs() -> list[str]:
    return sorted(one.parent.name for one in _folder().glob("*/report.yaml"))


def report(slug: str) -> Report:
    """Raises KeyError where there is none of that name, Unsound where its file is wrong."""
    if slug not in slugs():
        raise KeyError(slug)
    return _report(_folder() / slug / "report.yaml")


def wishes(slug: str) -> Wishes | None:
    """What became of the wishes, where somebody has written it down."""
    path = _folder() / slug / "wishes.yaml"
    return _wishes(path) if path.exists() else None


def _folder() -> Path:
    return Path(settings.CATALOGUE) / "_reports"


@lru_cache
def _report(path: Path) -> Report:
    return loading.validate(loading.open_file(path), Report)


@lru_cache
def _wishes(path: Path) -> Wishes:
    return loading.validate(loading.open_file(path), Wishes)
