"""Reading the whole ledger again and naming the first line that is not as it was written."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from yakuba.ledger import chain
from yakuba.ledger.models import Head, Line, Root
from yakuba.ledger.sealing import LEDGER

PROGRESS_EVERY = 1000


@dataclass(frozen=True)
class Break:
    """The first thing found wrong: a short kind, a sentence for people, and where; `number` 0 means no single line."""

    kind: str
    thing: str
    number: int
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Verdict:
    """How much was read, up to the first break; `broken` is None when everything is as it was written."""

    lines: int
    things: int
    roots: int
    broken: Break | None


@dataclass
class Reading:
    """What is remembered from line to line; it does not grow with the ledger, only with the days that were sealed."""

    roots: list[Root]
    trees: list[chain.Tree]
    lines: int = 0
    things: int = 0
    # The line before, of the same thing; None at the beginning of a thing.
    before: Line | None = None
    # The first line whose detail is gone and that no line "erased" accounts for; 0 for none.
    bare: int = 0
    sealed: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.before.number if self.before else 0

    @property
    def hash(self) -> str:
        return self.before.hash if self.before else ""

    def turn_to(self, line: Line | None) -> None:
        """Go on with the next line of the thing, or with None at its end."""
        if self.before:
            self._grow_trees(self.before, line)
        if line is None:
            self.things += 1
            self.bare = 0
        else:
            self.lines += 1
        self.before = line

    def _grow_trees(self, before: Line, line: Line | None) -> None:
        """A line was its thing's head for every root sealed after it and before the next line."""
        since = bisect_left(self.roots, before.pk, key=lambda root: root.last_line)
        until = bisect_left(self.roots, line.pk, key=lambda root: root.last_line) if line else len(self.roots)
        if since < until:
            leaf = chain.leaf(before.thing, before.number, before.hash)
            for tree in self.trees[since:until]:
                tree.add(leaf)


def verify(*, progress: Callable[[int], None] | None = None) -> Verdict:
    """Check every line, detail, head and root, thing by thing; `progress` hears the count of lines now and then.

    May run beside writers. Nothing inside the database shows a forgery that renews a thing from some line to its head
    and every root after it: against that the roots are kept outside (docs/ledger.md).
    """
    roots = list(Root.objects.order_by("day"))
    reading = Reading(roots=roots, trees=[chain.Tree() for _root in roots])
    broken = next(_breaks(reading, progress), None)
    return Verdict(lines=reading.lines, things=reading.things, roots=len(roots), broken=broken)


def _breaks(reading: Reading, progress: Callable[[int], None] | None) -> Iterator[Break]:
    for line in _all_lines():
        if reading.before and reading.before.thing != line.thing:
            yield from _end_of_thing(reading)
        for check in LINE_CHECKS:
            yield from check(reading, line)
        reading.turn_to(line)
        if progress and reading.lines % PROGRESS_EVERY == 0:
            progress(reading.lines)
    yield from _end_of_thing(reading)
    for look in LEDGER_CHECKS:
        yield from look(reading)


def _all_lines() -> Iterator[Line]:
    """Thing by thing and in order, each with its detail and its head: one statement, so one moment of the ledger."""
    head = Head.objects.filter(thing=OuterRef("thing"))
    return (
        Line.objects.order_by("thing", "number", "pk")
        .select_related("detail")
        .annotate(head_number=Subquery(head.values("number")), head_hash=Subquery(head.values("hash")))
        .iterator(chunk_size=PROGRESS_EVERY)
    )


def _end_of_thing(reading: Reading) -> Iterator[Break]:
    if reading.before:
        for check in THING_CHECKS:
            yield from check(reading, reading.before)
        reading.turn_to(None)


def _broken(kind: str, thing: str, number: int, sentence: str) -> Break:
    return Break(kind, thing, number, sentence % {"thing": thing, "number": number})


def _count(reading: Reading, line: Line) -> Iterator[Break]:
    """Numbers run 1, 2, 3…"""
    if line.number > reading.number + 1:
        yield _broken("missing", line.thing, reading.number + 1, _("%(thing)s の第%(number)s行がなくなっています。"))
    if line.number <= reading.number:
        yield _broken("doubled", line.thing, line.number, _("%(thing)s の第%(number)s行が二つあります。"))


