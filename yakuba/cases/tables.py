"""A route table changed from a day on: whole, and checked against every kind, amount, day and running case."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases.models import Case, RouteLine, RouteTable
from yakuba.cases.proposing import matter_of
from yakuba.cases.refused import Refused
from yakuba.cases.routes import Matter, propose
from yakuba.people.standing_in import Hall
from yakuba.procedures import routes
from yakuba.procedures.declaration import Decide
from yakuba.toolbox import clock

SAYS = ("kind", "amount_from", "amount_below", "order", "act", "section_id", "rank", "any_one", "written")


class Impossible(Refused):
    """The table would lead nowhere: what is wrong with it, and which running cases would find no route."""

    def __init__(self, faults: Sequence[str], receipts: Sequence[str]) -> None:
        super().__init__(_("この表では、決裁までたどり着けないことがあります。"))
        self.faults, self.receipts = list(faults), list(receipts)


@transaction.atomic
def change(table: RouteTable, wanted: Sequence[RouteLine], on: date, *, by: ledger.Actor) -> list[str]:
    """From the day `on` the table consists of the lines `wanted`; returns what changes, in words.

    A line with a primary key stands for the one it was read from, and ends when that one would have. What was laid
    before keeps its route. Raises Impossible, and Refused where the day is past or nothing changes.
    """
    RouteTable.objects.select_for_update().get(pk=table.pk)
    if on < clock.today():
        raise Refused(_("過ぎた日からは変えられません。きょうか、あとの日を入力してください。"))
    standing = {line.pk: line for line in table.lines.valid_on(on).select_related("section")}
    kept = {line.pk for line in wanted if line.pk in standing and _says(line) == _says(standing[line.pk])}
    ended = [line for key, line in standing.items() if key not in kept]
    begun = [line for line in wanted if line.pk not in kept]
    if not ended and not begun:
        raise Refused(_("変わるところがありません。"))
    for line in begun:
        # It ends when the one it stands for would have.
        line.valid_until = standing[line.pk].valid_until if line.pk in standing else None
        line.pk, line.table, line.valid_from = None, table, on
    for line in ended:
        _end(line, on)
    RouteLine.objects.bulk_create(begun)
    _ask_whether_it_leads(table, on)
    said = [f"－ {in_words(line)}" for line in ended] + [f"＋ {in_words(line)}" for line in begun]
    ledger.write("route_changed", table.ledger_key, by=by, facts={"on": on.isoformat(), "lines": said})
    return said


def in_words(line: RouteLine) -> str:
    """A line as one sentence: 種類「important」 300,000円から 合議 財政課 課長."""
    parts = [_("種類「%(kind)s」") % {"kind": line.kind} if line.kind else ""]
    parts.append(_("%(yen)s円から") % {"yen": f"{line.amount_from:,}"} if line.amount_from else "")
    parts.append(_("%(yen)s円未満") % {"yen": f"{line.amount_below:,}"} if line.amount_below else "")
    return " ".join([*filter(None, parts), f"{line.order}", str(line)])


def without_a_route(table: RouteTable, on: date) -> list[str]:
    """The receipts of running cases that have yet to take this table's route and would find none on the day."""
    hall, known = Hall(on), dict[Matter, bool]()
    found = []
    for case, decide in _still_to_come(table.code):
        case.hall = hall
        matter = replace(matter_of(case, decide), day=on, drafter=None)
        if matter not in known:
            known[matter] = _finds_a_route(table.code, matter, hall)
        if not known[matter]:
            found.append(case.receipt)
    return found


def _ask_whether_it_leads(table: RouteTable, on: date) -> None:
    faults = routes.faults(list(table.lines.all()))
    receipts = without_a_route(table, on)
    if faults or receipts:
        raise Impossible(faults, receipts)


def _still_to_come(code: str) -> Iterator[tuple[Case, Decide]]:
    running = Case.objects.exclude(waits_for__in=["", "decide", "enforce"]).select_related("version__procedure")
    for case in running.filter(_named_in_the_declaration(code)):
        for step in case.declaration.steps[case.step :]:
            if step.decide and step.decide.route == code:
                yield case, step.decide


def _named_in_the_declaration(code: str) -> Q:
    return Q(version__declaration_text__contains=code)


def _finds_a_route(code: str, matter: Matter, hall: Hall) -> bool:
    try:
        propose(code, matter, hall)
    except Refused:
        return False
    return True


def _end(line: RouteLine, on: date) -> None:
    if line.valid_from >= on:
        line.delete()
        return
    line.valid_until = on
    line.save(update_fields=["valid_until"])


def _says(line: RouteLine) -> Iterable[object]:
    return [getattr(line, name) for name in SAYS]
