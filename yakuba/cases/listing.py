"""The lists of the inbox: mine, my section's, what waits for others, what has ended; searched and narrowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from yakuba.cases import indexing
from yakuba.cases.models import STAFF_STEPS, Case, CaseQuerySet, sees_elsewhere
from yakuba.people.models import User
from yakuba.procedures.models import Procedure
from yakuba.toolbox import kana

TABS: dict[str, Callable[[CaseQuerySet, User], CaseQuerySet]] = {
    "mine": lambda cases, user: cases.for_the_hands_of(user),
    "ours": lambda cases, _user: cases.filter(waits_for__in=STAFF_STEPS),
    "others": lambda cases, _user: cases.filter(waits_for__in=["applicant", "machine"]),
    "ended": lambda cases, _user: cases.filter(waits_for=""),
}
ORDERS = {"due": ("due_on", "pk"), "age": ("filed_at", "pk"), "new": ("-filed_at", "-pk")}


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for, as its address says it."""

    tab: str = "ours"
    q: str = ""
    procedure: str = ""
    doubt: str = ""  # "yes": something to look at; "no": nothing
    sort: str = "due"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Raises LookupError for a list that there is not."""
        wanted = cls(
            tab=asked.get("tab", cls.tab),
            q=asked.get("q", "").strip()[:100],
            procedure=asked.get("procedure", "")[:60],
            doubt=asked.get("doubt", ""),
            sort=asked.get("sort", cls.sort),
        )
        if wanted.tab not in TABS or wanted.sort not in ORDERS or wanted.doubt not in ("", "yes", "no"):
            raise LookupError(wanted)
        return wanted

    @property
    def address(self) -> str:
        """Its query string, without what goes without saying."""
        return urlencode(
            {word: given for word, given in vars(self).items() if given and given != getattr(Wanted, word)}
        )

    def cases(self, user: User) -> CaseQuerySet:
        visible = Case.objects.visible_to(user)
        found = TABS[self.tab](_matching(visible, self, user) if self.q else visible, user)
        if self.procedure:
            found = found.filter(version__procedure__slug=self.procedure)
        if self.doubt:
            found = found.exclude(open_rules=[]) if self.doubt == "yes" else found.filter(open_rules=[])
        return found.order_by("-finished_at") if self.tab == "ended" else found.order_by(*ORDERS[self.sort])


def _matching(visible: CaseQuerySet, wanted: Wanted, user: User) -> CaseQuerySet:
    """By what a case holds. Of what has ended, where nothing from elsewhere is to be seen, the newest are enough."""
    is_many = wanted.tab == "ended" and not sees_elsewhere(user)
    codes = [section.code for section in user.sections_today] if is_many else ()
    folded = kana.fold(wanted.q)
    titled = [slug for slug, title in procedures() if folded in kana.fold(title)]
    return indexing.found(visible, wanted.q, newest_of=codes, titled=titled)


def procedures() -> list[tuple[str, str]]:
    """Every published procedure as slug and title, for narrowing a list."""
    known = Procedure.objects.filter(current__isnull=False).select_related("current").order_by("slug")
    return [(one.slug, str(one.current.declaration.title)) for one in known if one.current]
