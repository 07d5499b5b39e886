"""No text makes `parse` do anything but answer or raise RuleError, and nothing it accepts can run away."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import RuleError, compile, order, parse, reading
from yakuba.procedures.rules.tests.child_benefit import SCOPE, TODAY, answers

ATTACKS = [
    "[0]*10**9",
    "'a'*10**9",
    "10**10**10",
    "(" * 149 + "copies" + ")" * 149,
    "(" * 1999,
    "[{(" * 600,
    "-" * 900 + "copies",
    "~" * 1999,
    "not " * 499 + "agreed",
    "1 if agreed else " * 110 + "2",
    "copies+" * 280 + "copies",
    "applicant" + ".kana" * 390,
    "postage" + "[0]" * 600,
    "9" * 2000,
    "9" * 5000,
    "1" + "_1" * 900,
    "0." + "9" * 1900,
    "1e999999",
    "{**applicant}",
    "lambda: copies",
    "(x := 1)",
    "f'{copies}'",
    "f'{copies!r:>{copies}}'",
    "applicant.__class__.__mro__",
    "().__class__.__bases__",
    "__import__('os').system('ls')",
    "age.__globals__",
    "any.__self__",
    "print(copies)",
    "eval('1')",
    "open('a')",
    "[c for c in children]",
    "{c: 1 for c in children}",
    "any(c async for c in children)",
    "any(True for c.x in children)",
    "await copies",
    "(yield)",
    "copies; copies",
    "copies\ncopies",
    "\0",
    "copies\0",
    "'\0'",
    "\ud800",
    "'\ud800'",
    "\ufeffcopies",
    "\u202ecopies",
    "'''",
    '"""a\n"""',
    "b'a'",
    "'\\N{BULLET}'",
    "#",
    "@copies",
    "copies[:]",
    "*children",
    "age(*children)",
    "age(**applicant)",
    "date(9999999999, 1, 1)",
    "date(-1, 1, 1)",
    "time(-1, 0)",
    "add_years(today(), 9223372036854775807)",
]


def read(text: str) -> None:
    """Parse, and go on as far as the text lets us; RuleError is the only way out."""
    begun = time.process_time()
    try:
        assert order({"fee": text, "total": "fee"}) == ["fee", "total"]
        compile(parse(text, SCOPE)).evaluate(answers(), on=TODAY).because  # noqa: B018
    except RuleError as wrong:
        assert wrong.message.endswith("。")  # noqa: PT017
        assert 0 <= wrong.column <= len(text)  # noqa: PT017
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ATTACKS, ids=[f"{number} {text[:20]!a}" for number, text in enumerate(ATTACKS)])
def test_an_attack_is_refused(text: str) -> None:
    read(text)
    with pytest.raises(RuleError):
        compile(parse(text, SCOPE)).evaluate(answers(), on=TODAY)


WORDS = (
    "copies agreed applicant .kana children c c.child x moved_on note delivery postage wishes ( ) [ ] { } , . : = == !="
    " < <= + - * / // % ** not and or if else for in is lambda async await yield := -> @ ~ & | ; \\ # … １ ＜ （ 1 0.5"
    " 007 1_ 0x 1e5 'q' ' \" f' b' any( all( sum( count( min( max( age( date( time( known( len( add_days( round_down("
    " today() True None ... * ** \n \t \0 \u3000 \ud800 \u200b ㈱ ﾊﾟ ² 、"
)
PIECES = WORDS.split(" ")


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_nothing_but_a_rule_error_comes_out(text: str) -> None:
    read(text)


def test_a_forgotten_limit_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DEEPEST", 10**9)
    monkeypatch.setattr(reading, "MOST_NODES", 10**9)
    with pytest.raises(RecursionError):
        read("-" * 300 + "copies")