def _contents(reading: Reading, line: Line) -> Iterator[Break]:
    """A line hashes to its own hash."""
    if chain.line_hash(line) != line.hash:
        yield _broken("changed", line.thing, line.number, _("%(thing)s の第%(number)s行が書きかえられています。"))


def _link(reading: Reading, line: Line) -> Iterator[Break]:
    """A line names the hash of the one before it; where it does not, the one before was written anew."""
    if line.previous != reading.hash:
        sentence = _("%(thing)s の第%(number)s行が差しかえられています。次の行が別の内容を指しています。")
        yield _broken("replaced", line.thing, reading.number, sentence)


def _detail(reading: Reading, line: Line) -> Iterator[Break]:
    """A detail that is there is the one that was written."""
    detail = getattr(line, "detail", None)
    if detail and chain.detail_digest(detail.salt, detail.text) != line.detail_digest:
        yield _broken("detail", line.thing, line.number, _("%(thing)s の第%(number)s行の詳細が書きかえられています。"))


def _take_note(reading: Reading, line: Line) -> Iterator[Break]:
    """Which details are gone, and which days were sealed."""
    if line.verb == "erased":
        reading.bare = 0
    elif line.detail_digest and not hasattr(line, "detail"):
        reading.bare = reading.bare or line.number
    if line.thing == LEDGER and line.verb == "sealed":
        reading.sealed.setdefault(line.facts["day"], line.facts["root"])
    yield from ()


def _erasure(reading: Reading, last: Line) -> Iterator[Break]:
    """A detail is only gone where a later line says that it was erased."""
    if reading.bare:
        sentence = _("%(thing)s の第%(number)s行の詳細が、消去の記録なしに消されています。")
        yield _broken("detail", last.thing, reading.bare, sentence)


def _head(reading: Reading, last: Line) -> Iterator[Break]:
    """The head names the last line; it is how a removed tail is noticed."""
    number = getattr(last, "head_number", None)
    if number is None:
        yield _broken("head", last.thing, last.number, _("%(thing)s の行数の控えがなくなっています。"))
    elif number > last.number:
        yield _broken("tail", last.thing, last.number + 1, _("%(thing)s の第%(number)s行から後がなくなっています。"))
    elif number < last.number:
        yield _broken("added", last.thing, number + 1, _("%(thing)s の第%(number)s行から後は控えにない行です。"))
    elif getattr(last, "head_hash", None) != last.hash:
        yield _broken("replaced", last.thing, last.number, _("%(thing)s の第%(number)s行が差しかえられています。"))


def _things(reading: Reading) -> Iterator[Break]:
    """No head stands without lines."""
    lines = Line.objects.filter(thing=OuterRef("thing"))
    gone = Head.objects.filter(~Exists(lines)).order_by("thing").first()
    if gone:
        yield _broken("gone", gone.thing, 0, _("%(thing)s の行がすべてなくなっています。"))


def _kept_roots(reading: Reading) -> Iterator[Break]:
    """Every day that was sealed has its root; one sealed since the reading began is looked for once more."""
    known = {root.day.isoformat() for root in reading.roots}
    for day in reading.sealed:
        if day not in known and not Root.objects.filter(day=day).exists():
            yield _broken("root", f"root:{day}", 0, _("%(thing)s（その日の封印）がなくなっています。"))


def _true_roots(reading: Reading) -> Iterator[Break]:
    """Every root is the one that was sealed, follows the one before it and covers the heads of its day."""
    previous = ""
    for root, tree in zip(reading.roots, reading.trees, strict=True):
        day = root.day.isoformat()
        due = chain.root_hash(
            root.day, tree=tree.root(), heads=tree.leaves, last_line=root.last_line, previous=previous
        )
        if not root.hash == due == reading.sealed.get(day) or root.previous != previous or root.heads != tree.leaves:
            yield _broken("root", f"root:{day}", 0, _("%(thing)s（その日の封印）が台帳と合いません。"))
        previous = root.hash


LINE_CHECKS = (_count, _contents, _link, _detail, _take_note)
THING_CHECKS = (_erasure, _head)
LEDGER_CHECKS = (_things, _kept_roots, _true_roots)
