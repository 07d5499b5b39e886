"""決裁ルートの表: lines of kind × amount × post, valid in time. Pure values: who holds the posts is not known here.

`catalogue/routes.yaml` holds the tables a city begins with; afterwards its organisation section keeps them on screen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Option
from pydantic import RootModel

from yakuba.people.models import Post
from yakuba.procedures import loading
from yakuba.procedures.declaration import Decide, Declared

SECTION_HEAD = "section-head"
WITHOUT_LIMIT = 10**15  # an amount that nobody has worked out yet goes the way of the greatest


class Work(TextChoices):
    """What a post on a route does: `circulate` in turn, `concur` side by side, `decide` once, `read` afterwards."""

    CIRCULATE = "circulate", gettext_lazy("回議")
    CONCUR = "concur", gettext_lazy("合議")
    DECIDE = "decide", gettext_lazy("決裁")
    READ = "read", gettext_lazy("供覧")


class Line(Protocol):
    """One post of one route, wherever it is kept. Read-only."""

    @property
    def kind(self) -> str: ...
    @property
    def amount_from(self) -> int: ...
    @property
    def amount_below(self) -> int | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def order(self) -> int: ...
    @property
    def act(self) -> str: ...


Led = TypeVar("Led", bound=Line)


class DeclaredLine(Declared):
    """One line of a table in routes.yaml."""

    kind: str = Option("", max_length=60, description="起案の種類。書かなければ、どの種類でも。")
    amount_from: int = Option(0, ge=0, description="この金額（円）から。")
    amount_below: int | None = Option(None, ge=1, description="この金額（円）未満まで。書かなければ、上限なし。")
    order: int = Option(ge=1, le=99, description="順番。同じ順番の職は、並んで見る。")
    act: Literal["circulate", "concur", "decide", "read"] = Option(description="回議・合議・決裁・供覧のどれか。")
    section: str | None = Option(None, description="課の符号。書かなければ、起案した人の課。")
    rank: Literal["clerk", "lead", "head", "director", "vice-mayor", "mayor"] = Option(description="職の段。")
    any_one: bool = Option(False, description="同じ順番のうち、一人が見ればよい。")
    written: bool = Option(False, description="助言を書かないと、同意も決裁もできない。")
    valid_from: date = Option(date(2000, 4, 1), description="この日から。")
    valid_until: date | None = Option(None, description="この日の前の日まで。")

    def __str__(self) -> str:
        return f"{Work(self.act).label} {self.section or '起案課'} {Post.Rank(self.rank).label}"


class DeclaredTable(Declared):
    title: str = Option(description="表の名前。")
    lines: tuple[DeclaredLine, ...] = Option(min_length=1, description="表の行。")


class Tables(RootModel[dict[str, DeclaredTable]]):
    """routes.yaml: the tables by the name that `decide: {route: …}` uses."""


def tables() -> Mapping[str, DeclaredTable]:
    """The tables of this city's catalogue. Raises Unsound where one is wrong or leads nowhere."""
    return _tables(settings.CATALOGUE)


@lru_cache
def _tables(catalogue: Path) -> Mapping[str, DeclaredTable]:
    if not (catalogue / "routes.yaml").exists():
        return {}
    source = loading.open_file(catalogue / "routes.yaml")
    found = loading.validate(source, Tables).root
    wrong = [
        source.fault((code, "lines"), sentence, "行を足すか、金額か日付を直してください。")
        for code, table in found.items()
        for sentence in faults(table.lines)
    ]
    if wrong:
        raise loading.Unsound(wrong)
    return found


def led_by(lines: Iterable[Led], kind: str, amount: int | None, on: date) -> list[Led]:
    """Of all lines of a table those that lead a thing of that kind over `amount` yen on that day, in order.

    A kind that has lines of its own is not led by those without one. None: the amount is not known.
    """
    yen = WITHOUT_LIMIT if amount is None else amount
    today = [line for line in lines if _is_valid_on(line, on)]
    own = [line for line in today if kind and line.kind == kind]
    led = own or [line for line in today if not line.kind]
    covering = [line for line in led if line.amount_from <= yen and (line.amount_below or WITHOUT_LIMIT + 1) > yen]
    return sorted(covering, key=lambda line: line.order)


def kind_and_amount(decide: Decide, known: Mapping[str, Any]) -> tuple[str, int | None]:
    """What a decide step reads from answers and values: the kind, and the yen where they have been worked out."""
    kind = known.get(decide.kind) if decide.kind else ""
    amount = known.get(decide.amount) if decide.amount else 0
    return str(kind or ""), amount if isinstance(amount, int) else None


def faults(lines: Sequence[Line]) -> list[str]:
    """What is wrong with a table: for every kind, amount and day exactly one line must decide, and as the last."""
    found: list[str] = []
    for kind in sorted({line.kind for line in lines} | {""}):
        own = [line for line in lines if line.kind == kind]
        for day in sorted(_days(own)):
            for amount in sorted(_amounts(lines)):
                found += _faults_of(led_by(lines, kind, amount, day), kind, amount, day)
    return list(dict.fromkeys(found))


def _faults_of(led: Sequence[Line], kind: str, amount: int, day: date) -> Iterator[str]:
    words = {"kind": kind or _("（種類なし）"), "yen": f"{amount:,}", "day": f"{day:%Y-%m-%d}"}
    deciding = [line for line in led if line.act == "decide"]
    if not deciding:
        yield _("%(day)sから、種類「%(kind)s」の%(yen)s円以上を決裁する職がありません。") % words
    elif len(deciding) > 1:
        yield _("%(day)sから、種類「%(kind)s」の%(yen)s円以上を決裁する職が二つ以上あります。") % words
    elif any(line.order >= deciding[0].order for line in led if line.act in ("circulate", "concur")):
        yield _("%(day)sから、種類「%(kind)s」の%(yen)s円以上で、決裁のあとに回議か合議があります。") % words


def _is_valid_on(line: Line, day: date) -> bool:
    return line.valid_from <= day and (line.valid_until is None or day < line.valid_until)


def _days(lines: Iterable[Line]) -> set[date]:
    """The days on which a table says something else than before; the end of the last line is none of its own."""
    begun = {line.valid_from for line in lines}
    ended = {line.valid_until for line in lines if line.valid_until}
    is_open = any(line.valid_until is None for line in lines)
    return begun | (ended if is_open else ended - {max(ended, default=date.max)})


def _amounts(lines: Iterable[Line]) -> set[int]:
    return {0} | {amount for line in lines for amount in (line.amount_from, line.amount_below) if amount is not None}
