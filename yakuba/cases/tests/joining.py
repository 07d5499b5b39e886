"""Somebody with the whole database before them, who wants to know who answered what: every table, column and order.

What the database itself notes of a row counts as a column: its place (`rowid`, `ctid`) and its transaction (`xmin`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

Row = dict[str, str]
# A crowd of this many shares whatever can be told; more right guesses than these are no luck.
LUCKY = 10
WORD = re.compile(r"WORD\d+X")
TOKEN = re.compile(r"[\w.:@-]+")
SECRET = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}")


def tables() -> dict[str, list[Row]]:
    """Every row of every table as texts; sessions as they read when they are opened."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            hidden = _hidden(cursor, name)
            cursor.execute(f'SELECT {", ".join([*hidden, "*"])} FROM "{name}"')
            names = [f"({one})" for one in hidden] + [one[0] for one in cursor.description[len(hidden) :]]
            found[name] = [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]
    for row in found["django_session"]:
        row["session_data"] = str(SessionStore().decode(row["session_data"]))
    return found


def _hidden(cursor: Any, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return ["ctid", "xmin"]
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
    return [] if "WITHOUT ROWID" in cursor.fetchone()[0] else ["rowid"]


class Detective:
    """`authors` names each answer by a word that stands in it, in the order in which they were answered, and what is
    known of its author: key in the ledger, e-mail address, ticket, session, draft."""

    def __init__(self, found: Mapping[str, Sequence[Row]], authors: Mapping[str, Sequence[str]]) -> None:
        self.found, self.authors = found, authors
        self.words = list(authors)
        self.said = {name: [self._words_in(row) for row in rows] for name, rows in found.items()}
        self.named = {name: [self._authors_in(row) for row in rows] for name, rows in found.items()}
        cases = zip(found["cases_case"], self.said["cases_case"], strict=True)
        self.case_of = {f"case:{row['id']}": said[0] for row, said in cases if said}
        for place, line in enumerate(found["ledger_line"]):
            if line["thing"] in self.case_of:
                self.said["ledger_line"][place] = [self.case_of[line["thing"]]]

    def ways(self) -> list[str]:
        """Every way in which answers can be given to their authors."""
        ways = [*self.by_value(), *self.by_order(), *self.by_neighbours()]
        return ways + (list(self.by_transaction()) if connection.vendor == "postgresql" else [])

    def by_value(self) -> Iterator[str]:
        """A row of an answer that names its author, or has a number that stands in a row of the author's."""
        numbers: dict[str, str] = {}
        for table, rows in self.found.items():
            for row, said, named in zip(rows, self.said[table], self.named[table], strict=True):
                if said and set(said) & set(named):
                    yield f"{table} holds an answer and its author"
                numbers |= dict.fromkeys(
                    SECRET.findall(text_of(row)) if len(said) == 1 else (), said[0] if said else ""
                )
        for table, rows in self.found.items():
            for row, named in zip(rows, self.named[table], strict=True):
                if any(numbers.get(number) in named for number in SECRET.findall(text_of(row))):
                    yield f"{table} holds a number of an answer and its author"

    def by_order(self) -> Iterator[str]:
        """Answers sorted by any column stand as their authors do, sorted by any column or as they came."""
        answers, people = dict(self._orders(self.said)), dict(self._orders(self.named))
        assert answers, "nobody has answered"
        for at, said in answers.items():
            for who, named in {"the order in which they came": self.words, **people}.items():
                for way in (named, named[::-1]):
                    kept = [word for word in way if word in said]
                    if sum(one == other for one, other in zip(said, kept, strict=False)) > LUCKY:
                        yield f"answers by {at} stand as their authors by {who}"

    def by_neighbours(self) -> Iterator[str]:
        """The line of an answer lies behind what its author did last, in the order of the ledger or of its times."""
        lines = list(zip(self.found["ledger_line"], self.said["ledger_line"], self.named["ledger_line"], strict=True))
        for column in ("id", "at"):
            ordered = sorted(lines, key=lambda one: (place(one[0][column]), int(one[0]["id"])))
            told = [(said, named) for _line, said, named in ordered if said or named]
            right = sum(said[:1] == named[:1] for (_said, named), (said, _named) in pairwise(told) if said and named)
            if right > LUCKY // 2:
                yield f"{right} lines of answers lie behind their authors' own by {column}"

    def by_transaction(self) -> Iterator[str]:
        """One transaction wrote a row of the author and a single answer."""
        wrote: dict[str, set[str]] = {}
        for table, rows in self.found.items():
            for row, said in zip(rows, self.said[table], strict=True):
                wrote.setdefault(row["(xmin)"], set()).update(said)
        for table, rows in self.found.items():
            pairs = zip(rows, self.named[table], strict=True)
            right = sum(len(named) == 1 and wrote[row["(xmin)"]] == set(named) for row, named in pairs)
            if right > LUCKY:
                yield f"{right} transactions wrote an answer and a row of {table} of its author"

    def _orders(self, of_rows: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[tuple[str, list[str]]]:
        """The words of each table by each of its columns, where each stands there once and there are enough."""
        for table, rows in self.found.items():
            words = [word for of_row in of_rows[table] for word in of_row]
            if len(set(words)) <= LUCKY:
                continue
            for column in rows[0]:
                if len({row[column] for row in rows}) > LUCKY:
                    ordered = sorted(zip(rows, of_rows[table], strict=True), key=lambda one: place(one[0][column]))
                    last_of_each = dict.fromkeys(word for _row, of_row in reversed(ordered) for word in of_row)
                    yield f"{table}.{column}", list(last_of_each)[::-1]

    def _words_in(self, row: Row) -> list[str]:
        return [word for word in WORD.findall(text_of(row)) if word in self.authors]

    def _authors_in(self, row: Row) -> list[str]:
        tokens = set(TOKEN.findall(text_of(row)))
        return [word for word in self.words if not tokens.isdisjoint(self.authors[word])]


def text_of(row: Row) -> str:
    return "\n".join(value for name, value in row.items() if not name.startswith("("))


def place(value: str) -> tuple[Any, ...]:
    """Numbers as numbers, everything else as text; (3,12) of a page and its row as both."""
    numbers = re.fullmatch(r"\(?(\d+)(?:,(\d+)\))?", value)
    return (0, *(int(one) for one in numbers.groups() if one)) if numbers else (1, value)
