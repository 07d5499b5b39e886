"""One filled-in form that the tests of the rule language read: Hana claims the child benefit."""

from datetime import date
from typing import Any

from yakuba.procedures.rules import (
    BOOL,
    DATE,
    INT,
    NUMBER,
    TEXT,
    TIME,
    ListOf,
    Outcome,
    Record,
    Scope,
    choice,
    compile,
    parse,
)

PERSON = Record({"family": TEXT, "kana": TEXT, "birth_date": DATE})
SCOPE = Scope(
    names={
        "applicant": PERSON,
        "account": Record({"holder_kana": TEXT}),
        "children": ListOf(Record({"child": PERSON, "lives_together": BOOL, "illnesses": ListOf(TEXT)})),
        "delivery": choice("counter", "post"),
        "wishes": ListOf(choice("letter", "mail")),
        "copies": INT,
        "rate": NUMBER,
        "agreed": BOOL,
        "note": TEXT,
        "moved_on": DATE,
        "visit_at": TIME,
        "世帯所得": INT,
    },
    tables={"postage": {"counter": 0, "post": 110}},
)
TODAY = date(2026, 11, 21)


def answers(**changed: Any) -> dict[str, Any]:
    """Hana's answers as the kinds store them; an answer changed to None is missing."""
    hana = {
        "applicant": {"family": "見本", "kana": "ミホン　ハナ", "birth_date": "1990-05-05"},
        "account": {"holder_kana": "ﾐﾎﾝ ﾊﾅ"},
        "children": [
            {"child": {"kana": "ミホン イチ", "birth_date": "2007-04-01"}, "lives_together": True, "illnesses": []},
            {
                "child": {"kana": "ミホン ニコ", "birth_date": "2024-02-29"},
                "lives_together": False,
                "illnesses": ["卵"],
            },
        ],
        "delivery": "post",
        "wishes": ["mail"],
        "copies": 3,
        "rate": "0.1",
        "agreed": True,
        "note": "",
        "moved_on": "2026-10-01",
        "visit_at": "09:30",
        "世帯所得": 5_000_000,
    }
    return hana | changed


def decide(text: str, *, on: date = TODAY, filed_on: date | None = None, **changed: Any) -> Outcome:
    """One rule on Hana's form."""
    return compile(parse(text, SCOPE)).evaluate(answers(**changed), on=on, filed_on=filed_on)
