"""Desks write no rows: whatever changes one is a move of the room that owns it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.floorplan.building import CODE, calls, product, shown

WRITING = {
    name
    for verb in (
        "save",
        "create",
        "update",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    )
    for name in (verb, f"a{verb}")
}
# SQL of one's own is a write that this rule could not see.
RAW = {"execute", "executemany", "raw", "cursor"}


def is_the_session(receiver: ast.expr) -> bool:
    """What a browser's session keeps is the desk's own."""
    return ast.unparse(receiver).endswith("request.session")


def written_rows(source: str) -> Iterator[tuple[int, str]]:
    """The lines of a desk that change a row, or could."""
    for call in calls(ast.parse(source)):
        if not isinstance(call.func, ast.Attribute) or is_the_session(call.func.value):
            continue
        # A dict is updated from another; rows take keywords.
        if call.func.attr in WRITING | RAW and (call.func.attr != "update" or call.keywords):
            yield call.lineno, ast.unparse(call)


def test_desks_write_no_rows() -> None:
    desks = [path for path in product() if path.is_relative_to(CODE / "desks")]
    breaches = [f"{shown(p)}:{line} {call}" for p in desks for line, call in written_rows(read(p))]
    assert breaches == []


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_a_written_row_is_noticed() -> None:
    desk = """
def accept(request, pk):
    Case.objects.filter(pk=pk).update(step="")
    case.save(update_fields=["step"])
    request.session.update(seen=pk)
    errors.update(more)
    Draft.objects.get_or_create(pk=pk)
    connection.cursor().execute("DELETE FROM cases_case")
"""
    assert [line for line, _ in written_rows(desk)] == [3, 4, 7, 8, 8]


# Below the desks nobody knows that there is a web: a move works the same from a page, a file or a worker.
WEB = ("django.http", "django.shortcuts", "django.views", "django.urls", "allauth.account.decorators")
MAY_SPEAK = ("desks/", "cli/", "urls.py", "settings.py")


def web_imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found = [node.module or ""]
        elif isinstance(node, ast.Import):
            found = [name.name for name in node.names]
        else:
            continue
        yield from (name for name in found if name.startswith(WEB))


def test_only_desks_speak_http() -> None:
    below = [path for path in product() if not str(path.relative_to(CODE)).startswith(MAY_SPEAK)]
    assert [f"{shown(path)}: {name}" for path in below for name in web_imports(read(path))] == []


def test_a_room_that_speaks_http_is_noticed() -> None:
    move = "from django.http import HttpRequest\n\ndef accept(request):\n    import django.shortcuts\n"
    assert list(web_imports(move)) == ["django.http", "django.shortcuts"]
