"""異動: a list of who leaves which post for which, read from a table and carried out on one day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people import moves
from yakuba.people.models import Holding, Post, User

COLUMNS = ("メール", "氏名", "旧所属", "旧職", "新所属", "新職")
MOST = 5000


@dataclass(frozen=True)
class Transfer:
    """One line: who leaves which post (None: begins to work here) for which (None: leaves the hall)."""

    line: int
    email: str
    name: str
    old: Post | None
    new: Post | None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one line, in words for whoever wrote it."""

    line: int
    sentence: str


def read(rows: Sequence[Mapping[str, str]], on: date) -> tuple[list[Transfer], list[Wrong]]:
    """The transfers of a table with COLUMNS; sections by code or name. The line of the first row is 2."""
    missing = [column for column in COLUMNS if rows and column not in rows[0]]
    if missing or not rows or len(rows) > MOST:
        told = _("列「%(columns)s」がありません。") % {"columns": "」「".join(missing)} if missing else ""
        return [], [Wrong(1, told or _("1行から%(most)d行までの表にしてください。") % {"most": MOST})]
    reader = _Reader(on)
    read_rows = [reader.read(line, row) for line, row in enumerate(rows, start=2)]
    wrongs = [one for one in read_rows if isinstance(one, Wrong)]
    transfers = [one for one in read_rows if isinstance(one, Transfer)]
    return transfers, [*wrongs, *_twice(transfers)]


@transaction.atomic
def carry_out(transfers: Iterable[Transfer], on: date, *, by: Actor) -> None:
    """All of them from the day `on`, or none. Raises moves.Refused, naming the line."""
    count = 0
    for one in transfers:
        try:
            _carry_out(one, on, by)
        except moves.Refused as refused:
            raise moves.Refused(_("%(line)d行目：%(why)s") % {"line": one.line, "why": refused}) from refused
        count += 1
    ledger.write("loaded_transfers", f"transfers:{on.isoformat()}", by=by, facts={"lines": count})


def _carry_out(one: Transfer, on: date, by: Actor) -> None:
    user = User.objects.filter(email=one.email).first() or moves.register_staff(one.email, one.name, by=by)
    if one.old is not None:
        moves.end_holding(Holding.objects.valid_on(on).get(user=user, post=one.old), on, by=by)
    if one.new is not None:
        moves.appoint(user, one.new, on, by=by)


class _Reader:
    """The hall on the day of the transfers, read once."""

    def __init__(self, on: date) -> None:
        self.users = {user.email: user for user in User.objects.filter(holdings__isnull=False)}
        self.held = set(Holding.objects.in_force_on(on).values_list("user", "post"))
        self.posts: dict[tuple[str, str], list[Post]] = {}
        for post in Post.objects.valid_on(on).select_related("section"):
            for section in {post.section.code, post.section.name}:
                self.posts.setdefault((section, post.title), []).append(post)

    def read(self, line: int, row: Mapping[str, str]) -> Transfer | Wrong:
        given = {column: row.get(column, "").strip() for column in COLUMNS}
        email = given["メール"].lower()
        wrong = next(self._wrongs(given, email), None)
        if wrong:
            return Wrong(line, wrong)
        return Transfer(line, email, given["氏名"], self._post(given, "旧"), self._post(given, "新"))

    def _wrongs(self, given: Mapping[str, str], email: str) -> Iterator[str]:
        if "@" not in email:
            yield _("メールを入力してください。")
        for side in ("旧", "新"):
            section, title = given[f"{side}所属"], given[f"{side}職"]
            if bool(section) != bool(title):
                yield _("所属と職は、両方書くか、両方空けてください。")
            elif section and len(self.posts.get((section, title), ())) != 1:
                yield _("その日に「%(section)s」に「%(title)s」という職が一つに決まりません。") % {
                    "section": section, "title": title,
                }  # fmt: skip
        old, new, user = self._post(given, "旧"), self._post(given, "新"), self.users.get(email)
        if old is None and new is None:
            yield _("旧所属か新所属を書いてください。")
        if old is not None and (user is None or (user.pk, old.pk) not in self.held):
            yield _("%(who)sは、その日に%(post)sに就いていません。") % {"who": email, "post": old}
        if user is None and not given["氏名"]:
            yield _("新しく入る人の氏名を書いてください。")
        if user is not None and given["氏名"] and _plain(given["氏名"]) != _plain(user.name):
            yield _("このメールの人の氏名は「%(name)s」です。") % {"name": user.name}
        if user is not None and new is not None and new != old and (user.pk, new.pk) in self.held:
            yield _("%(who)sは、もう%(post)sに就いています。") % {"who": email, "post": new}

    def _post(self, given: Mapping[str, str], side: str) -> Post | None:
        found = self.posts.get((given[f"{side}所属"], given[f"{side}職"]), [])
        return found[0] if len(found) == 1 else None


def _twice(transfers: Iterable[Transfer]) -> Iterator[Wrong]:
    """The same person leaving or taking the same post in two lines."""
    seen: dict[tuple[str, str, int], int] = {}
    for one in transfers:
        for side, post in (("old", one.old), ("new", one.new)):
            if post is None:
                continue
            first = seen.setdefault((one.email, side, post.pk), one.line)
            if first != one.line:
                yield Wrong(one.line, _("%(line)d行目と同じ異動です。") % {"line": first})


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("　", "")
