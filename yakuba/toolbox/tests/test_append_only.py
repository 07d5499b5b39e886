"""The migration step guards a table, and gives it back when the migration is undone."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.state import ProjectState

from yakuba.toolbox.append_only import AppendOnly, lifted


@pytest.fixture
def table(transactional_db: None) -> Iterator[str]:
    """A table of two rows that no room owns."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE slate (id integer PRIMARY KEY, words varchar(20) NOT NULL UNIQUE)")
        cursor.execute("INSERT INTO slate VALUES (1, 'first'), (2, 'second')")
    yield "slate"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE slate")


UPDATE = "UPDATE slate SET words = 'other' WHERE id = 1"
DELETE = "DELETE FROM slate WHERE id = 1"
INSERT = "INSERT INTO slate VALUES (3, 'third')"


def test_rows_are_added_and_neither_changed_nor_removed(table: str) -> None:
    _forwards(AppendOnly(table))
    assert [_is_refused(statement) for statement in (UPDATE, DELETE, INSERT)] == [True, True, False]


def test_deleting_can_be_left_open(table: str) -> None:
    _forwards(AppendOnly(table, allow_delete=True))
    assert [_is_refused(statement) for statement in (UPDATE, DELETE, INSERT)] == [True, False, False]


def test_undoing_the_migration_lifts_it(table: str) -> None:
    guard = AppendOnly(table)
    _forwards(guard)
    with connection.schema_editor() as editor:
        guard.database_backwards("ledger", editor, ProjectState(), ProjectState())
    assert [_is_refused(statement) for statement in (UPDATE, DELETE)] == [False, False]


def test_lifting_ends_even_after_an_error(table: str) -> None:
    _forwards(AppendOnly(table))
    lift = lifted(connection)
    lift.__enter__()
    assert not _is_refused(UPDATE)
    assert not lift.__exit__(ValueError, ValueError(), None)
    assert _is_refused(UPDATE)


def test_models_do_not_notice() -> None:
    state = ProjectState()
    AppendOnly("slate").state_forwards("ledger", state)
    assert state == ProjectState()
    assert AppendOnly("slate", allow_delete=True).deconstruct() == ("AppendOnly", ("slate",), {"allow_delete": True})


def _forwards(guard: AppendOnly) -> None:
    with connection.schema_editor() as editor:
        guard.database_forwards("ledger", editor, ProjectState(), ProjectState())


def _is_refused(statement: str) -> bool:
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except DatabaseError as refused:
            return "append-only: rows of slate are never changed or removed" in str(refused)
    return False
