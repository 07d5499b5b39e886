"""Tables to which rows are only ever added: triggers that refuse the rest, on SQLite and on PostgreSQL.

They stop the honest mistake and the careless script. Whoever may alter the schema can lift them; what such a hand
leaves behind is found by the ledger's chain, not here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_PREFIX = "append_only"
# Django reads SQLite's RAISE(ABORT) and this SQLSTATE alike: IntegrityError.
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: rows of % are never changed or removed; % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class AppendOnly(Operation):
    """A migration step after which `table` refuses UPDATE, DELETE and TRUNCATE.

    With `allow_delete` single rows may still be deleted, for what must go at the end of its retention; with
    `allow_update` rows may be changed and are never deleted.
    Give it a migration of its own: on SQLite, Django drops triggers whenever it rebuilds a table.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, allow_delete: bool = False, allow_update: bool = False) -> None:
        self.table = table
        self.allow_delete = allow_delete
        self.allow_update = allow_update

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not know of triggers."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in self._guards(schema_editor.connection):
                # None and not (): a % in the text is a %.
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            on_table = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
            for name in self._names(schema_editor.connection):
                schema_editor.execute(f"DROP TRIGGER {name}{on_table}", params=None)

    def describe(self) -> str:
        return f"Let rows of {self.table} be added only"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"

    def _names(self, connection: BaseDatabaseWrapper) -> list[str]:
        if connection.vendor == "postgresql":
            return [f"{_PREFIX}_{self.table}"]
        if self.allow_update:
            return [f"{_PREFIX}_{self.table}_delete"]
        acts = ["update", "replace"] if self.allow_delete else ["update", "replace", "delete"]
        return [f"{_PREFIX}_{self.table}_{act}" for act in acts]

    def _guards(self, connection: BaseDatabaseWrapper) -> list[str]:
        return self._postgresql(connection) if connection.vendor == "postgresql" else self._sqlite(connection)

    def _postgresql(self, connection: BaseDatabaseWrapper) -> list[str]:
        acts = "UPDATE OR TRUNCATE" if self.allow_delete else "UPDATE OR DELETE OR TRUNCATE"
        if self.allow_update:
            acts = "DELETE OR TRUNCATE"
        [name] = self._names(connection)
        return [
            _POSTGRESQL_FUNCTION,
            f"CREATE TRIGGER {name} BEFORE {acts} ON {self.table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only_refuse()",
        ]

    def _sqlite(self, connection: BaseDatabaseWrapper) -> list[str]:
        # INSERT OR REPLACE removes the row in its way without asking the DELETE trigger.
        uniques = _unique_columns(connection, self.table)
        taken = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in names) + ")" for names in uniques)
        events = {
            "update": "UPDATE ON {table}",
            "delete": "DELETE ON {table}",
            "replace": f"INSERT ON {{table}} WHEN EXISTS (SELECT 1 FROM {{table}} WHERE {taken or 0})",
        }
        return [
            f"CREATE TRIGGER {name} BEFORE {events[act].format(table=self.table)} BEGIN SELECT RAISE(ABORT, "
            f"'append-only: rows of {self.table} are never changed or removed; {act.upper()} is refused'); END"
            for name in self._names(connection)
            for act in [name.rpartition("_")[2]]
        ]


def _unique_columns(connection: BaseDatabaseWrapper, table: str) -> list[list[str]]:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return [c["columns"] for c in constraints.values() if (c["unique"] or c["primary_key"]) and c["columns"]]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let rows be changed and removed inside: for emptying test databases and for tampering in tests, never in code.

    Needs a superuser on PostgreSQL, where foreign keys rest too. On SQLite the triggers are gone for everybody.
    """
    lift, restore = _postgresql_switch() if connection.vendor == "postgresql" else _sqlite_switch(connection)
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in restore:
                cursor.execute(statement)


def _postgresql_switch() -> tuple[list[str], list[str]]:
    return ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]


def _sqlite_switch(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append\\_only\\_%' ESCAPE '\\'"
        )
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
