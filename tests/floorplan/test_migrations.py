"""The migrations make the database that the models describe, from nothing, on SQLite and on PostgreSQL."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = {"ledger", "people", "procedures", "mailroom", "cases"}


def changes(before: ProjectState, after: ProjectState) -> dict[str, list[str]]:
    """What `makemigrations` would still have to write, by room."""
    found = MigrationAutodetector(before, after).changes(graph=MigrationLoader(None).graph)
    return {room: [str(each) for each in found[room]] for room in found if room in OURS}


@pytest.mark.django_db
def test_the_models_need_no_further_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_migrations_ran_on_an_empty_database() -> None:
    # pytest-django made this database from nothing with the same migrations.
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    tables = set(connection.introspection.table_names())
    ours = {model._meta.db_table for room in OURS for model in apps.get_app_config(room).get_models()}
    assert ours
    assert ours <= tables


def test_every_room_with_rows_has_its_migrations() -> None:
    migrated = {app for app, _ in MigrationLoader(None).disk_migrations}
    assert {room for room in OURS if any(apps.get_app_config(room).get_models())} <= migrated


def test_a_field_without_a_migration_is_noticed() -> None:
    now = ProjectState.from_apps(apps)
    before = now.clone()
    before.remove_field("people", "user", "name")
    assert changes(now, now.clone()) == {}
    assert "people" in changes(before, now)
