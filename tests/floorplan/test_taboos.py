"""御法度 are counted by number and month only: no source, no column, no query groups what was said by who said it."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.floorplan.building import CODE, files, product, shown
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town
from yakuba.desks.things import of_case
from yakuba.people.models import User
from yakuba.procedures.models import Version
from yakuba.taboos import flagging
from yakuba.taboos.models import Answer, Flag, Weighing

SPOKEN = {"Flag", "Answer", "Weighing"}
SIGNED = {"by", "by_id", "by_name", "by_post"}
TABLES = ("taboos_flag", "taboos_answer", "taboos_weighing")
WHO = re.compile(r"^-?(?:\w+__)*(?:by|by_name|by_post|user|author|post|section|holdings)(?:_id)?(?:__\w+)?$")
# Whoever said it may take it back; a line is signed when it is written; a conversation shows who speaks.
MAY_NAME = {"may_take_back", "_signed", "conversation"}
# Where flags are written and read. Everybody else puts {% flags thing %} into a page.
ROOMS = ("taboos/", "desks/taboos/", "sample/taboos.py")
LEDGER_VERBS = re.compile(r"^(?:flagged|answered_flag|took_back_flag|weighed)$")


def mentions_what_was_said(tree: ast.AST) -> bool:
    """Whether a file takes flags, answers or weighings in its hands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yakuba.taboos"):
            if any(name.name in SPOKEN | {"models"} for name in node.names):
                return True
        elif isinstance(node, ast.ClassDef) and "Spoken" in map(ast.unparse, node.bases):
            return True
    return False


def by_whom(source: str) -> Iterator[tuple[int, str]]:
    """The lines of such a file that ask, group or sort by a person, post or section."""
    tree = ast.parse(source)
    if not mentions_what_was_said(tree):
        return
    allowed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in MAY_NAME
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in allowed:
            continue
        if isinstance(node, ast.Attribute) and node.attr in SIGNED:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call):
            yield from _asked(node)


def _asked(call: ast.Call) -> Iterator[tuple[int, str]]:
    """Queries that name who said it, and raw SQL about the tables."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            word = argument.value
            if name in QUERYING and WHO.match(word):
                yield call.lineno, ast.unparse(call)
            if any(table in word for table in TABLES):
                yield call.lineno, ast.unparse(call)
    if name in QUERYING and any(word.arg and WHO.match(word.arg) for word in call.keywords):
        yield call.lineno, ast.unparse(call)


QUERYING = {
    "filter", "exclude", "get", "values", "values_list", "annotate", "aggregate", "alias", "order_by", "distinct",
    "F", "Q", "Count", "Index", "UniqueConstraint", "groupby", "attrgetter", "itemgetter",
    "prefetch_related", "in_bulk", "Window", "Prefetch",
}  # fmt: skip


def test_no_source_asks_who_said_how_much() -> None:
    breaches = [f"{shown(p)}:{line} {what}" for p in product() for line, what in by_whom(p.read_text("utf-8"))]
    assert breaches == []


def test_nobody_else_takes_flags_in_their_hands() -> None:
    def is_theirs(path: Path) -> bool:
        return str(path.relative_to(CODE)).startswith(ROOMS)

    others = [p for p in product() if not is_theirs(p)]
    assert [shown(p) for p in others if mentions_what_was_said(ast.parse(p.read_text("utf-8")))] == []


def test_nobody_counts_them_in_the_ledger_instead() -> None:
    """Their verbs are written in one file and named nowhere else."""
    named = {
        shown(path)
        for path in product()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and LEDGER_VERBS.match(node.value)
    }
    assert named == {"yakuba/taboos/flagging.py"}


def test_no_template_groups_them() -> None:
    texts = [(p, p.read_text("utf-8")) for p in files(".html", under=CODE)]
    assert [shown(p) for p, text in texts if REGROUPED.search(text)] == []


REGROUPED = re.compile(r"\{%\s*regroup\b[^%]*\bby\s+\S*by_\w+|dictsort\w*:.by_|\|length[^}]*by_")


def gathering_columns(model: type[models.Model]) -> list[str]:
    """Columns in an index or constraint of the database by which one person's lines could be gathered."""
    with connection.cursor() as cursor:
        kept = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    # That the account is there is asked of the people's table, not of this one.
    return [name for one in kept if not one["foreign_key"] for name in one["columns"] if WHO.match(name)]


@pytest.mark.django_db
def test_no_index_gathers_the_lines_of_a_person() -> None:
    assert [gathering_columns(model) for model in (Flag, Answer, Weighing)] == [[], [], []]
    # And nobody comes from a person to what they said.
    related = apps.get_model("people.User")._meta.get_fields()
    assert [one.name for one in related if one.related_model in (Flag, Answer, Weighing)] == []


@pytest.mark.django_db
def test_an_index_by_person_is_noticed() -> None:
    assert {"user_id", "post_id"} <= set(gathering_columns(apps.get_model("people.Holding")))


PARTS = re.compile(
    r"(?is)\b(?P<part>WHERE|GROUP BY|ORDER BY|PARTITION BY|HAVING|DISTINCT ON)\b"
    r"(?P<said>.*?)(?=\bWHERE\b|\bGROUP BY\b|\bORDER BY\b|\bHAVING\b|\bLIMIT\b|$)"
)
COLUMN = re.compile(
    r"\"(?:taboos_\w+)\"\.\"(?:by_id|by_name|by_post)\"|\banswer_(?:name|post)\b|\bby_(?:id|name|post)\b"
)


