"""What vendors and everybody else may know of renewals: what it does, which year, when it is decided.

Who sells it now and what it costs is masked, and how often is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yakuba.systems.declared import Window, declared
from yakuba.systems.models import WITHHELD
from yakuba.systems.renewals import Renewal, State
from yakuba.systems.standing import in_use, joint_for


@dataclass(frozen=True)
class Open:
    """One renewal as the public may see it, copied piece by piece; its name may be a product, and is left out."""

    code: str
    functions: Sequence[str]
    work: str
    renewal: Renewal | None
    state: State
    joint: Sequence[Window]


@dataclass(frozen=True)
class Public:
    """The open renewals; how many fields of each are masked, and how many systems are not named, by class of reason."""

    renewals: Sequence[Open]
    masked: int
    withheld: Sequence[tuple[str, int]]


def public(today: date) -> Public:
    """Vendor and price are masked for every system; a few systems are not named at all."""
    found = in_use(today)
    shown = [one for one in found if not one.system.withheld]
    renewals = [
        Open(
            one.system.code,
            one.system.functions,
            declared().standard.title(one.system.standard_work),
            one.renewal,
            one.state,
            joint_for(one.system.functions, today),
        )
        for one in shown
    ]
    counts = [(str(word), sum(one.system.withheld == code for one in found)) for code, word in WITHHELD.items()]
    masked = sum(bool(one.system.vendor) for one in shown) + sum(bool(one.yearly_yen) for one in shown)
    return Public(renewals, masked, [(word, count) for word, count in counts if count])
