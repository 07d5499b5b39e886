"""Whether the house stands: a database that is there, can be reached and is of this version."""

from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from yakuba.cli import Stop

MIGRATE = "python manage.py migrate を実行してください（docs/operations.md）。"


def need_database() -> None:
    """Raises Stop where there is no database, none that answers, or one that lacks a migration. Makes no file."""
    name = connection.settings_dict["NAME"]
    # To connect to a SQLite file that is not there would make an empty one.
    if connection.vendor == "sqlite" and not Path(name).exists():
        raise Stop(f"データベース {name} がまだありません。はじめに {MIGRATE}")
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise away(error) from error
    if missing:
        raise Stop(f"データベースの用意ができていません（移行が{len(missing)}件残っています）。{MIGRATE}")


def away(error: DatabaseError) -> Stop:
    """What to say where the database cannot be used."""
    reason = str(error).strip().partition("\n")[0]
    return Stop(
        f"データベースを使えません（{reason}）。動いているか、DATABASE_URL が正しいかをたしかめてください"
        "（docs/operations.md）。"
    )