# GROUP BY 1 names no column: whatever counts or groups may not hold one of these at all.
COUNTS = re.compile(r"(?i)\b(?:COUNT|SUM|MIN|MAX|AVG|RANK|ROW_NUMBER)\s*\(|\bGROUP BY\b|\bDISTINCT\b|\bOVER\b")


def gathered(statements: list[str]) -> list[str]:
    """Statements about what was said that filter, group, count or sort by who said it."""
    about = [sql for sql in statements if any(table in sql for table in TABLES)]
    return [
        sql
        for sql in about
        if (COUNTS.search(sql) and COLUMN.search(sql))
        or any(COLUMN.search(part["said"]) for part in PARTS.finditer(sql))
    ]


@pytest.fixture
def conversation(cast: Cast) -> Town:
    """A draft with a flag of every number, answers, both questions weighed; nine by Ken and nine by Rie."""
    declare("", slug="spending", head=HEAD)
    town = Town(cast)
    thing = of_case(town.drafts(Version.objects.get(procedure__slug="spending"), 50))
    assert thing is not None
    for number in range(1, 19):
        by = cast.ken if number % 2 else cast.rie
        flag = flagging.flag(thing, number, "ひとこと", key=uuid4(), by=by)
        flagging.answer_flag(flag, "答え", key=uuid4(), by=cast.rie)
    for question in (1, 2):
        flagging.weigh(thing, question, "yes", key=uuid4(), by=cast.ken)
    flagging.feed_back(7, "気づき", key=uuid4(), by=cast.ken)
    return town


def test_no_page_asks_the_database_who_said_how_much(conversation: Town, sign_in: Callable[[User], Client]) -> None:
    case = Flag.objects.all()[0].thing
    receipt = apps.get_model("cases.Case").objects.get().receipt
    browser = sign_in(conversation.lead)
    with CaptureQueriesContext(connection) as log:
        for address in (
            f"/office/cases/{receipt}/", "/office/taboos/", "/office/taboos/months/", f"/office/taboos/on/{case}/",
            "/office/trials/", "/office/trials/tell/", "/plan/taboos/", "/office/", "/office/taboos/months/?edition=1",
        ):  # fmt: skip
            assert browser.get(address).status_code == 200, address
        typed = {"number": "1", "line": "ある", "key": str(uuid4()), "question": "1", "verdict": "no", "text": "ある"}
        posted = [f"on/{case}/flag", f"on/{case}/weigh", f"flags/{Flag.objects.all()[0].pk}/answer", "feed_back"]
        for word in posted:
            assert browser.post(f"/office/taboos/{word}/", typed | {"key": str(uuid4())}).status_code == 302, word
    statements = [query["sql"] for query in log.captured_queries]
    assert [sql for sql in statements if "taboos_flag" in sql]
    assert gathered(statements) == []


BREACHES = {
    "values": 'Flag.objects.values("by_post").annotate(count=Count("pk"))',
    "filter": "Flag.objects.filter(by=user).count()",
    "section": "Flag.objects.filter(by__holdings__post__section=section)",
    "sorted": "sorted(flags, key=lambda one: one.by_post)",
    "counter": "Counter(one.by_name for one in Flag.objects.all())",
    "annotate": 'Flag.objects.annotate(who=F("by_name")).values("who")',
    "order": 'Answer.objects.order_by("-by_post")',
    "raw": 'cursor.execute("SELECT by_id, count(*) FROM taboos_flag GROUP BY by_id")',
}


@pytest.mark.parametrize("planted", BREACHES.values(), ids=BREACHES.keys())
def test_a_planted_breach_is_noticed(planted: str) -> None:
    head = "from yakuba.taboos.models import Answer, Flag\n\ndef ranking(user, section, flags, cursor):\n"
    assert list(by_whom(f"{head}    return {planted}\n"))


@pytest.mark.parametrize(
    "honest",
    ['Flag.objects.filter(thing=key).order_by("pk")', 'Flag.objects.values_list("number").annotate(count=Count("pk"))'],
)
def test_what_counts_numbers_may_stand(honest: str) -> None:
    assert not list(by_whom(f"from yakuba.taboos.models import Flag\n\nx = {honest}\n"))


def test_a_query_that_gathers_by_person_is_noticed(conversation: Town) -> None:
    by, post = "by", "by_post"
    with CaptureQueriesContext(connection) as log:
        list(Flag.objects.values(post).annotate(count=Count("pk")))
        Flag.objects.filter(**{by: conversation.cast.ken}).count()
        list(Flag.objects.order_by(post)[:5])
        list(Flag.objects.conversation("case:1"))
    assert len(gathered([query["sql"] for query in log.captured_queries])) == 3


def test_a_template_that_groups_is_noticed() -> None:
    assert REGROUPED.search("{% regroup spoken by flag.by_post as sections %}")
    assert REGROUPED.search('{% for one in flags|dictsort:"by_name" %}')
    assert not REGROUPED.search("{{ posts|said_from:one.by_post }}")
