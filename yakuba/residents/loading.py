"""Loading a file into the register: batch by batch, each a transaction; the same file again changes nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Household, Resident
from yakuba.residents import comparing
from yakuba.residents.comparing import ENDED, MOVED, NEW, PUT_RIGHT, Step
from yakuba.residents.mapping import Mapping
from yakuba.residents.models import Attribute, Doubtful, Former, Load
from yakuba.residents.reading import Notes, Record, Rejected
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

Told = Callable[[int], object]


def load(path: Path, name: str, declared: Mapping, as_of: date, *, by: Actor, told: Told = lambda _count: None) -> Load:
    """Read the whole file. Cut off, it is simply called again with the same file: what is done stays done.

    Raises Unreadable, or Refused while another file is under way.
    """
    begun = _begin(path, name, as_of, by=by)
    counts: Counter[str] = Counter()
    for some in comparing.batches(path, declared, Notes()):
        rejected = [one for one in some if isinstance(one, Rejected)]
        done, refused = _load_some([one for one in some if isinstance(one, Record)], begun, declared)
        counts.update(done)
        counts["rejected"] += len(rejected) + len(refused)
        told(len(some))
    return _end(begun, counts, by=by)


@transaction.atomic
def _begin(path: Path, name: str, as_of: date, *, by: Actor) -> Load:
    sha256 = _digest(path)
    open_one = Load.objects.select_for_update().filter(ended_at=None).first()
    if open_one:
        if (open_one.sha256, open_one.as_of) != (sha256, as_of):
            said = _("「%(name)s」の読み込みが途中です。先に、同じファイルをもう一度読み込んでください。")
            raise Refused(said % {"name": open_one.file_name})
        return open_one
    try:
        with transaction.atomic():
            made = Load.objects.create(
                file_name=path.name, sha256=sha256, mapping=name, as_of=as_of, begun_at=clock.now()
            )
    except IntegrityError as error:
        raise Refused(_("いま、ほかの読み込みが始まりました。")) from error
    facts = {"file": path.name, "sha256": sha256, "as_of": as_of.isoformat()}
    ledger.write("began_load", made.ledger_key, by=by, facts=facts)
    return made


@transaction.atomic
def _load_some(some: list[Record], begun: Load, declared: Mapping) -> tuple[Counter[str], list[Rejected]]:
    steps, refused = comparing.steps(some, begun.as_of, locked=True)
    households = _households(step.record.household for step in steps)
    ends, begins = [], []
    for step in steps:
        if step.kind == PUT_RIGHT:
            _put_right(step, begun, households)
        elif step.kind in (NEW, MOVED, comparing.CHANGED):
            begins.append(_next(step, households))
        if step.before and step.kind in (MOVED, comparing.CHANGED, ENDED):
            step.before.valid_until = step.record.ended_on if step.kind == ENDED else step.begins
            ends.append(step.before)
    # First what ends: nobody has two states on one day, not even within a transaction.
    Resident.objects.bulk_update(ends, ["valid_until"], batch_size=500)
    Resident.objects.bulk_create(begins, batch_size=500)
    _know(steps, begun, declared)
    return Counter(step.kind for step in steps), refused


@transaction.atomic
def _end(begun: Load, counts: Counter[str], *, by: Actor) -> Load:
    begun = Load.objects.select_for_update().get(pk=begun.pk)
    pairs = [Doubtful(one=one, other=other, found_at=clock.now()) for one, other in comparing.alike(begun.as_of)]
    Doubtful.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=500)
    begun.ended_at, begun.counts = clock.now(), dict(counts)
    begun.save(update_fields=["ended_at", "counts"])
    facts = {"file": begun.file_name, "sha256": begun.sha256, "as_of": begun.as_of.isoformat(), **counts}
    ledger.write("loaded_register", begun.ledger_key, by=by, facts=facts)
    return begun


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _households(numbers: Any) -> dict[str, int]:
    wanted = sorted(set(numbers))
    Household.objects.bulk_create([Household(number=one) for one in wanted], ignore_conflicts=True, batch_size=500)
    return dict(Household.objects.filter(number__in=wanted).values_list("number", "pk"))


def _next(step: Step, households: dict[str, int]) -> Resident:
    """The state that begins. What this register does not say (account, e-mail) goes along with a person who stays."""
    before, record = step.before, step.record
    kept = {} if before is None else {name: getattr(before, name) for name in ("email", "phone", "user_id")}
    told = {name: value for name, value in record.values.items() if value not in ("", None) or before is None}
    if before is not None:
        told = {name: getattr(before, name) for name in record.values} | told
    until = record.ended_on if record.ended_on and record.ended_on > step.begins else None
    return Resident(
        **(kept | told),
        number=record.number,
        household_id=households[record.household],
        valid_from=step.begins,
        valid_until=until,
    )


def _put_right(step: Step, begun: Load, households: dict[str, int]) -> None:
    state = step.before
    assert state is not None  # only a state that is there is put right
    words = {one: str(state.household if one == "household" else getattr(state, one)) for one in step.changed}
    Former.objects.create(resident=state, load=begun, words=words)
    for name in step.changed:
        if name == "household":
            state.household_id = households[step.record.household]
        else:
            setattr(state, name, step.record.values[name])
    state.save()


def _know(steps: list[Step], begun: Load, declared: Mapping) -> None:
    """Attributes that differ: the old ones end on the day of the file, the new ones begin on it."""
    changed = {(step.record.number, name): value for step in steps for name, value in step.attributes.items()}
    if not changed:
        return
    numbers = {number for number, _name in changed}
    held = Attribute.objects.select_for_update().filter(number__in=numbers, valid_until__isnull=True)
    ends, again = [], []
    for one in held:
        if (one.number, one.name) not in changed:
            continue
        if one.valid_from == begun.as_of:
            one.value = changed.pop((one.number, one.name))
            again.append(one)
        else:
            one.valid_until = begun.as_of
            ends.append(one)
    Attribute.objects.bulk_update(ends, ["valid_until"], batch_size=500)
    Attribute.objects.bulk_update([one for one in again if one.value is not None], ["value"], batch_size=500)
    gone = [one.pk for one in again if one.value is None]
    Attribute.objects.filter(pk__in=gone).delete()
    Attribute.objects.bulk_create(
        [
            Attribute(
                number=number,
                name=name,
                value=value,
                source=declared.attributes[name].source,
                purpose=declared.attributes[name].purpose,
                as_of=begun.as_of,
                valid_from=begun.as_of,
                load=begun,
            )
            for (number, name), value in changed.items()
            if value is not None
        ],
        batch_size=500,
    )
